import { sha256 } from '@noble/hashes/sha2.js'
import { divergenceCategories, type Severity } from '#compare'
import { findCauses } from '../../cause/find-causes.ts'
import { groupDivergences } from '../../group-divergences.ts'
import type { Report } from '../../report.ts'
import { count } from '../../scores.ts'
import { counted } from '../counted.ts'
import { describeTarget } from '../describe-target.ts'
import { groupWebhooks, printWebhookCounts, printWebhookGroup } from '../print-webhooks.ts'
import { html, Markup, type MarkupPart } from './markup.ts'
import { pageScript } from './page-script.ts'
import { pageStyle } from './page-style.ts'
import { printCause, printWarnings } from './print-cards.ts'
import { printBar, printRoutes, printSessions } from './print-tables.ts'

const causesMax = 100

/**
 * The report as a page of its own that needs nothing else: causes with what was expected beside what came, filters, the worst routes. Texts
 * of recordings are text in it, and the page's policy lets nothing run or load that is not its own.
 */
export function printHtml(report: Report): string {
  const verdict = `${report.passed ? 'PASS' : 'FAIL'} ${report.twin} ${report.scoreBp}/10000`
  const policy = `default-src 'none'; script-src ${hashOf(pageScript)}; style-src ${hashOf(pageStyle)}; img-src data:; base-uri 'none'; form-action 'none'`
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${verdict} · doppel check</title>
<link rel="icon" href="data:,">
<style>${new Markup(pageStyle)}</style>
</head>
<body>
${printHead(report)}
<main>
${printCauses(report)}
${printRoutes(report)}
${printRest(report)}
</main>
<script>${new Markup(pageScript)}</script>
</body>
</html>
`
  return page.text
}

function printHead(report: Report): Markup {
  const { passed, twin, scoreBp, components, statusBp, exchangesRecalled, byRuleBp, honesty } = report
  const parts: [string, number][] = [
    ['status', statusBp],
    ['body structure', components.structureBp],
    ['body values', components.valuesBp],
    ['symbol consistency', components.symbolsBp],
    ['headers', components.headersBp],
    ['mean', components.totalBp],
  ]
  const facts = [
    `asked ${describeTarget(report.target)}`,
    `${report.exchangesPassed} of ${counted(report.exchangesTotal, 'exchange')} right`,
    `${report.sessionsPassed} of ${counted(report.sessionsTotal, 'session')} passed`,
    counted(report.divergences.length, 'divergence'),
    `${report.suppressed.length} suppressed`,
    report.unruledBp === scoreBp ? '' : `score ${report.unruledBp} without the rules of twin.toml and drift.toml`,
    `${report.verified} leaves verified, ${report.unverified} not`,
    `${report.exchangesSkipped} skipped`,
    exchangesRecalled === 0 ? '' : `${exchangesRecalled} known by heart, ${byRuleBp} without`,
    printWebhookCounts(report) ?? '',
    honesty.marked === 0 ? '' : `${honesty.marked} marked as not sure, ${honesty.wrongUnmarkedBp} bp wrong without a mark`,
  ]
  return html`<header>
<div class="verdict"><span class="badge ${passed ? 'pass' : 'fail'}">${passed ? 'PASS' : 'FAIL'}</span><h1>${twin}</h1><span class="score">${scoreBp}<small> / 10000</small></span></div>
<p class="summary">${facts.filter((fact) => fact !== '').join(' · ')}</p>
<dl class="parts">${parts.map(([name, bp]) => html`<div><dt>${name}</dt><dd>${bp}</dd>${printBar(bp)}</div>`)}</dl>
</header>`
}

function printCauses(report: Report): Markup {
  const causes = findCauses(report)
  const warnings = groupDivergences(report.divergences, ['warning', 'info'])
  if (causes.length + warnings.length === 0) return html`<h2 id="causes">What is wrong</h2><p>Nothing.</p>`
  const left = causes.slice(causesMax)
  const leftOut = left.reduce((sum, { divergences }) => sum + divergences, 0)
  return html`<section aria-labelledby="causes"><h2 id="causes">What is wrong, by cause</h2>
${printFilters(report)}
${causes.slice(0, causesMax).map((cause, at) => printCause(cause, at + 1, report))}${
  left.length === 0
    ? undefined
    : html`<p class="more">and ${counted(left.length, 'more cause')} with ${counted(leftOut, 'divergence')}: --format json has more</p>`
}${warnings.length === 0 ? undefined : printWarnings(warnings)}</section>`
}

function printFilters({ divergences }: Report): Markup {
  const severities: readonly Severity[] = ['error', 'warning', 'info']
  return html`<div class="filters" role="search">
<div class="row"><input type="search" id="search" placeholder="route, path, value …  ( / )" aria-label="show only what has these words"><button type="button" id="open-all">open all</button><button type="button" id="close-all">close all</button><button type="button" id="clear">clear</button></div>
<div class="row">${printChoices('severity', severities, (value) => count(divergences, ({ severity }) => severity === value))}${printChoices('category', divergenceCategories, (value) => count(divergences, ({ category }) => category === value))}<span id="shown" role="status"></span></div>
</div>`
}

/** A box for each value that there is. */
function printChoices<T extends string>(name: string, values: readonly T[], countOf: (value: T) => number): Markup {
  const boxes: MarkupPart[] = values.flatMap((value) => {
    const number = countOf(value)
    return number === 0
      ? []
      : [html`<label><input type="checkbox" name="${name}" value="${value}" checked>${value} <b>${number}</b></label>`]
  })
  return html`<fieldset><legend>${name}</legend>${boxes}</fieldset>`
}

function printRest(report: Report): Markup {
  const suppressed = [
    ...Map.groupBy(report.suppressed, ({ route, path, category, suppressedFor }) => `${route} ${path} ${category}: ${suppressedFor}`),
  ]
  return html`<h2>More</h2>
${printSessions(report)}
${printList('Webhooks that differ (no part of the score)', groupWebhooks(report.webhooks?.divergences ?? []).map(printWebhookGroup))}
${printList(
  'Suppressed',
  suppressed.map(([text, members]) => `${members.length}× ${text}`),
)}
${printList(
  'Findings',
  report.findings.map(({ severity, code, message }) => `${severity} ${code}: ${message}`),
)}`
}

const linesMax = 500

function printList(title: string, lines: readonly string[]): Markup | undefined {
  if (lines.length === 0) return undefined
  const more = lines.length > linesMax ? html`<p class="more">and ${lines.length - linesMax} more</p>` : undefined
  return html`<details class="more-of"><summary>${title}: ${lines.length}</summary><ul class="findings">${lines.slice(0, linesMax).map((line) => html`<li>${line}</li>`)}</ul>${more}</details>`
}

/** How a page's policy names an inline script or style. */
function hashOf(text: string): string {
  const digest = sha256(new TextEncoder().encode(text))
  return `'sha256-${btoa(String.fromCharCode(...digest))}'`
}
