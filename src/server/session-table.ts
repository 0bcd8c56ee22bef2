import { type Answer, printWhy, type SessionOptions, type Twin, type TwinSession, type Why } from '#engine'
import type { HttpRequest } from '#http'
import type { Clock } from '#state'
import type { ClockChoice } from './clock-choice.ts'
import { deriveSeed } from './derive-seed.ts'

export const defaultSessionName = 'default'

/** Names a session may have: visible, and harmless in a URL, a log line or a file name. */
export const sessionNamePattern = /^[A-Za-z0-9][\w.:@~+-]{0,127}$/

/** So many traces are kept for each session. */
const tracesMax = 20

export interface TracedAnswer extends Why {
  readonly method: string
  readonly target: string
  readonly status: number
}

/** One client's world, with what the engine was given to make it. */
export class ServedSession {
  readonly name: string
  readonly seed: number
  readonly clock: Clock
  requestCount = 0
  /** Why the last answers that were asked for came out as they did, the newest last. */
  readonly traces: TracedAnswer[] = []
  readonly #options: { -readonly [K in keyof SessionOptions]: SessionOptions[K] }
  readonly #twin: Twin
  readonly #session: TwinSession

  constructor(name: string, twin: Twin, options: SessionOptions) {
    this.name = name
    this.seed = options.seed
    this.clock = options.clock
    this.#options = { ...options }
    this.#twin = twin
    this.#session = twin.createSession(this.#options)
  }

  /** `origin` is how this request's client calls the twin: the session's own URLs are told in those words. */
  answer(request: HttpRequest, origin: string): Answer {
    this.requestCount++
    this.#options.origin = origin
    return this.#session.answer(request)
  }

  /** The same, with what led to it in a header; the whole of it is kept in `traces`. */
  answerTraced(request: HttpRequest, origin: string): Answer {
    const trace = this.#twin.createTrace?.()
    if (trace === undefined) return this.answer(request, origin)
    this.requestCount++
    this.#options.origin = origin
    const answer = this.#session.answer(request, trace)
    const why = trace.describe(answer)
    this.traces.push({ method: request.method, target: request.target, status: answer.response.status, ...why })
    if (this.traces.length > tracesMax) this.traces.shift()
    return { ...answer, why: printWhy(why) }
  }

  state(): Record<string, unknown> {
    return this.#session.state()
  }
}

export interface SessionTableOptions {
  readonly twin: Twin
  readonly seed: number
  readonly clock: ClockChoice
  readonly maxSessions: number
  readonly seal?: SessionOptions['seal'] | undefined
}

/** The sessions of a server, made on first use, bounded in number. */
export class SessionTable {
  readonly #options: SessionTableOptions
  readonly #sessions = new Map<string, ServedSession>()

  constructor(options: SessionTableOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#sessions.size
  }

  get(name: string): ServedSession | undefined {
    return this.#sessions.get(name)
  }

  list(): ServedSession[] {
    return [...this.#sessions.values()]
  }

  /** The session of that name, made when it is new; undefined when there is no place for it. */
  open(name: string, origin: string): ServedSession | undefined {
    const known = this.#sessions.get(name)
    if (known !== undefined) return known
    // The default session always has its place: clients that know nothing of sessions are not locked out by those that do.
    const named = this.#sessions.size - (this.#sessions.has(defaultSessionName) ? 1 : 0)
    if (name !== defaultSessionName && named >= this.#options.maxSessions - 1) return undefined
    const session = this.#create(name, origin)
    this.#sessions.set(name, session)
    return session
  }

  /** Makes the session anew, clock and random stream included: nothing of the old one can be left over. */
  reset(name: string, origin: string): boolean {
    if (!this.#sessions.has(name)) return false
    this.#sessions.set(name, this.#create(name, origin))
    return true
  }

  delete(name: string): boolean {
    return this.#sessions.delete(name)
  }

  #create(name: string, origin: string): ServedSession {
    const { twin, seed, clock, seal } = this.#options
    const sessionSeed = name === defaultSessionName ? seed : deriveSeed(seed, name)
    const options = { seed: sessionSeed, clock: clock.createClock(), origin }
    return new ServedSession(name, twin, seal === undefined ? options : { ...options, seal })
  }
}
