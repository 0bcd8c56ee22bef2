import type { Exchange } from '#http'
import type { Manifest, SessionEnd, WebhookPlace } from '../manifest.ts'
import { mintSessionId } from './session-folder.ts'
import { SessionWriter } from './session-writer.ts'
import type { StoreFiles } from './store-files.ts'

export interface RecordingStoreOptions {
  readonly twinFolder: string
  readonly upstream: string
  /** Base URL of the recorder, for sessions whose first request doesn't tell. */
  readonly origin: string
  readonly tags?: readonly string[]
  /** Where webhooks are taken, if they are. */
  readonly webhooks?: WebhookPlace
  /** A session without a request for so long ends; undefined: never. */
  readonly idleTimeoutMs?: number
  /** Applied before anything reaches the disk; an exchange that it throws on is not recorded. */
  readonly scrub?: (exchange: Exchange) => Exchange
  /** Put into the manifest of each session that ends. */
  readonly scrubReport?: () => NonNullable<Manifest['scrub']>
  /** Called when recording stops, and for each exchange that could not be scrubbed. */
  readonly onProblem?: (problem: RecordingProblem) => void
  readonly onSessionEnd?: (session: EndedSession) => void
  readonly nowMs?: () => number
  readonly files?: StoreFiles
}

/** Why exchanges pass without being recorded. */
export interface RecordingProblem {
  readonly code: 'disk-full' | 'disk-failed' | 'scrub-failed'
  readonly message: string
  /** Nothing is recorded any more until `endSessions('new-session')`; false when it was about one exchange. */
  readonly stopped: boolean
}

export interface EndedSession {
  readonly id: string
  readonly exchanges: number
  readonly deliveries: number
  readonly lost: number
}

export interface ActiveSession {
  readonly id: string
  readonly startedAtMs: number
  /** Written so far. */
  readonly exchanges: number
  readonly deliveries: number
  readonly inFlight: number
}

/** The place of an exchange that has begun: hand it back with `commit`, once. */
export interface ExchangePlace {
  readonly index: number
  readonly session: LiveSession
}

interface Finished {
  readonly place: ExchangePlace
  readonly exchange: Exchange
  readonly written: (() => void) | undefined
}

class LiveSession {
  readonly writer: SessionWriter
  nextIndex = 0
  inFlight = 0
  lost = 0
  lastActiveMs: number
  endedBy: SessionEnd | undefined
  readonly ended = Promise.withResolvers<void>()

  constructor(writer: SessionWriter) {
    this.writer = writer
    this.lastActiveMs = writer.info.startedAtMs
  }
}

/**
 * The sessions that are being recorded. Never throws at its caller and never holds up an exchange: what can't be
 * written is counted and said, and traffic goes on.
 */
export class RecordingStore {
  readonly #options: RecordingStoreOptions
  readonly #nowMs: () => number
  #active: LiveSession | undefined
  readonly #open = new Set<LiveSession>()
  #finished: Finished[] = []
  #flushing: NodeJS.Immediate | undefined
  #problem: RecordingProblem | undefined
  #recorded = 0
  #deliveries = 0
  #lost = 0
  readonly #timer: NodeJS.Timeout

  constructor(options: RecordingStoreOptions) {
    this.#options = options
    this.#nowMs = options.nowMs ?? Date.now
    this.#timer = setInterval(() => void this.tend(), 1000)
    this.#timer.unref()
  }

  /** The first problem since the last call for a new session. */
  get problem(): RecordingProblem | undefined {
    return this.#problem
  }

  /** Exchanges written, webhooks written, and either that passed unrecorded, over all sessions. */
  get counts(): { readonly recorded: number; readonly deliveries: number; readonly lost: number } {
    return { recorded: this.#recorded, deliveries: this.#deliveries, lost: this.#lost }
  }

  /** Sessions that take exchanges, or wait for those in flight. */
  get sessions(): ActiveSession[] {
    return [...this.#open].map(({ writer, inFlight }) => {
      const { id, startedAtMs } = writer.info
      return { id, startedAtMs, exchanges: writer.exchanges, deliveries: writer.deliveries, inFlight }
    })
  }

  /** Takes the next place in the active session, and begins one when there is none: its origin is `origin` if that is given. */
  begin(startedAtMs: number, origin?: string): ExchangePlace {
    this.#active ??= this.#beginSession(startedAtMs, origin)
    const session = this.#active
    session.inFlight += 1
    session.lastActiveMs = startedAtMs
    return { index: session.nextIndex++, session }
  }

  /** Hands over a finished exchange. `written` is called when it is in the file, or when it is sure that it can't be. */
  commit(place: ExchangePlace, exchange: Exchange, written?: () => void): void {
    this.#finished.push({ place, exchange, written })
    // All that finish in this turn of the event loop share one write.
    this.#flushing ??= setImmediate(() => this.#flush())
  }

  /** Ends all sessions; the next exchange begins a new one. Resolves when those without exchanges in flight are closed. */
  async endSessions(by: SessionEnd): Promise<string[]> {
    this.#flush()
    this.#active = undefined
    if (by === 'new-session') this.#problem = undefined
    const ending = [...this.#open]
    for (const session of ending) session.endedBy ??= by
    await Promise.all(ending.filter((session) => session.inFlight === 0).map((session) => this.#close(session)))
    return ending.map((session) => session.writer.info.id)
  }

  /** Ends everything. Exchanges still in flight must have been committed before. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    const open = [...this.#open]
    await this.endSessions('shutdown')
    await Promise.all(open.map((session) => this.#close(session)))
  }

  /** Brings files to the disk, and ends the session that nobody used for long. Called every second. */
  async tend(): Promise<void> {
    const idleMs = this.#options.idleTimeoutMs
    const session = this.#active
    if (idleMs !== undefined && session?.inFlight === 0 && this.#nowMs() - session.lastActiveMs >= idleMs) {
      await this.endSessions('idle')
    }
    for (const each of this.#open) await each.writer.sync().catch((error: unknown) => this.#report(diskProblem(error)))
  }

  #beginSession(nowMs: number, origin = this.#options.origin): LiveSession {
    const { twinFolder, upstream, tags = [], webhooks, files } = this.#options
    const info = { ...mintSessionId(nowMs), tags: [...tags], upstream, origin, ...(webhooks && { webhooks }) }
    const session = new LiveSession(new SessionWriter({ twinFolder, info, ...(files && { files }) }))
    this.#open.add(session)
    return session
  }

  #flush(): void {
    clearImmediate(this.#flushing)
    this.#flushing = undefined
    const finished = this.#finished
    if (finished.length === 0) return
    this.#finished = []
    for (const session of new Set(finished.map(({ place }) => place.session))) {
      this.#write(
        session,
        finished.filter(({ place }) => place.session === session),
      )
    }
    for (const { written } of finished) written?.()
  }

  #write(session: LiveSession, finished: readonly Finished[]): void {
    const { deliveries: before } = session.writer
    const written = this.#append(session, finished)
    const lost = finished.length - written
    const deliveries = session.writer.deliveries - before
    this.#recorded += written - deliveries
    this.#deliveries += deliveries
    this.#lost += lost
    session.lost += lost
    session.inFlight -= finished.length
    session.lastActiveMs = this.#nowMs()
    if (session.endedBy !== undefined && session.inFlight === 0) void this.#close(session)
  }

  /** How many of these are in the file now. */
  #append(session: LiveSession, finished: readonly Finished[]): number {
    if (this.#problem?.stopped === true) return 0
    const exchanges = finished.flatMap(({ exchange }) => this.#scrubbed(exchange))
    if (exchanges.length === 0) return 0
    try {
      session.writer.append(exchanges)
      return exchanges.length
    } catch (error) {
      this.#report(diskProblem(error))
      return 0
    }
  }

  #scrubbed(exchange: Exchange): Exchange[] {
    try {
      return [this.#options.scrub?.(exchange) ?? exchange]
    } catch (error) {
      const message = `${exchange.request.method} request ${exchange.index} could not be scrubbed: ${(error as Error).message}`
      this.#report({ code: 'scrub-failed', message, stopped: false })
      return []
    }
  }

  async #close(session: LiveSession): Promise<void> {
    if (!this.#open.delete(session)) return session.ended.promise
    const { id } = session.writer.info
    const { exchanges, deliveries } = session.writer
    try {
      const scrub = this.#options.scrubReport?.()
      const end = { by: session.endedBy ?? 'shutdown', atMs: session.lastActiveMs, lost: session.lost }
      await session.writer.close(scrub === undefined ? end : { ...end, scrub })
    } catch (error) {
      this.#report(diskProblem(error))
    }
    this.#options.onSessionEnd?.({ id, exchanges, deliveries, lost: session.lost })
    session.ended.resolve()
  }

  #report(problem: RecordingProblem): void {
    if (this.#problem?.stopped === true) return
    if (this.#problem === undefined || problem.stopped) this.#problem = problem
    this.#options.onProblem?.(problem)
  }
}

function diskProblem(error: unknown): RecordingProblem {
  const { code, message } = error as NodeJS.ErrnoException
  const full = code === 'ENOSPC' || code === 'EDQUOT'
  return full
    ? { code: 'disk-full', message: `no space left on the disk (${message})`, stopped: true }
    : { code: 'disk-failed', message, stopped: true }
}

export type { LiveSession }
