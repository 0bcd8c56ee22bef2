import type { SessionOptions, Twin } from '#engine'
import type { ClockChoice } from './clock-choice.ts'
import { deriveSeed } from './derive-seed.ts'
import type { Journal } from './journal/journal.ts'
import { ServedSession, type Snapshot } from './served-session.ts'
import { defaultSessionName } from './session-names.ts'
import type { WebhookDesk } from './webhooks/webhook-desk.ts'

export interface SessionTableOptions {
  readonly twin: Twin
  readonly seed: number
  readonly clock: ClockChoice
  readonly maxSessions: number
  readonly seal?: SessionOptions['seal'] | undefined
  readonly journal: Journal
  readonly desk?: WebhookDesk | undefined
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
    return this.#sessions.get(name) ?? (this.#hasPlaceFor(name) ? this.#create(name, origin) : undefined)
  }

  /** A new session of that name that begins as another one was; undefined when there is no place for it. */
  fork(snapshot: Snapshot, name: string, origin: string): ServedSession | undefined {
    return this.#hasPlaceFor(name) ? this.#create(name, origin, snapshot) : undefined
  }

  /** Makes the session anew, clock and random stream included: nothing of the old one but its snapshots is left over. */
  reset(name: string, origin: string): boolean {
    const old = this.#sessions.get(name)
    if (old === undefined) return false
    const session = this.#create(name, origin)
    for (const [key, snapshot] of old.snapshots) session.snapshots.set(key, snapshot)
    return true
  }

  delete(name: string): boolean {
    this.#discardOutbox(name)
    return this.#sessions.delete(name)
  }

  #discardOutbox(name: string): void {
    const outbox = this.#sessions.get(name)?.outbox
    if (outbox !== undefined) this.#options.desk?.discard(outbox)
  }

  /** The default session always has its place: clients that know nothing of sessions are not locked out by those that do. */
  #hasPlaceFor(name: string): boolean {
    const named = this.#sessions.size - (this.#sessions.has(defaultSessionName) ? 1 : 0)
    return name === defaultSessionName || named < this.#options.maxSessions - 1
  }

  #create(name: string, origin: string, from?: Snapshot): ServedSession {
    const { twin, seed, clock, seal, desk } = this.#options
    const sessionSeed = name === defaultSessionName ? seed : deriveSeed(seed, name)
    const ownClock = clock.createClock()
    const options = { seed: sessionSeed, clock: ownClock, origin, outbox: desk?.createOutbox(() => ownClock.nowMs()) }
    const session = new ServedSession(name, twin, seal === undefined ? options : { ...options, seal }, from)
    session.journalSince = this.#options.journal.count
    this.#discardOutbox(name)
    this.#sessions.set(name, session)
    return session
  }
}
