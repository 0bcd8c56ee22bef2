import type { Finding } from '#diagnostics'
import type { CheckedTarget, ExchangeReport, GuessReport, Honesty, Report, RouteReport, SessionReport } from './report.ts'
import { findingsOf, type RunRules } from './run-rules.ts'
import { count, inBasisPoints, scoreTogether, sum } from './scores.ts'
import { joinWebhooks } from './webhooks-report.ts'

export interface RunBar {
  /** Share of sessions that must pass. */
  readonly runPassRate: number
  /** Least score in basis points, if any. */
  readonly minScoreBp?: number | undefined
  /** What was asked; the model in memory unless said. */
  readonly target?: CheckedTarget | undefined
  /** What a run of nothing has to say; default that nothing was replayed. */
  readonly ofNothing?: Finding
}

/** Puts the sessions of a run together. A run without exchanges does not pass: no evidence is no pass. */
export function summariseRun(twin: string, sessions: readonly SessionReport[], bar: RunBar, rules: RunRules): Report {
  const exchanges = sessions.flatMap((session) => session.exchanges)
  const total = exchanges.length
  // a session of nothing but failures of the recording proves nothing, for or against
  const counted = sessions.filter((session) => session.exchanges.length > 0)
  const sessionsPassed = counted.filter((session) => session.passed).length
  const sessionPassRate = counted.length === 0 ? 0 : sessionsPassed / counted.length
  const exchangesPassed = count(exchanges, (exchange) => exchange.indistinguishable)
  const scores = scoreTogether(exchanges)
  const passed = total > 0 && sessionPassRate >= bar.runPassRate && scores.scoreBp >= (bar.minScoreBp ?? 0)
  return {
    ...scores,
    twin,
    target: bar.target ?? { kind: 'memory' },
    byRuleBp: inBasisPoints(
      sum(sessions, (session) => session.passedByRule),
      total,
    ),
    unruledBp: inBasisPoints(
      count(exchanges, (exchange) => exchange.indistinguishableUnruled),
      total,
    ),
    statusBp: inBasisPoints(
      count(exchanges, (exchange) => exchange.status === exchange.twinStatus),
      total,
    ),
    sessionsTotal: counted.length,
    sessionsPassed,
    sessionPassRate,
    exchangesTotal: total,
    exchangesPassed,
    exchangesSkipped: sum(sessions, (session) => session.skipped),
    exchangesRecalled: sum(sessions, (session) => session.recalled),
    honesty: measureHonesty(exchanges),
    guesses: gatherGuesses(exchanges),
    unseen: {
      exchanges: count(exchanges, ({ unseen }) => unseen),
      passed: count(exchanges, ({ unseen, indistinguishable }) => unseen && indistinguishable),
    },
    seenBp: inBasisPoints(
      count(exchanges, ({ unseen, indistinguishable }) => !unseen && indistinguishable),
      count(exchanges, ({ unseen }) => !unseen),
    ),
    verified: sum(exchanges, (exchange) => exchange.verified),
    unverified: sum(exchanges, (exchange) => exchange.unverified),
    divergences: exchanges.flatMap((exchange) => exchange.divergences),
    suppressed: exchanges.flatMap((exchange) => exchange.suppressed),
    ...webhooksOf(sessions),
    passed,
    sessions,
    routes: summariseRoutes(exchanges),
    unverifiedFields: rules.unverified?.list() ?? [],
    findings: [...findingsOf(rules), ...(total > 0 ? [] : [bar.ofNothing ?? nothingReplayed])],
  }
}

function webhooksOf(sessions: readonly SessionReport[]): Pick<Report, 'webhooks'> {
  const webhooks = joinWebhooks(sessions.map((session) => session.webhooks))
  return webhooks === undefined ? {} : { webhooks }
}

function gatherGuesses(exchanges: readonly ExchangeReport[]): GuessReport[] {
  const marked = exchanges.filter((exchange) => exchange.marked && !exchange.unseen)
  const byRule = Map.groupBy(marked, ({ route, variant = '' }) => `${route}\n${variant}`)
  const guesses = [...byRule.values()].map((own) => ({
    route: own[0]?.route ?? '',
    variant: own[0]?.variant ?? '',
    marked: own.length,
    right: count(own, (exchange) => exchange.indistinguishable),
  }))
  const wrong = (guess: GuessReport) => guess.marked - guess.right
  const name = ({ route, variant }: GuessReport) => `${route} ${variant}`
  return guesses.sort((left, right) => wrong(right) - wrong(left) || right.marked - left.marked || (name(left) < name(right) ? -1 : 1))
}

function measureHonesty(exchanges: readonly ExchangeReport[]): Honesty {
  const right = exchanges.filter((exchange) => exchange.indistinguishable)
  return {
    wrongUnmarkedBp: inBasisPoints(
      count(exchanges, (exchange) => !exchange.marked && !exchange.indistinguishable),
      exchanges.length,
    ),
    rightMarkedBp: inBasisPoints(
      count(right, (exchange) => exchange.marked),
      right.length,
    ),
    marked: count(exchanges, (exchange) => exchange.marked),
  }
}

/** By route, the one with most wrong answers first, then by name. */
function summariseRoutes(exchanges: readonly ExchangeReport[]): RouteReport[] {
  const byRoute = Map.groupBy(exchanges, (exchange) => exchange.route)
  const routes = [...byRoute].map(([route, own]) => ({
    ...scoreTogether(own),
    route,
    exchanges: own.length,
    indistinguishable: count(own, (exchange) => exchange.indistinguishable),
    marked: count(own, (exchange) => exchange.marked),
    wrongUnmarked: count(own, (exchange) => !exchange.marked && !exchange.indistinguishable),
    unseen: own.every((exchange) => exchange.unseen),
  }))
  const wrong = (route: RouteReport) => route.exchanges - route.indistinguishable
  return routes.sort((left, right) => wrong(right) - wrong(left) || (left.route < right.route ? -1 : 1))
}

const nothingReplayed: Finding = {
  code: 'check-empty',
  severity: 'error',
  message: 'nothing was replayed: there is no recorded exchange with an answer',
  help: 'record some traffic first: doppel record NAME',
}
