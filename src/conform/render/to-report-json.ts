import type { Json } from '#base'
import { describeCause } from '../cause/describe-cause.ts'
import { type Cause, findCauses } from '../cause/find-causes.ts'
import { nextSteps } from '../cause/next-steps.ts'
import type { ExchangeReport, Report, ReportedDivergence, RouteReport, SessionReport } from '../report.ts'
import type { ExchangeScore } from '../score-exchange.ts'
import { count, type Scores } from '../scores.ts'
import type { WebhooksReport } from '../webhooks-report.ts'
import type { ReportJson } from './report-schema.ts'
import { sampleDivergences } from './sample-divergences.ts'

export interface ReportJsonOptions {
  /** List what was suppressed, with the reasons. */
  readonly showSuppressed?: boolean
  /** How many divergences, and how many exchanges, are listed; default 20,000. */
  readonly limit?: number | undefined
}

const causesMax = 1000
const limitUnlessSaid = 20_000
/** Of the JSON of one value. */
const charactersMax = 4000

/** The report for programs. Integers beyond 2^53 are strings in it. */
export function toReportJson(report: Report, options: ReportJsonOptions = {}): ReportJson {
  const limit = options.limit ?? limitUnlessSaid
  const { kept, leftOut } = sampleDivergences(report.divergences, limit)
  const causes = findCauses(report)
  const imperfect = report.sessions.flatMap((session) => session.exchanges.filter(isImperfect))
  return {
    format: 'doppel-report/1',
    twin: report.twin,
    target: report.target,
    passed: report.passed,
    ...toScoresJson(report),
    by_rule_bp: report.byRuleBp,
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
    guessed_rules: [...report.guesses],
    wrong_unmarked_bp: report.honesty.wrongUnmarkedBp,
    right_marked_bp: report.honesty.rightMarkedBp,
    verified: report.verified,
    unverified: report.unverified,
    suppressed: report.suppressed.length,
    accepted: count(report.divergences, ({ acceptedFor }) => acceptedFor !== undefined),
    unruled_bp: report.unruledBp,
    routes: report.routes.map(toRouteJson),
    sessions: report.sessions.map(toSessionJson),
    exchanges: imperfect.slice(0, limit).map(toExchangeJson),
    exchanges_left_out: Math.max(0, imperfect.length - limit),
    causes: causes.slice(0, causesMax).map((cause) => toCauseJson(cause, report)),
    causes_left_out: Math.max(0, causes.length - causesMax),
    divergences: kept.map(toDivergenceJson),
    divergences_total: report.divergences.length,
    divergences_left_out: leftOut,
    ...(options.showSuppressed === true
      ? { suppressed_divergences: sampleDivergences(report.suppressed, limit).kept.map(toDivergenceJson) }
      : {}),
    ...(report.webhooks === undefined ? {} : { webhooks: toWebhooksJson(report.webhooks, limit) }),
    findings: [...report.findings],
  }
}

function toWebhooksJson({ divergences, ...counts }: WebhooksReport, limit: number): NonNullable<ReportJson['webhooks']> {
  return {
    ...counts,
    divergences: divergences.slice(0, limit).map(({ exchange, event, differences, ...place }) => ({
      ...place,
      ...(exchange === undefined ? {} : { exchange }),
      ...(event === undefined ? {} : { event }),
      differences: differences.map(({ path, category, expected, actual }) => ({ path, category, ...toSidesJson(expected, actual) })),
    })),
  }
}

function isImperfect({ indistinguishable, passed, score }: ExchangeReport): boolean {
  return !indistinguishable || !passed || score.totalBp < 10_000
}

function toScoresJson({ scoreBp, components, severities }: Scores): Pick<ReportJson, 'score_bp' | 'mean_bp' | 'components' | 'severities'> {
  return { score_bp: scoreBp, mean_bp: components.totalBp, components: toComponentsJson(components), severities }
}

function toComponentsJson({ statusBp, structureBp, valuesBp, symbolsBp, headersBp }: ExchangeScore): ReportJson['components'] {
  return {
    status_bp: statusBp,
    body_structure_bp: structureBp,
    body_values_bp: valuesBp,
    symbol_consistency_bp: symbolsBp,
    header_conformance_bp: headersBp,
  }
}

function toRouteJson(report: RouteReport): ReportJson['routes'][number] {
  return {
    route: report.route,
    exchanges_total: report.exchanges,
    exchanges_passed: report.indistinguishable,
    ...toScoresJson(report),
    guesses: report.marked,
    wrong_unmarked: report.wrongUnmarked,
    unseen: report.unseen,
  }
}

function toSessionJson(report: SessionReport): ReportJson['sessions'][number] {
  return {
    session: report.session,
    exchanges_total: report.exchanges.length,
    exchanges_skipped: report.skipped,
    exchanges_recalled: report.recalled,
    pass_rate: report.passRate,
    passed: report.passed,
    ...toScoresJson(report),
  }
}

function toExchangeJson(report: ExchangeReport): ReportJson['exchanges'][number] {
  const { session, exchange, route, method, target, status, twinStatus, score, passed } = report
  const components = toComponentsJson(score)
  return { session, exchange, route, method, target, status, twin_status: twinStatus, score_bp: score.totalBp, components, passed }
}

function toCauseJson(cause: Cause, report: Report): ReportJson['causes'][number] {
  const { kind, subject, within, along, divergences, exchanges, marked, mended, scoreBpAfter, routes, groups } = cause
  return {
    kind,
    says: describeCause(cause),
    subject,
    within,
    along: along.map((other) => other.subject),
    divergences,
    exchanges,
    marked,
    mended,
    score_bp_after: scoreBpAfter,
    routes: [...routes],
    drift_ids: groups.map(({ driftId }) => driftId),
    steps: nextSteps(cause, report).map(({ why, commands, settings }) => ({
      why,
      commands: [...commands],
      ...(settings === undefined ? {} : { settings: [...settings] }),
    })),
  }
}

function toDivergenceJson(divergence: ReportedDivergence): ReportJson['divergences'][number] {
  const { route, session, exchange, path, category, severity, expected, actual, driftId, driftType, suppressedFor, acceptedFor } =
    divergence
  const reason = suppressedFor ?? acceptedFor
  return {
    route,
    session,
    exchange,
    path,
    category,
    severity,
    ...toSidesJson(expected, actual),
    drift_id: driftId,
    drift_type: driftType,
    ...(acceptedFor === undefined ? {} : { accepted: true }),
    ...(reason === undefined ? {} : { reason }),
  }
}

type Sides = Pick<ReportJson['divergences'][number], 'expected' | 'expected_cut' | 'actual' | 'actual_cut'>

function toSidesJson(expected: Json | undefined, actual: Json | undefined): Sides {
  const wanted = shorten(expected)
  const came = shorten(actual)
  return {
    ...(wanted.whole === undefined ? {} : { expected: wanted.whole }),
    ...(wanted.cut === undefined ? {} : { expected_cut: wanted.cut }),
    ...(came.whole === undefined ? {} : { actual: came.whole }),
    ...(came.cut === undefined ? {} : { actual_cut: came.cut }),
  }
}

/** The value, or where it is too long its beginning; neither where there is none. */
function shorten(value: Json | undefined): { whole?: unknown; cut?: { text: string; characters: number } } {
  if (value === undefined) return {}
  const text = JSON.stringify(value, (_key, element: unknown) => (typeof element === 'bigint' ? String(element) : element))
  if (text.length > charactersMax) return { cut: { text: text.slice(0, charactersMax), characters: text.length } }
  return { whole: JSON.parse(text) }
}
