import { type DivergenceGroup, groupDivergences } from '../group-divergences.ts'
import type { ExchangeReport, Report, ReportedDivergence } from '../report.ts'
import { inBasisPoints } from '../scores.ts'
import { coverGreedily } from './cover.ts'
import { type CauseKind, type PossibleCause, possibleCauses } from './possible-causes.ts'
import { sharedSegments } from './route-family.ts'

/** One thing that is wrong with the twin, as far as that can be told from outside, and all that it explains. */
export interface Cause extends PossibleCause {
  readonly kind: CauseKind
  /** Divergences that count; each belongs to one cause. */
  readonly divergences: number
  /** Exchanges in which they are. */
  readonly exchanges: number
  /** Of those, how many the twin had marked as not sure. */
  readonly marked: number
  /** Exchanges that would be right if this cause and those before it in the list were gone. */
  readonly mended: number
  /** What the score would be then. */
  readonly scoreBpAfter: number
  readonly routes: readonly string[]
  /** By route, path and category, the most frequent first. */
  readonly groups: readonly DivergenceGroup[]
}

/** Explains the divergences of a report by few causes, the one first whose end would mend most exchanges. */
export function findCauses(report: Report): Cause[] {
  const shared = sharedSegments(report.routes.filter(({ unseen }) => !unseen).map(({ route }) => route))
  const pairs = report.sessions.flatMap((session) => [...possibleCauses(session, shared)])
  const exchangeOf = new Map<ReportedDivergence, ExchangeReport>()
  for (const session of report.sessions)
    for (const exchange of session.exchanges) for (const divergence of exchange.divergences) exchangeOf.set(divergence, exchange)
  const covered = coverGreedily(
    pairs.map(([, causes]) => causes),
    ({ key }) => key,
  )
  const causes = [...covered].map(([cause, members]) => {
    const divergences = members.map((at) => (pairs[at] as (typeof pairs)[number])[0])
    return { cause, divergences, exchanges: [...new Set(divergences.map((divergence) => exchangeOf.get(divergence) as ExchangeReport))] }
  })
  return rank(causes, report)
}

interface Found {
  readonly cause: PossibleCause
  readonly divergences: readonly ReportedDivergence[]
  readonly exchanges: readonly ExchangeReport[]
}

function rank(found: readonly Found[], report: Report): Cause[] {
  const open = new Map<ExchangeReport, number>()
  for (const { exchanges } of found) for (const exchange of exchanges) open.set(exchange, (open.get(exchange) ?? 0) + 1)
  const alone = new Map(found.map((one) => [one, one.exchanges.filter((exchange) => open.get(exchange) === 1).length]))
  const order = [...found].sort(
    (left, right) =>
      (alone.get(right) as number) - (alone.get(left) as number) ||
      right.exchanges.length - left.exchanges.length ||
      right.divergences.length - left.divergences.length ||
      (left.cause.key < right.cause.key ? -1 : 1),
  )
  let right = report.exchangesPassed
  return order.map(({ cause, divergences, exchanges }) => {
    let mended = 0
    for (const exchange of exchanges) {
      const left = (open.get(exchange) as number) - 1
      open.set(exchange, left)
      if (left === 0) mended++
    }
    right += mended
    const groups = groupDivergences(divergences)
    return {
      ...cause,
      divergences: divergences.length,
      exchanges: exchanges.length,
      marked: exchanges.filter(({ marked }) => marked).length,
      mended,
      scoreBpAfter: inBasisPoints(right, report.exchangesTotal),
      routes: [...new Set(groups.map(({ route }) => route))],
      groups,
    }
  })
}
