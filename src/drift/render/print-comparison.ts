import { type Change, type ChangeLevel, changeKinds, changeLevels } from '../change.ts'
import type { Comparison } from '../compare-contracts.ts'

/** What was compared with what, for headings. */
export interface Compared {
  readonly from: string
  readonly to: string
}

const titles: Readonly<Record<ChangeLevel, string>> = { breaking: 'breaking', warning: 'to look at', harmless: 'harmless' }
const routesShown = 5

/** For people: a line with the counts, then the changes by what they do to clients. */
export function printComparison(comparison: Comparison, compared: Compared): string {
  const lines = printHead(comparison, compared)
  for (const level of changeLevels) {
    const own = comparison.changes.filter((change) => change.level === level)
    if (own.length > 0)
      lines.push('', titles[level], ...own.map((change) => `  ${printPlace(change)}: ${describeChange(change)} [${change.kind}]`))
  }
  return lines.join('\n')
}

/** The same as a table for a pull request. */
export function printComparisonMarkdown(comparison: Comparison, compared: Compared): string {
  const [counts = '', ...notes] = printHead(comparison, compared).map(escapeCell)
  const rows = comparison.changes.map((change) => {
    const cells = [titles[change.level], escapeCell(printPlace(change)), escapeCell(describeChange(change)), `\`${change.kind}\``]
    return `| ${cells.join(' | ')} |`
  })
  const table = rows.length === 0 ? [] : ['', '| | where | what | kind |', '| --- | --- | --- | --- |', ...rows]
  return [`**${counts}**`, ...notes.flatMap((note) => ['', note]), ...table].join('\n')
}

/** The counts, and what nothing is said of. */
function printHead({ changes, routesCompared, routesNotExercised }: Comparison, { from, to }: Compared): string[] {
  const counts = changeLevels.map((level) => `${changes.filter((change) => change.level === level).length} ${titles[level]}`).join(', ')
  const lines = [`${from} -> ${to}: ${counts} (${routesCompared} routes compared)`]
  if (routesNotExercised.length === 0) return lines
  const more = routesNotExercised.length > routesShown ? ` and ${routesNotExercised.length - routesShown} more` : ''
  return [...lines, `not in the new recordings, so nothing is said of: ${routesNotExercised.slice(0, routesShown).join(', ')}${more}`]
}

/** The same for programs. */
export function toComparisonJson(
  { changes, routesCompared, routesNotExercised }: Comparison,
  { from, to }: Compared,
): Record<string, unknown> {
  const count = (level: ChangeLevel) => changes.filter((change) => change.level === level).length
  return {
    format: 'doppel-diff/1',
    from,
    to,
    breaking: count('breaking'),
    warnings: count('warning'),
    harmless: count('harmless'),
    routes_compared: routesCompared,
    routes_not_exercised: routesNotExercised,
    changes: changes.map((change) => ({ ...change, message: describeChange(change) })),
  }
}

function printPlace({ route, status, path }: Change): string {
  return [route, status, path === 'status' ? undefined : path].filter((part) => part !== undefined && part !== '').join(' ')
}

function describeChange({ kind, before, after }: Change): string {
  const [, what] = changeKinds[kind]
  if (before !== undefined && after !== undefined) return `${what}: ${before} before, ${after} now`
  if (before !== undefined) return `${what}: ${before}`
  return after === undefined ? what : `${what}: ${after}`
}

/** In a cell of a table, where names of fields are anybody's text. */
function escapeCell(text: string): string {
  return text.replace(/[\\`*_{}[\]<>|]/g, '\\$&')
}
