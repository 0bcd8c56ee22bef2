import type { Json } from '#base'
import {
  Correspondence,
  compareBesideNoise,
  compareResponses,
  type Divergence,
  type Noise,
  readComparable,
  type Scope,
  Tally,
  translateRequest,
} from '#compare'
import type { TwinEvent } from '#engine'
import type { HttpRequest, HttpResponse } from '#http'
import type { Webhooks } from '#model'
import { AcceptedDrifts } from './accepted-drifts.ts'
import { driftId } from './drift-id.ts'
import { driftType } from './drift-type.ts'
import { FieldRules } from './field-rules.ts'
import { judgeDeliveries } from './judge-deliveries.ts'
import type { PreparedExchange } from './prepared-exchange.ts'
import type { PreparedSession, ReplayedSession } from './prepared-session.ts'
import type { ExchangeReport, ReportedDivergence, SessionReport } from './report.ts'
import { RouteOverrides } from './route-overrides.ts'
import { reaches, scoreExchange } from './score-exchange.ts'
import { scoreTogether } from './scores.ts'
import { Suppressions } from './suppression.ts'
import { defaultPassRates, defaultThresholds, type Thresholds } from './thresholds.ts'
import type { UnverifiedFields } from './unverified-fields.ts'

/** What answered a replayed request. */
export interface ReplayAnswer {
  readonly response: HttpResponse
  /** What the JSON of its body is read as, where that is known without reading it. */
  readonly said?: Json | undefined
  /** Pattern of the route that answered, if known. */
  readonly route?: string | undefined
  /** Name of the variant of the route that answered, if known. */
  readonly variant?: string | undefined
  /** `miss` when the target had no answer of its own, `recorded` when it knew it by heart. */
  readonly provenance?: string | undefined
  /** Whether the target made this piece of a text up in this session, as far as that can be asked. */
  readonly isMade?: ((piece: string) => boolean) | undefined
  /** What it told others of, as far as that can be asked. */
  readonly events?: readonly TwinEvent[] | undefined
  /** What was wrong with how it came, besides what it says. With `no_answer` among it nothing came, and `response` is not looked at. */
  readonly problems?: readonly Divergence[] | undefined
}

/** Whatever can be asked: a twin, a server, the real service. */
export type ReplayTarget = (request: HttpRequest, exchange: PreparedExchange) => ReplayAnswer

export interface ReplayOptions {
  readonly thresholds?: Thresholds
  readonly overrides?: RouteOverrides
  /** Share of exchanges that must pass in a session; default 0.95. */
  readonly sessionPassRate?: number
  readonly fields?: FieldRules
  readonly suppressions?: Suppressions
  readonly drifts?: AcceptedDrifts
  readonly unverified?: UnverifiedFields | undefined
  /** How what it tells others of is told, and what it has told at the end beside what came with answers; left out where that can't be asked. */
  readonly telling?: { readonly webhooks: Webhooks; readonly atEnd: () => readonly TwinEvent[] } | undefined
  /** How far the target's clock may be off; undefined when it does not follow the recording. */
  readonly clockToleranceMs?: number | undefined
}

/** Replays a session step by step: ask for the request in the target's terms, give back its answer. Both once for each exchange, in order. */
export class Replay {
  readonly #session: ReplayedSession
  readonly #options: ReplayOptions
  readonly #correspondence = new Correspondence()
  readonly #fields: FieldRules
  readonly #suppressions: Suppressions
  readonly #drifts: AcceptedDrifts
  readonly #overrides: RouteOverrides

  constructor(session: ReplayedSession, options: ReplayOptions = {}) {
    this.#session = session
    this.#options = options
    this.#fields = options.fields ?? new FieldRules([])
    this.#suppressions = options.suppressions ?? new Suppressions([])
    this.#drifts = options.drifts ?? new AcceptedDrifts()
    this.#overrides = options.overrides ?? new RouteOverrides()
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

  /** Compares the answer with the recorded one; `noise` is what a second instance of the service gave otherwise, where there is one. */
  judge(at: number, answer: ReplayAnswer, noise?: Noise): ExchangeReport {
    const { exchange, request, response } = this.#exchange(at)
    const route = answer.route ?? `${request.method} ${request.target.split('?', 1)[0]}`
    const clock = {
      sessionStartMs: this.#session.startedAtMs,
      startMs: exchange.startedAtMs,
      endMs: exchange.endedAtMs,
      toleranceMs: this.#options.clockToleranceMs,
    }
    const { origins, unordered, sorted } = this.#session
    const noted = this.#options.unverified
    const scope: Scope = {
      correspondence: this.#correspondence,
      origins: origins.seenFrom(at),
      clock,
      isMade: answer.isMade,
      onRule: this.#fields.note,
      onUnverified: noted && ((place, reason) => noted.note(route, place, reason)),
      isUnordered: (place) => unordered.has(request.method, request.target, place),
      maySortBy: (place, sorting) => sorted.maySortBy(request.method, request.target, place, sorting),
    }
    const { problems = [] } = answer
    const fields = this.#fields.treeOf(route)
    const compare = () => {
      const actual = readComparable(answer.response, undefined, response, answer.said)
      return noise === undefined
        ? compareResponses(response, actual, scope, fields)
        : compareBesideNoise(response, actual, scope, noise, fields)
    }
    const hasCome = problems.every(({ category }) => category !== 'no_answer')
    const tally = hasCome ? compare() : new Tally()
    const found = [...tally.divergences, ...missOf(answer, response.status, tally.divergences), ...problems]
    const { divergences, suppressed } = found.length === 0 ? nothing : this.#report(found, route, at)
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
      passed: reaches(score, this.#overrides.of(route, this.#options.thresholds ?? defaultThresholds)),
      indistinguishable: divergences.every(({ severity }) => severity !== 'error'),
      divergences,
      suppressed,
      indistinguishableUnruled: found.every(({ severity }) => severity !== 'error'),
      variant: answer.variant,
      recalled: answer.provenance === 'recorded',
      marked: answer.provenance === 'guess' || answer.provenance === 'miss',
      unseen: answer.provenance === 'miss' && answer.route === undefined,
      verified: tally.verified,
      unverified: tally.unverified,
    }
  }

  /** What was found at an exchange, as the rules have it. */
  #report(found: readonly Divergence[], route: string, at: number): Pick<ExchangeReport, 'divergences' | 'suppressed'> {
    const { exchange, request } = this.#exchange(at)
    const divergences: ReportedDivergence[] = []
    const suppressed: ReportedDivergence[] = []
    for (const divergence of found) {
      const place = { route, session: this.#session.id, exchange: exchange.index, driftId: driftId(route, divergence) }
      const rule = this.#suppressions.find(route, divergence)
      const typed = driftType(divergence, () => this.#isNewWord(request, route, divergence))
      if (rule !== undefined) {
        suppressed.push({ ...divergence, ...place, driftType: typed, suppressedFor: rule.reason })
        continue
      }
      const settled = this.#drifts.settle(route, divergence, place.driftId, typed)
      divergences.push({ ...divergence, ...place, ...settled, ...(settled.acceptedFor === undefined ? {} : { severity: 'info' }) })
    }
    return { divergences, suppressed }
  }

  /** Whether the field holds one of few words, and this is none of them. */
  #isNewWord(request: HttpRequest, route: string, { path, actual }: Divergence): boolean {
    if (actual === undefined) return false
    const rule = this.#fields.ruleAt(route, path)
    if (rule !== undefined) return rule.classify === 'enum'
    return this.#session.enums.wordsOf(request.method, request.target, path)?.has(actual) === false
  }

  #exchange(at: number): PreparedExchange {
    return this.#session.exchanges[at] as PreparedExchange
  }
}

/** One for all: in most answers of most runs nothing is found. */
const nothing: Pick<ExchangeReport, 'divergences' | 'suppressed'> = { divergences: [], suppressed: [] }

/** A target that had no answer is only right where the service refused, in the same words. */
function missOf(answer: ReplayAnswer, status: number, divergences: readonly Divergence[]): Divergence[] {
  if (answer.provenance !== 'miss' || status >= 400) return []
  if (divergences.some(({ category }) => category === 'status_code_mismatch')) return []
  return [{ path: 'status', category: 'twin_miss', severity: 'error', expected: status, actual: answer.response.status, leaves: 0 }]
}

/** Replays a whole session on a target that answers at once. */
export function replaySession(session: PreparedSession, target: ReplayTarget, options: ReplayOptions = {}): SessionReport {
  const replay = new Replay(session, options)
  const events: TwinEvent[] = []
  const exchanges = session.exchanges.map((exchange, at) => {
    const answer = target(replay.request(at), exchange)
    if (answer.events) events.push(...answer.events)
    return replay.judge(at, answer)
  })
  const report = summariseSession(session, exchanges, options.sessionPassRate ?? defaultPassRates.session)
  const { telling, clockToleranceMs } = options
  if (telling === undefined || session.deliveries === undefined) return report
  const judge = { correspondence: replay.correspondence, webhooks: telling.webhooks, clockToleranceMs }
  return { ...report, webhooks: judgeDeliveries(session, [...events, ...telling.atEnd()], judge) }
}

/** Puts the exchanges of a session together; a session without any does not pass. */
export function summariseSession(session: ReplayedSession, exchanges: readonly ExchangeReport[], requiredRate: number): SessionReport {
  const passed = exchanges.filter((exchange) => exchange.passed).length
  const passRate = exchanges.length === 0 ? 0 : passed / exchanges.length
  return {
    ...scoreTogether(exchanges),
    session: session.id,
    exchanges,
    skipped: session.skipped,
    passRate,
    passed: exchanges.length > 0 && passRate >= requiredRate,
    recalled: exchanges.filter((exchange) => exchange.recalled).length,
    passedByRule: exchanges.filter((exchange) => exchange.indistinguishable).length,
  }
}
