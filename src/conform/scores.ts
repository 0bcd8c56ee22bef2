import type { Severity } from '#compare'
import type { ExchangeReport } from './report.ts'
import type { ExchangeScore } from './score-exchange.ts'

/** How right a session, a route or a run is. */
export interface Scores {
  /** Share of exchanges that a client could not have told from the service's, in basis points, rounded down; 0 when there are none. */
  readonly scoreBp: number
  /** Means of the exchanges' scores, rounded down, for progress while much is still wrong. */
  readonly components: ExchangeScore
  /** Divergences by how much they weigh. */
  readonly severities: Readonly<Record<Severity, number>>
}

/** The scores of these exchanges together. */
export function scoreTogether(exchanges: readonly ExchangeReport[]): Scores {
  const severities = { error: 0, warning: 0, info: 0 }
  for (const { divergences } of exchanges) for (const { severity } of divergences) severities[severity]++
  const mean = (part: keyof ExchangeScore) => meanOf(exchanges, ({ score }) => score[part])
  return {
    scoreBp: inBasisPoints(
      count(exchanges, ({ indistinguishable }) => indistinguishable),
      exchanges.length,
    ),
    components: {
      statusBp: mean('statusBp'),
      structureBp: mean('structureBp'),
      valuesBp: mean('valuesBp'),
      symbolsBp: mean('symbolsBp'),
      headersBp: mean('headersBp'),
      totalBp: mean('totalBp'),
    },
    severities,
  }
}

function meanOf<T>(list: readonly T[], measure: (element: T) => number): number {
  return list.length === 0 ? 0 : Math.floor(sum(list, measure) / list.length)
}

/** Rounded down: 10000 means all. 0 of nothing. */
export function inBasisPoints(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.floor((part / whole) * 10_000)
}

export function count<T>(list: readonly T[], isCounted: (element: T) => boolean): number {
  return sum(list, (element) => (isCounted(element) ? 1 : 0))
}

export function sum<T>(list: readonly T[], measure: (element: T) => number): number {
  let total = 0
  for (const element of list) total += measure(element)
  return total
}
