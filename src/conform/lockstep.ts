import { Correspondence, findNoise, type Noise, readComparable, translateRequest } from '#compare'
import type { Exchange, HttpRequest, HttpResponse } from '#http'
import { createAddressRewriter } from './own-addresses.ts'
import { type PreparedExchange, prepareExchange, rewriteRequest } from './prepared-exchange.ts'
import { createLiveSession, type LiveSession, type PreparedSession, replayOrigin } from './prepared-session.ts'
import { Replay, type ReplayAnswer, type ReplayOptions, summariseSession } from './replay-session.ts'
import type { ExchangeReport, SessionReport } from './report.ts'
import { defaultPassRates } from './thresholds.ts'

export interface LockstepOptions extends ReplayOptions {
  /** What the report calls the session. */
  readonly id: string
  readonly startedAtMs: number
  /** Base URLs by which the service, and the proxy before it, name themselves. */
  readonly ownUrls: readonly string[]
  /** Base URL of the second instance, if there is one. */
  readonly secondUrl?: string | undefined
  /** The recordings, prepared together: what the service is known to make up, and what never changes. */
  readonly recorded: readonly PreparedSession[]
}

/** An exchange of the service that is to be repeated by others, in their terms. */
export interface LockstepTurn {
  readonly at: number
  /** With the twin's ids and address. */
  readonly forTwin: HttpRequest
  /** With the second instance's; undefined without one. */
  readonly forSecond: HttpRequest | undefined
}

/**
 * One session of a client with the service, while it goes on: the twin and, if there is one, a second instance of the service get the same
 * requests. Turns are taken and judged one after the other, in order.
 */
export class Lockstep {
  readonly #options: LockstepOptions
  readonly #session: LiveSession
  readonly #replay: Replay
  readonly #second = new Correspondence()
  readonly #reports: ExchangeReport[] = []
  readonly #toTwin: (text: string) => string
  readonly #fromSecond: (text: string) => string
  readonly #toSecond: (text: string) => string

  constructor(options: LockstepOptions) {
    const { id, startedAtMs, recorded, ownUrls, secondUrl } = options
    this.#options = options
    this.#session = createLiveSession(id, startedAtMs, recorded)
    this.#replay = new Replay(this.#session, options)
    this.#toTwin = createAddressRewriter(ownUrls, replayOrigin)
    this.#fromSecond = createAddressRewriter(secondUrl === undefined ? [] : [secondUrl], replayOrigin)
    this.#toSecond = createAddressRewriter([replayOrigin], secondUrl === undefined ? replayOrigin : new URL(secondUrl).origin)
  }

  /** Takes an exchange of the service in, decoded; undefined when it proves nothing, and nobody is to repeat it. */
  take(exchange: Exchange): LockstepTurn | undefined {
    const prepared = prepareExchange(exchange, this.#toTwin)
    if (prepared === undefined) {
      this.#session.skipped++
      return undefined
    }
    const at = this.#session.exchanges.push(prepared) - 1
    const hasSecond = this.#options.secondUrl !== undefined
    const forSecond = hasSecond ? rewriteRequest(translateRequest(prepared.request, this.#second), this.#toSecond) : undefined
    return { at, forTwin: this.#replay.request(at), forSecond }
  }

  /** Judges the twin's answer; `second` is the second instance's, decoded, undefined when it gave none. */
  judge({ at }: LockstepTurn, answer: ReplayAnswer, second?: HttpResponse): ExchangeReport {
    const report = this.#replay.judge(at, answer, second === undefined ? undefined : this.#noiseOf(at, second))
    this.#reports.push(report)
    return report
  }

  /** The session so far. */
  report(): SessionReport {
    return summariseSession(this.#session, this.#reports, this.#options.sessionPassRate ?? defaultPassRates.session)
  }

  #noiseOf(at: number, second: HttpResponse): Noise {
    const { exchange, response } = this.#session.exchanges[at] as PreparedExchange
    const { startedAtMs: startMs, endedAtMs: endMs } = exchange
    const clock = { sessionStartMs: this.#session.startedAtMs, startMs, endMs, toleranceMs: undefined }
    const scope = { correspondence: this.#second, origins: this.#session.origins.seenFrom(at), clock }
    return findNoise(response, readComparable(second, this.#fromSecond, response), scope)
  }
}
