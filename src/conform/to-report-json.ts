import type { Report, ReportedDivergence } from './report.ts'

export interface ReportJsonOptions {
  /** List what was suppressed, with the reasons. */
  readonly showSuppressed?: boolean
}

/** The report for programs. Integers beyond 2^53 are strings in it. */
export function toReportJson(report: Report, options: ReportJsonOptions = {}): Record<string, unknown> {
  return {
    twin: report.twin,
    passed: report.passed,
    score_bp: report.scoreBp,
    by_rule_bp: report.byRuleBp,
    mean_bp: report.meanBp,
    status_bp: report.statusBp,
    session_pass_rate: report.sessionPassRate,
    sessions_total: report.sessionsTotal,
    sessions_passed: report.sessionsPassed,
    exchanges_total: report.exchangesTotal,
    exchanges_passed: report.exchangesPassed,
    exchanges_skipped: report.exchangesSkipped,
    exchanges_recalled: report.exchangesRecalled,
    seen_bp: report.seenBp,
    unseen_exchanges: report.unseen.exchanges,
    unseen_passed: report.unseen.passed,
    guesses: report.honesty.marked,
    guessed_rules: report.guesses,
    wrong_unmarked_bp: report.honesty.wrongUnmarkedBp,
    right_marked_bp: report.honesty.rightMarkedBp,
    verified: report.verified,
    unverified: report.unverified,
    suppressed: report.suppressed.length,
    accepted: report.divergences.filter(({ acceptedFor }) => acceptedFor !== undefined).length,
    unruled_bp: report.unruledBp,
    routes: report.routes.map(({ route, exchanges, indistinguishable, meanBp, marked, wrongUnmarked, unseen }) => ({
      route,
      exchanges_total: exchanges,
      exchanges_passed: indistinguishable,
      mean_bp: meanBp,
      guesses: marked,
      wrong_unmarked: wrongUnmarked,
      unseen,
    })),
    sessions: report.sessions.map(({ session, exchanges, passRate, passed, skipped, recalled }) => ({
      session,
      exchanges_total: exchanges.length,
      exchanges_skipped: skipped,
      exchanges_recalled: recalled,
      pass_rate: passRate,
      passed,
    })),
    divergences: report.divergences.map(toDivergenceJson),
    ...(options.showSuppressed === true
      ? { suppressed_divergences: report.suppressed.map(toDivergenceJson), unverified_fields: report.unverifiedFields }
      : {}),
    findings: report.findings,
  }
}

function toDivergenceJson(divergence: ReportedDivergence): Record<string, unknown> {
  const { route, session, exchange, path, category, severity, expected, actual, driftId, suppressedFor, acceptedFor } = divergence
  const reason = suppressedFor ?? acceptedFor
  return {
    route,
    session,
    exchange,
    path,
    category,
    severity,
    ...(expected === undefined ? {} : { expected: withoutBigInts(expected) }),
    ...(actual === undefined ? {} : { actual: withoutBigInts(actual) }),
    drift_id: driftId,
    drift_type: divergence.driftType,
    ...(acceptedFor === undefined ? {} : { accepted: true }),
    ...(reason === undefined ? {} : { reason }),
  }
}

function withoutBigInts(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_key, element: unknown) => (typeof element === 'bigint' ? String(element) : element)))
}
