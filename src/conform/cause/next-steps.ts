import type { Report } from '../report.ts'
import type { Cause } from './find-causes.ts'

/** Something that can be done about a cause. */
export interface NextStep {
  /** What it is good for. */
  readonly why: string
  readonly commands: readonly string[]
  /** Lines for a file of the twin's. */
  readonly settings?: readonly string[]
}

/** What to do about a cause, in the order in which it is worth trying; afterwards the check is run again. */
export function nextSteps(cause: Cause, { twin }: Pick<Report, 'twin'>): NextStep[] {
  const learn = [`doppel record ${twin} --port 8080`, `doppel synth ${twin}`]
  if (cause.kind === 'unseen') return [{ why: 'nothing was learned of it: show it to the twin', commands: learn }]
  return [
    { why: 'see why the twin answers so', commands: [explain(cause, twin)] },
    ...(cause.marked * 2 >= cause.exchanges
      ? [{ why: 'the twin says itself that it is not sure: see what to ask the service', commands: [`doppel explore ${twin}`] }]
      : []),
    { why: 'the twin is wrong: show it more of this, and learn again', commands: learn },
    { why: `it lies in the twin and is fine: say so in twins/${twin}/twin.toml`, commands: [], settings: rulesOf(cause, 'diff.suppress') },
    {
      why: `the service has changed, and it does no harm: say so in twins/${twin}/drift.toml`,
      commands: [],
      settings: rulesOf(cause, 'suppress'),
    },
  ]
}

function explain({ kind, groups, within }: Cause, twin: string): string {
  const [worst] = groups
  const route = kind === 'status' ? within : worst?.route
  const isField = kind === 'field' && worst?.expected !== undefined && worst.actual !== undefined
  const field = isField ? ` --field ${quoteForShell((worst.path ?? '').replace(/^body\.?/, ''))}` : ''
  return `doppel explain ${twin} ${quoteForShell(route ?? '')}${field}`
}

function quoteForShell(text: string): string {
  return /^[\w./[\]-]+$/.test(text) ? text : /['!$`\\"]/.test(text) ? `'${text.replaceAll("'", "'\\''")}'` : `"${text}"`
}

const rulesMax = 4

/** A rule for each of the places, the first few: JSON's strings are TOML's, too. */
function rulesOf({ groups }: Cause, table: string): string[] {
  const rules = groups.slice(0, rulesMax).map(({ route, path }, at) => {
    return [
      ...(at === 0 ? [] : ['']),
      `[[${table}]]`,
      `route = ${JSON.stringify(route)}`,
      `path = ${JSON.stringify(path)}`,
      'reason = "say why"',
    ]
  })
  const more = groups.length - rulesMax
  return [...rules.flat(), ...(more > 0 ? [`# and so on for ${more} more`] : [])]
}
