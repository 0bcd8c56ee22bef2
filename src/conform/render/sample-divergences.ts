import { kindOf } from '../group-divergences.ts'
import type { ReportedDivergence } from '../report.ts'

/** Some of many, with the number of those that are not among them. */
export interface Sample<T> {
  readonly kept: readonly T[]
  readonly leftOut: number
}

/**
 * At most `most` divergences, in their order: the first of every kind, then the second of every kind, and so on, so that one kind that
 * comes a thousand times does not hide the others.
 */
export function sampleDivergences(divergences: readonly ReportedDivergence[], most: number): Sample<ReportedDivergence> {
  if (divergences.length <= most) return { kept: divergences, leftOut: 0 }
  const seen = new Map<string, number>()
  const rounds = divergences.map((divergence) => {
    const kind = kindOf(divergence)
    const round = seen.get(kind) ?? 0
    seen.set(kind, round + 1)
    return round
  })
  const order = rounds.map((round, at) => ({ round, at })).sort((left, right) => left.round - right.round || left.at - right.at)
  const chosen = new Set(order.slice(0, most).map(({ at }) => at))
  return { kept: divergences.filter((_, at) => chosen.has(at)), leftOut: divergences.length - chosen.size }
}
