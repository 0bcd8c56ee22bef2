import { type DivergenceGroup, groupDivergences } from '../group-divergences.ts'
import type { ExchangeReport, Report, ReportedDivergence } from '../report.ts'
import { inBasisPoints, sum } from '../scores.ts'
import { coverGreedily } from './cover.ts'
import { type CauseKind, type PossibleCause, possibleCauses } from './possible-causes.ts'
import { sharedSegments } from './route-family.ts'

/** One thing that is wrong with the twin, as far as that can be told from outside, and all that it explains. */
export interface Cause extends PossibleCause {
  readonly kind: CauseKind
  /** What else is wrong in the very same exchanges, so that it is likely the same thing. */
  readonly along: readonly PossibleCause[]
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

/** Explains the divergences of a report by few causes, the one first that explains most. */
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
    return {
      cause,
      along: [],
      divergences,
      exchanges: [...new Set(divergences.map((divergence) => exchangeOf.get(divergence) as ExchangeReport))],
    }
  })
  return rank(joinAlike(causes), report)
}

interface Found {
  readonly cause: PossibleCause
  readonly along: readonly PossibleCause[]
  readonly divergences: readonly ReportedDivergence[]
  readonly exchanges: readonly ExchangeReport[]
}

/**
 * What is wrong in the very same exchanges, again and again or of one thing (`priority.id` and `priority.name`), is wrong for one reason.
 */
function joinAlike(found: readonly Found[]): Found[] {
  const numbers = new Map<ExchangeReport, number>()
  const numberOf = (exchange: ExchangeReport) => numbers.get(exchange) ?? numbers.set(exchange, numbers.size).size - 1
  const keyOf = ({ cause, exchanges }: Found) => {
    const same = exchanges.map(numberOf).sort((left, right) => left - right)
    const owner = exchanges.length > 1 ? '' : ownerOf(cause)
    return `${same.join(' ')}\n${owner}`
  }
  return [...Map.groupBy(found, keyOf).values()].map((alike) => {
    const [first, ...others] = alike as [Found, ...Found[]]
    if (others.length === 0) return first
    return { ...first, along: others.map(({ cause }) => cause), divergences: alike.flatMap(({ divergences }) => divergences) }
  })
}

/** What a field is a part of; of others, what tells them from all. */
function ownerOf({ kind, subject, within, key }: PossibleCause): string {
  const dot = subject.lastIndexOf('.')
  return kind === 'field' && dot > 0 ? `${within} ${subject.slice(0, dot)}` : key
}

/** First the cause with most of what is wrong: an exchange with several causes counts for each in equal parts. */
function rank(found: readonly Found[], report: Report): Cause[] {
  const open = new Map<ExchangeReport, number>()
  for (const { exchanges } of found) for (const exchange of exchanges) open.set(exchange, (open.get(exchange) ?? 0) + 1)
  const weights = new Map(found.map((one) => [one, sum(one.exchanges, (exchange) => 1 / (open.get(exchange) as number))]))
  const order = [...found].sort(
    (left, right) =>
      (weights.get(right) as number) - (weights.get(left) as number) ||
      right.divergences.length - left.divergences.length ||
      (left.cause.key < right.cause.key ? -1 : 1),
  )
  let right = report.exchangesPassed
  return order.map(({ cause, along, divergences, exchanges }) => {
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
      along,
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
