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
  const total = { statusBp: 0, structureBp: 0, valuesBp: 0, symbolsBp: 0, headersBp: 0, totalBp: 0 }
  let right = 0
  for (const { divergences, score, indistinguishable } of exchanges) {
    for (const { severity } of divergences) severities[severity]++
    if (indistinguishable) right++
    total.statusBp += score.statusBp
    total.structureBp += score.structureBp
    total.valuesBp += score.valuesBp
    total.symbolsBp += score.symbolsBp
    total.headersBp += score.headersBp
    total.totalBp += score.totalBp
  }
  const mean = (part: number) => (exchanges.length === 0 ? 0 : Math.floor(part / exchanges.length))
  return {
    scoreBp: inBasisPoints(right, exchanges.length),
    components: {
      statusBp: mean(total.statusBp),
      structureBp: mean(total.structureBp),
      valuesBp: mean(total.valuesBp),
      symbolsBp: mean(total.symbolsBp),
      headersBp: mean(total.headersBp),
      totalBp: mean(total.totalBp),
    },
    severities,
  }
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
