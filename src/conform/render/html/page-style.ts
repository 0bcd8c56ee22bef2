/** How the page looks: light and dark as the reader has it, from the width of a phone on. */
export const pageStyle = `
:root { color-scheme: light dark; --page: #f6f8fa; --card: #fff; --ink: #1f2328; --dim: #59636e; --line: #d1d9e0; --accent: #0b6bcb;
  --good: #1a7f37; --fair: #9a6700; --poor: #d1242f; --good-wash: #dafbe1; --poor-wash: #ffebe9; --mark-good: #aceebb; --mark-poor: #ffc1ba }
@media (prefers-color-scheme: dark) { :root { --page: #0d1117; --card: #151b23; --ink: #e6edf3; --dim: #9198a1; --line: #3d444d; --accent: #58a6ff;
  --good: #3fb950; --fair: #d29922; --poor: #f85149; --good-wash: #12261e; --poor-wash: #25171c; --mark-good: #1f6b35; --mark-poor: #8c2a2a } }
* { box-sizing: border-box }
[hidden] { display: none !important }
body { margin: 0 auto; padding: 24px 20px 64px; max-width: 1180px; background: var(--page); color: var(--ink); font: 15px/1.5 ui-sans-serif, system-ui, sans-serif }
h1, h2, h3, h4, p, ul, ol { margin: 0; padding: 0 }
h1 { font-size: 22px; overflow-wrap: anywhere }
h2 { font-size: 18px; margin: 32px 0 12px }
code, pre { font: 13px/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace }
code { overflow-wrap: anywhere }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px }
.verdict { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 16px }
.badge { padding: 2px 12px; border-radius: 99px; font-weight: 700; color: #fff; background: #c5202b }
.badge.pass { background: #1a7f37 }
.score { font-size: 40px; line-height: 1.1; font-weight: 700; font-variant-numeric: tabular-nums }
.score small { font-size: 16px; font-weight: 400; color: var(--dim) }
.facts, .more, .source, .summary { color: var(--dim) }
.summary { margin-top: 8px }
.parts { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin: 20px 0 0; padding: 0 }
.parts div { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 10px 12px }
.parts dt { color: var(--dim); font-size: 13px }
.parts dd { margin: 0; font-weight: 600; font-variant-numeric: tabular-nums }
.bar { display: block; width: 100%; min-width: 60px; height: 6px; border-radius: 3px }
.bar .all { fill: var(--line) } .bar.full .part, .bar.good .part { fill: var(--good) } .bar.fair .part { fill: var(--fair) } .bar.poor .part { fill: var(--poor) }
.filters { display: none; position: sticky; top: 0; z-index: 1; margin: 0 -8px 12px; padding: 10px 8px; background: var(--page); border-bottom: 1px solid var(--line) }
.live .filters { display: block }
.filters .row { display: flex; flex-wrap: wrap; gap: 8px; align-items: center }
.filters .row + .row { margin-top: 8px }
.filters fieldset { display: contents }
.filters legend { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
.filters input[type=search] { flex: 1 1 220px; min-width: 0; font: inherit; padding: 6px 10px; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 6px }
.filters label { display: inline-flex; align-items: center; gap: 6px; min-height: 32px; padding: 2px 10px; background: var(--card); border: 1px solid var(--line); border-radius: 99px; font-size: 13px; cursor: pointer }
.filters label:has(:checked) { border-color: var(--accent) }
.filters label b { font-weight: 600; color: var(--dim) }
.filters input[type=checkbox] { accent-color: var(--accent) }
button { font: inherit; color: var(--accent); background: none; border: 1px solid var(--line); border-radius: 6px; padding: 5px 10px; cursor: pointer }
button.route { border: 0; padding: 4px 0; text-align: left } button.route:hover { text-decoration: underline }
#shown { font-size: 13px; color: var(--dim); margin-left: auto }
.cause, .more-of { background: var(--card); border: 1px solid var(--line); border-radius: 8px; margin-bottom: 10px }
.cause > summary, .more-of > summary { display: grid; grid-template-columns: auto 1fr auto; gap: 4px 12px; align-items: baseline; padding: 12px 16px; cursor: pointer; list-style: none }
.more-of > summary { display: block; font-weight: 600 }
.cause > summary::-webkit-details-marker, .more-of > summary::-webkit-details-marker { display: none }
.cause > summary:hover .title, .more-of > summary:hover { color: var(--accent) }
.rank { color: var(--dim); font-variant-numeric: tabular-nums; min-width: 1.5em }
.rank::before { content: '▸ '; display: inline-block; width: 1.1em } .cause[open] > summary .rank::before { content: '▾ ' }
.title { font-weight: 600; overflow-wrap: anywhere }
.cause > summary .facts { font-size: 13px; text-align: right }
.places { list-style: none }
.place { padding: 12px 16px; border-top: 1px solid var(--line) }
.where { display: flex; flex-wrap: wrap; gap: 4px 10px; align-items: baseline }
.path { color: var(--accent) }
.kind { font-size: 12px; padding: 0 8px; border: 1px solid var(--line); border-radius: 99px; color: var(--dim); white-space: nowrap } .kind.error { color: var(--poor); border-color: currentColor } .kind.warning { color: var(--fair); border-color: currentColor }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 8px; margin-top: 8px }
.side { min-width: 0; border-radius: 6px; padding: 6px 10px } .side h4 { font-size: 12px; font-weight: 600; color: var(--dim) }
.side pre { margin: 0; max-height: 260px; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere }
.expected { background: var(--good-wash) } .twin { background: var(--poor-wash) }
mark { color: inherit; background: none; border-radius: 2px } .expected mark { background: var(--mark-good) } .twin mark { background: var(--mark-poor) }
.source + .pair h4 { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
.nothing { font-style: italic; color: var(--dim) }
.source { font-size: 12px; margin-top: 4px; overflow-wrap: anywhere } .source span { margin-left: 8px }
.todo { padding: 0 16px 14px; border-top: 1px solid var(--line) } .todo summary { padding: 10px 0 4px; color: var(--accent); cursor: pointer }
.todo ol { padding-left: 22px } .todo pre { margin: 4px 0 10px; padding: 8px 10px; background: var(--page); border-radius: 6px; overflow-x: auto }
.more { padding: 8px 16px }
section > .more { padding: 8px 0 }
.scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 8px } .more-of .scroll { border: 0 }
table { border-collapse: collapse; width: 100% } th, td { padding: 6px 12px; text-align: left; border-bottom: 1px solid var(--line) } tr:last-child td { border-bottom: 0 }
th { font-size: 12px; font-weight: 600; color: var(--dim) } .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
.findings { list-style: none } .findings li { padding: 8px 16px; border-top: 1px solid var(--line); overflow-wrap: anywhere }
@media (max-width: 640px) {
  body { padding: 16px 12px 48px }
  .cause > summary { grid-template-columns: auto 1fr } .cause > summary .facts { grid-column: 2; text-align: left }
  .pair { grid-template-columns: 1fr } .place { padding: 12px } .parts { grid-template-columns: 1fr 1fr }
  .filters { position: static } .filters label { min-height: 36px } .filters input[type=search] { flex-basis: 100% }
  table .bar { display: none } th, td { padding: 6px 8px }
}
@media print { .filters { display: none !important } }
`
