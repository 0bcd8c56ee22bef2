import {
  type AgendaItem,
  type AgendaRun,
  type Answer,
  type AnswerTrace,
  printWhy,
  type SessionOptions,
  type Twin,
  type TwinSession,
  type Why,
} from '#engine'
import type { HttpRequest } from '#http'
import type { VirtualClock } from '#state'
import type { Journal } from './journal/journal.ts'
import type { Provision } from './provision.ts'
import { loadMoment, type SavedSession } from './saved/saved-session.ts'
import { type SessionDifference, sessionDifference } from './session-difference.ts'
import type { Snapshot } from './snapshot.ts'
import { answerThrough } from './stages/answer-through.ts'
import type { OpenStages } from './stages/open-stages.ts'
import type { Stage, StageCall } from './stages/stage.ts'
import { UnderWay } from './under-way.ts'
import { wallClock } from './wall-clock.ts'
import { isWaiting, toAgendaItem } from './webhooks/delivery.ts'
import type { Outbox } from './webhooks/outbox.ts'

/** So many traces are kept for each session. */
const tracesMax = 20

export interface TracedAnswer extends Why {
  readonly method: string
  readonly target: string
  readonly status: number
}

/** Is told the number of a request. */
type OnHeld = (number: number) => void

export interface ServedSessionOptions extends SessionOptions {
  readonly clock: VirtualClock
  readonly outbox?: Outbox | undefined
  /** Makes what is done around its answers. */
  readonly openStages?: OpenStages | undefined
  /** Is told where it did what was due. */
  readonly noteWork?: (() => void) | undefined
}

/** One client's world, with what the engine was given to make it. */
export class ServedSession {
  readonly name: string
  readonly seed: number
  readonly clock: VirtualClock
  /** By name, in the order in which they were taken. */
  readonly snapshots = new Map<string, Snapshot>()
  /** Why the last answers that were asked for came out as they did, the newest last. */
  traces: TracedAnswer[] = []
  requestCount = 0
  /** How often it was made anew. */
  generation = 0
  /** How it began. */
  readonly provision: Provision
  /** When it began, on its own clock; ms since 1970. */
  beganMs: number
  /** Grows with each use of any session: the least was not used for longest. */
  lastUse = 0
  readonly underWay = new UnderWay()
  /** What is told to receivers; undefined where the twin has no webhooks. */
  readonly outbox: Outbox | undefined
  readonly #options: { -readonly [K in keyof ServedSessionOptions]: ServedSessionOptions[K] }
  readonly #twin: Twin
  #journalSince = 0
  #isJournalCut = false
  #session: TwinSession
  #stages: readonly Stage[]

  /** Begins as the snapshot was, or with the twin's first state. */
  constructor(
    name: string,
    twin: Twin,
    options: ServedSessionOptions,
    { from, provision = {} }: { readonly from?: Snapshot | undefined; readonly provision?: Provision } = {},
  ) {
    this.name = name
    this.provision = provision
    this.seed = options.seed
    this.clock = options.clock
    this.beganMs = options.clock.nowMs()
    this.outbox = options.outbox
    this.#options = { ...options }
    this.#twin = twin
    this.#stages = options.openStages?.(options.seed) ?? []
    this.#session = from?.session.fork?.(this.#options) ?? twin.createSession(this.#options)
    if (from !== undefined) this.#standAt(from)
    if (twin.hasAgenda === true && options.outbox)
      options.outbox.work = () => void (this.isDue && wallClock.during(wallClock.nowMs(), () => this.work()))
  }

  /** The journal of the session begins after this number. */
  get journalSince(): number {
    return this.#journalSince
  }

  /** `isCut`: some of what comes after it was forgotten before. */
  beginJournal(since: number, isCut = false): void {
    this.#journalSince = since
    this.#isJournalCut = isCut
  }

  /** Whether all that the session was asked since then is still there. */
  isJournalWhole(journal: Journal): boolean {
    return !this.#isJournalCut && journal.isWholeSince(this.#journalSince)
  }

  /**
   * `origin` is how this request's client calls the twin: the session's own URLs are told in those words. `onHeld` is told the request's number where it holds
   * something until its answer has left (`underWay`).
   */
  answer(request: HttpRequest, origin: string, onHeld?: OnHeld): Answer {
    this.requestCount++
    this.#options.origin = origin
    return this.isStaged ? this.#answerStaged(request, onHeld) : this.#session.answer(request)
  }

  /** Whether something is done around its answers. */
  get isStaged(): boolean {
    return this.#stages.length > 0
  }

  #answerStaged(request: HttpRequest, onHeld: OnHeld | undefined, trace?: AnswerTrace): Answer {
    const releases: (() => void)[] = []
    const call = this.#callOf(request, (release) => void releases.push(release))
    const ask = () => this.#session.answer(request, trace)
    const answer = answerThrough(this.#stages, call, ask, () => this.clock.tick())
    if (releases.length > 0) {
      const number = this.underWay.enter(releases)
      onHeld?.(number)
    }
    return answer
  }

  #callOf(request: HttpRequest, onSent: StageCall['onSent']): StageCall {
    return {
      request,
      route: this.routeOf(request),
      nowMs: this.clock.nowMs(),
      origin: this.#options.origin,
      answerAs: (status) => this.answerAs(request, status),
      foresee: (other) => this.#foresee(other),
      onSent,
    }
  }

  /** Whether a request has to wait before it is asked: calls back when it may go on. */
  hold(request: HttpRequest): ((goOn: () => void) => void) | undefined {
    if (!this.#stages.some(({ holds }) => holds)) return undefined
    const call = this.#callOf(request, () => {})
    for (const stage of this.#stages) {
      const hold = stage.hold?.(call)
      if (hold !== undefined) return hold
    }
    return undefined
  }

  /** A copy of the session is asked, at a time that stands still. */
  #foresee(request: HttpRequest): Answer | undefined {
    const nowMs = this.clock.nowMs()
    return this.#session.fork?.({ ...this.#options, clock: { nowMs: () => nowMs, tick: () => {} } }).answer(request)
  }

  /** What its stages remember, for people. */
  describeStages(name: Stage['name']): unknown[] {
    return this.#stages.flatMap((stage) => (stage.name === name && stage.describe ? [stage.describe(this.clock.nowMs())] : []))
  }

  /** The same, with what led to it in a header; the whole of it is kept in `traces`. */
  answerTraced(request: HttpRequest, origin: string, onHeld?: OnHeld): Answer {
    const trace = this.#twin.createTrace?.()
    if (trace === undefined) return this.answer(request, origin, onHeld)
    this.requestCount++
    this.#options.origin = origin
    const answer = this.#answerStaged(request, onHeld, trace)
    const why = trace.describe(answer)
    this.traces.push({ method: request.method, target: request.target, status: answer.response.status, ...why })
    if (this.traces.length > tracesMax) this.traces.shift()
    return { ...answer, why: printWhy(why) }
  }

  /** A request that is answered without the twin: it counts, and a stepping clock moves on. */
  pass(): void {
    this.requestCount++
    this.clock.tick()
  }

  /** What this session as it was then would answer now; nothing comes of it. */
  answerAsOf(snapshot: Snapshot, request: HttpRequest, origin: string): Answer {
    this.requestCount++
    this.#options.origin = origin
    const { events: _, ...answer } = (snapshot.session.fork?.(this.#options) ?? this.#session).answer(request)
    return answer
  }

  /** Name of the route that would answer; undefined when none would, or the twin can't tell. */
  routeOf(request: HttpRequest): string | undefined {
    return this.#session.routeOf?.(request)
  }

  /** How the service answers such a request with this status, as far as the twin knows. */
  answerAs(request: HttpRequest, status: number): Answer | undefined {
    return this.#session.answerAs?.(request, status)
  }

  /** Does what is due by now and tells it to the receivers. */
  work(): AgendaRun {
    const { events, ...run } = this.#session.work?.() ?? { events: [], count: 0, isBehind: false }
    if (run.count > 0) this.#options.noteWork?.()
    if (events.length > 0) this.outbox?.accept(events)
    return run
  }

  /** Whether there is something to do by now. */
  get isDue(): boolean {
    return (this.#session.nextDueMs?.() ?? Number.POSITIVE_INFINITY) <= this.clock.nowMs()
  }

  /** Whether something will come of it though nobody asks. */
  get hasMore(): boolean {
    return this.outbox?.hasWaiting === true || this.#session.nextDueMs?.() !== undefined
  }

  /** What the session does by itself: the next so many, deliveries that wait among them, and what was done last. */
  agenda(limit: number): { readonly next: readonly AgendaItem[]; readonly done: readonly AgendaItem[] } {
    const { next = [], done = [] } = this.#session.agenda?.(limit) ?? {}
    const waiting = (this.outbox?.list() ?? []).filter(isWaiting).map(toAgendaItem)
    return { next: [...next, ...waiting].sort((a, b) => a.atMs - b.atMs).slice(0, limit), done }
  }

  state(): Record<string, unknown> {
    this.work()
    return this.#session.state()
  }

  /** As it is now, for reading: it goes on. */
  present(): Snapshot {
    return { session: this.#session, clock: this.clock.position, requestCount: this.requestCount, stages: this.#stages }
  }

  /** Becomes what was saved. Throws where that can't be read: then it is of no use any more. The clock, which may be shared, is moved last. */
  load({ now, snapshots, beganMs, traces, outbox, clock, generation, entered }: SavedSession): void {
    const read = (saved: typeof now) => this.readSnapshot(saved)
    const { session, stages, requestCount } = read(now)
    this.#session = session
    this.#stages = stages
    this.requestCount = requestCount
    for (const [name, saved] of snapshots) this.snapshots.set(name, read(saved))
    this.beganMs = beganMs
    this.generation = generation
    this.underWay.countFrom(entered)
    this.traces = traces as unknown as TracedAnswer[]
    if (outbox) this.outbox?.load(outbox)
    this.clock.load(clock)
  }

  /** Throws where it can't be read. */
  readSnapshot(saved: SavedSession['now']): Snapshot {
    const stages = this.#options.openStages?.(this.seed) ?? []
    return loadMoment(saved, { twin: this.#twin, options: this.#options, stages })
  }

  /** As it is now; undefined when the twin can't fork its sessions. */
  capture(): Snapshot | undefined {
    const session = this.#session.fork?.(this.#options)
    return session && { session, clock: this.clock.position, requestCount: this.requestCount, stages: this.#forkStages() }
  }

  /** Is again what it was then, the clock included. */
  restore(snapshot: Snapshot): void {
    this.#session = snapshot.session.fork?.(this.#options) ?? this.#session
    this.traces = []
    this.outbox?.clear()
    this.#standAt(snapshot)
  }

  /** What has come to be, has gone and has changed since; undefined when the twin does not tell entities apart. */
  differenceSince(before: Snapshot | ServedSession): SessionDifference | undefined {
    this.work()
    if (before instanceof ServedSession) before.work()
    const [old, now] = [before instanceof ServedSession ? before.#session : before.session, this.#session].map((one) => one.entities?.())
    return old && now && sessionDifference(old, now)
  }

  #forkStages(stages = this.#stages): Stage[] {
    return stages.map((stage) => stage.fork())
  }

  #standAt({ clock, requestCount, stages }: Snapshot): void {
    this.#stages = this.#forkStages(stages)
    this.clock.moveTo(clock)
    this.requestCount = requestCount
  }
}
