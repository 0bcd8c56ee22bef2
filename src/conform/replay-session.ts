import { Correspondence, compareResponses, type Divergence, readComparable, type Scope, translateRequest } from '#compare'
import type { HttpRequest, HttpResponse } from '#http'
import { driftId } from './drift-id.ts'
import { FieldRules } from './field-rules.ts'
import { matchGlob } from './match-glob.ts'
import type { PreparedExchange, PreparedSession } from './prepared-session.ts'
import type { ExchangeReport, ReportedDivergence, SessionReport } from './report.ts'
import { reaches, scoreExchange } from './score-exchange.ts'
import { Suppressions } from './suppression.ts'
import { defaultPassRates, defaultThresholds, type RouteThresholds, type Thresholds } from './thresholds.ts'

/** What answered a replayed request. */
export interface ReplayAnswer {
  readonly response: HttpResponse
  /** Pattern of the route that answered, if known. */
  readonly route?: string | undefined
  /** Name of the variant of the route that answered, if known. */
  readonly variant?: string | undefined
  /** `miss` when the target had no answer of its own, `recorded` when it knew it by heart. */
  readonly provenance?: string | undefined
  /** Whether the target made this piece of a text up in this session, as far as that can be asked. */
  readonly isMade?: ((piece: string) => boolean) | undefined
}

/** Whatever can be asked: a twin, a server, the real service. */
export type ReplayTarget = (request: HttpRequest, exchange: PreparedExchange) => ReplayAnswer

export interface ReplayOptions {
  readonly thresholds?: Thresholds
  /** Thresholds of single routes; the first whose pattern fits counts, `*` stands for any part. */
  readonly routeThresholds?: readonly RouteThresholds[]
  /** Share of exchanges that must pass in a session; default 0.95. */
  readonly sessionPassRate?: number
  readonly fields?: FieldRules
  readonly suppressions?: Suppressions
  /** How far the target's clock may be off; undefined when it does not follow the recording. */
  readonly clockToleranceMs?: number | undefined
}

/** Replays a session step by step: ask for the request in the target's terms, give back its answer. Both once for each exchange, in order. */
export class Replay {
  readonly #session: PreparedSession
  readonly #options: ReplayOptions
  readonly #correspondence = new Correspondence()
  readonly #fields: FieldRules
  readonly #suppressions: Suppressions

  constructor(session: PreparedSession, options: ReplayOptions = {}) {
    this.#session = session
    this.#options = options
    this.#fields = options.fields ?? new FieldRules([])
    this.#suppressions = options.suppressions ?? new Suppressions([])
  }

  request(at: number): HttpRequest {
    return translateRequest(this.#exchange(at).request, this.#correspondence)
  }

  /** What of the recording stands for what of the target so far. */
  get correspondence(): Correspondence {
    return this.#correspondence
  }

  /**
   * Judges an answer that the target may yet take back: only one that is indistinguishable is taken for given. Of any other nothing is
   * learned; `look` sees what would have been.
   */
  attempt(at: number, answer: ReplayAnswer, look: () => void = () => {}): boolean {
    return this.#correspondence.attempt(() => {
      const { indistinguishable } = this.judge(at, answer)
      if (!indistinguishable) look()
      return indistinguishable
    })
  }

  judge(at: number, answer: ReplayAnswer): ExchangeReport {
    const { exchange, request, response } = this.#exchange(at)
    const path = request.target.split('?', 1)[0] as string
    const route = answer.route ?? `${request.method} ${path}`
    const clock = {
      sessionStartMs: this.#session.startedAtMs,
      startMs: exchange.startedAtMs,
      endMs: exchange.endedAtMs,
      toleranceMs: this.#options.clockToleranceMs,
    }
    const { origins, unordered, sorted } = this.#session
    const scope: Scope = {
      correspondence: this.#correspondence,
      origins: origins.seenFrom(at),
      clock,
      ...(answer.isMade ? { isMade: answer.isMade } : {}),
      onRule: this.#fields.note,
      isUnordered: (place) => unordered.has(request.method, request.target, place),
      maySortBy: (place, sorting) => sorted.maySortBy(request.method, request.target, place, sorting),
    }
    const tally = compareResponses(response, readComparable(answer.response, undefined, response), scope, this.#fields.treeOf(route))
    const found = [...tally.divergences, ...missOf(answer, response.status, tally.divergences)]
    const divergences: ReportedDivergence[] = []
    const suppressed: ReportedDivergence[] = []
    for (const divergence of found) {
      const rule = this.#suppressions.find(route, divergence)
      const place = { route, session: this.#session.id, exchange: exchange.index, driftId: driftId(route, divergence) }
      if (rule === undefined) divergences.push({ ...divergence, ...place })
      else suppressed.push({ ...divergence, ...place, suppressedFor: rule.reason })
    }
    const score = scoreExchange(tally, divergences)
    return {
      session: this.#session.id,
      exchange: exchange.index,
      route,
      method: request.method,
      target: exchange.request.target,
      status: response.status,
      twinStatus: answer.response.status,
      score,
      passed: reaches(score, this.#thresholdsOf(route)),
      indistinguishable: divergences.every(({ severity }) => severity !== 'error'),
      divergences,
      suppressed,
      ...(answer.variant === undefined ? {} : { variant: answer.variant }),
      recalled: answer.provenance === 'recorded',
      marked: answer.provenance === 'guess' || answer.provenance === 'miss',
      unseen: answer.provenance === 'miss' && answer.route === undefined,
      verified: tally.verified,
      unverified: tally.unverified,
    }
  }

  #exchange(at: number): PreparedExchange {
    return this.#session.exchanges[at] as PreparedExchange
  }

  #thresholdsOf(route: string): Thresholds {
    const base = this.#options.thresholds ?? defaultThresholds
    const own = this.#options.routeThresholds?.find((candidate) => matchGlob(candidate.route, route))
    return own === undefined ? base : { ...base, ...own.thresholds }
  }
}

/** A target that had no answer is only right where the service refused, in the same words. */
function missOf(answer: ReplayAnswer, status: number, divergences: readonly Divergence[]): Divergence[] {
  if (answer.provenance !== 'miss' || status >= 400) return []
  if (divergences.some(({ category }) => category === 'status_code_mismatch')) return []
  return [{ path: 'status', category: 'twin_miss', severity: 'error', expected: status, actual: answer.response.status, leaves: 0 }]
}

/** Replays a whole session on a target that answers at once. */
export function replaySession(session: PreparedSession, target: ReplayTarget, options: ReplayOptions = {}): SessionReport {
  const replay = new Replay(session, options)
  const exchanges = session.exchanges.map((exchange, at) => replay.judge(at, target(replay.request(at), exchange)))
  return summariseSession(session, exchanges, options.sessionPassRate ?? defaultPassRates.session)
}

/** Puts the exchanges of a session together; a session without any does not pass. */
function summariseSession(session: PreparedSession, exchanges: readonly ExchangeReport[], requiredRate: number): SessionReport {
  const passed = exchanges.filter((exchange) => exchange.passed).length
  const passRate = exchanges.length === 0 ? 0 : passed / exchanges.length
  return {
    session: session.id,
    exchanges,
    skipped: session.skipped,
    passRate,
    passed: exchanges.length > 0 && passRate >= requiredRate,
    recalled: exchanges.filter((exchange) => exchange.recalled).length,
    passedByRule: exchanges.filter((exchange) => exchange.indistinguishable).length,
  }
}
