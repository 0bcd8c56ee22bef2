import type { ScrubReport } from '#recording'

/** A scrub report in short, as manifests and results hold it: how many values by which rule. */
export function summariseScrub(report: ScrubReport): { total: number; late: number; rules: Record<string, number> } {
  const rules: Record<string, number> = {}
  for (const { rule, count } of report.entries) rules[rule] = (rules[rule] ?? 0) + count
  return { total: report.total, late: report.late, rules }
}

/** For people: `12 values scrubbed (authorization 8, email 4)`; empty when there were none. */
export function scrubText(report: ScrubReport): string {
  const { total, rules } = summariseScrub(report)
  if (total === 0) return ''
  const parts = Object.entries(rules).map(([rule, count]) => `${rule} ${count}`)
  return `${total} ${total === 1 ? 'value' : 'values'} scrubbed (${parts.join(', ')})`
}
