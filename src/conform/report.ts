import type { Divergence } from '#compare'
import type { Finding } from '#diagnostics'
import type { ExchangeScore } from './score-exchange.ts'
import type { Scores } from './scores.ts'
import type { UnverifiedField } from './unverified-fields.ts'
import type { WebhooksReport } from './webhooks-report.ts'

/** A divergence with its place in the run. */
export interface ReportedDivergence extends Divergence {
  /** Pattern of the route that answered, or method and path of the request when none did. */
  readonly route: string
  readonly session: string
  /** Index of the exchange in its session. */
  readonly exchange: number
  /** The same for the same difference in every run. */
  readonly driftId: string
  /** Why it came to be, in the words of reports and of `drift.toml`. */
  readonly driftType: string
  /** Why it is not counted and not reported; undefined when it is. */
  readonly suppressedFor?: string
  /** Why it is reported and not counted: a known drift, so it is of severity `info`. */
  readonly acceptedFor?: string
}

export interface ExchangeReport {
  readonly session: string
  readonly exchange: number
  readonly route: string
  readonly method: string
  readonly target: string
  readonly status: number
  readonly twinStatus: number
  readonly score: ExchangeScore
  /** Reaches every threshold. */
  readonly passed: boolean
  /** No divergence that counts: a client could not have told the twin from the service. */
  readonly indistinguishable: boolean
  /** Variant of the route that answered, if known. */
  readonly variant?: string | undefined
  /** The target knew the answer by heart. */
  readonly recalled: boolean
  /** The target said that it was not sure: a guess, or no answer of its own. */
  readonly marked: boolean
  /** No route of the target has this method and path. */
  readonly unseen: boolean
  /** Warnings included. */
  readonly divergences: readonly ReportedDivergence[]
  readonly suppressed: readonly ReportedDivergence[]
  /** The same without the rules that take divergences out or accept them. */
  readonly indistinguishableUnruled: boolean
  /** Leaves and headers held against an exact value, and those of which only the format could be. */
  readonly verified: number
  readonly unverified: number
}

export interface SessionReport extends Scores {
  readonly session: string
  readonly exchanges: readonly ExchangeReport[]
  /** Exchanges without an answer of the service. */
  readonly skipped: number
  /** Share of exchanges that passed. */
  readonly passRate: number
  readonly passed: boolean
  /** How many answers the target knew by heart. */
  readonly recalled: number
  /** Exchanges without a divergence that counts when the rules alone answer. */
  readonly passedByRule: number
  /** What it would have sent by itself; undefined where nobody listened to the service, or the target can't be asked. */
  readonly webhooks?: WebhooksReport | undefined
}

export interface RouteReport extends Scores {
  readonly route: string
  readonly exchanges: number
  readonly indistinguishable: number
  /** Answers that the target marked as not sure, right and wrong, and those that were wrong without it. */
  readonly marked: number
  readonly wrongUnmarked: number
  /** The target has no such route: it was in nothing that was learned from. */
  readonly unseen: boolean
}

/** A rule of which answers were marked as not sure. */
export interface GuessReport {
  readonly route: string
  readonly variant: string
  /** Marked answers, and those of them that were right all the same. */
  readonly marked: number
  readonly right: number
}

/** How an answerer that marks what it is not sure of does that; basis points. */
export interface Honesty {
  /** Answers that were wrong without a mark, of all. */
  readonly wrongUnmarkedBp: number
  /** Answers that were right with a mark, of those that were right. */
  readonly rightMarkedBp: number
  readonly marked: number
}

/** What gave the answers of a check: the model itself, models learned without the sessions, a server, or the twin beside a service. */
export interface CheckedTarget {
  readonly kind: 'memory' | 'held-out' | 'wire' | 'twin' | 'service' | 'upstream' | 'duel'
  /** Where it was asked, or what it was asked beside; without credentials. */
  readonly url?: string
}

/** What a check has found. */
export interface Report extends Scores {
  readonly twin: string
  readonly target: CheckedTarget
  /** The score when the rules alone answer, without what the twin knows by heart. */
  readonly byRuleBp: number
  /** The score without the rules that take divergences out or accept them. */
  readonly unruledBp: number
  /** Share of exchanges with the right status. */
  readonly statusBp: number
  readonly sessionsTotal: number
  readonly sessionsPassed: number
  readonly sessionPassRate: number
  readonly exchangesTotal: number
  /** Those without a divergence that counts. */
  readonly exchangesPassed: number
  readonly exchangesSkipped: number
  /** Answers that the twin knew by heart. */
  readonly exchangesRecalled: number
  /** How far marks can be trusted. */
  readonly honesty: Honesty
  /** Rules whose answers were marked, the one with most wrong answers first. */
  readonly guesses: readonly GuessReport[]
  /** Exchanges of routes that the target does not have, and those without a divergence that counts among them. */
  readonly unseen: { readonly exchanges: number; readonly passed: number }
  /** The score over the routes that it has. */
  readonly seenBp: number
  readonly verified: number
  readonly unverified: number
  /** Those that count, warnings, and known drifts that do not count. */
  readonly divergences: readonly ReportedDivergence[]
  readonly suppressed: readonly ReportedDivergence[]
  /** What was not compared by value, and why; empty unless it was asked for. */
  readonly unverifiedFields: readonly UnverifiedField[]
  /** What it would have sent by itself: apart from answers. Undefined where nobody listened to the service, or the target can't be asked. */
  readonly webhooks?: WebhooksReport | undefined
  /** Whether the bar is reached; never for an empty run. */
  readonly passed: boolean
  readonly sessions: readonly SessionReport[]
  /** The worst first. */
  readonly routes: readonly RouteReport[]
  readonly findings: readonly Finding[]
}
