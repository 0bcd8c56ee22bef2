import type { SessionOptions, Twin } from '#engine'
import type { ClockChoice } from './clock-choice.ts'
import { seedOf } from './derive-seed.ts'
import type { Happening } from './happening.ts'
import type { Journal } from './journal/journal.ts'
import type { Provision } from './provision.ts'
import type { SavedSession } from './saved/saved-session.ts'
import { ServedSession } from './served-session.ts'
import { defaultSessionName } from './session-names.ts'
import type { Snapshot } from './snapshot.ts'
import type { OpenStages } from './stages/open-stages.ts'
import type { OutboxOptions } from './webhooks/outbox.ts'
import type { WebhookDesk } from './webhooks/webhook-desk.ts'

export interface SessionTableOptions {
  readonly twin: Twin
  readonly seed: number
  readonly clock: ClockChoice
  readonly maxSessions: number
  /** How sessions begin unless they are told otherwise. */
  readonly provision?: Provision
  readonly evicts?: boolean
  readonly seal?: SessionOptions['seal'] | undefined
  readonly journal: Journal
  readonly desk?: WebhookDesk | undefined
  readonly openStages?: OpenStages | undefined
  /** Whether the end of a session is counted here: of what several processes hold, one does. */
  readonly countsEnd?: (session: string) => boolean
  /** Is told of sessions that have ended. */
  readonly onEnd?: ((session: string) => void) | undefined
  /** Is told of what happens though nobody asks; of an attempt that it will let happen itself it gives a promise. */
  readonly note?: ((happening: Happening) => Promise<unknown> | undefined) | undefined
}

interface Beginning {
  readonly from?: Snapshot
  readonly provision?: Provision | undefined
}

/** The sessions of a server, made on first use, bounded in number. */
export class SessionTable {
  readonly #options: SessionTableOptions
  readonly #sessions = new Map<string, ServedSession>()
  /** So many sessions were ended by the server itself. */
  readonly ended = { idle: 0, evicted: 0 }
  #uses = 0

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

  /** All but the default session. */
  listNamed(): ServedSession[] {
    return this.list().filter(({ name }) => name !== defaultSessionName)
  }

  /** The session of that name, made when it is new; undefined when there is no place for it. */
  open(name: string, origin: string, provision?: Provision): ServedSession | undefined {
    const session = this.#sessions.get(name) ?? (this.#makePlaceFor(name) ? this.#create(name, origin, { provision }) : undefined)
    if (session !== undefined) session.lastUse = ++this.#uses
    return session
  }

  /** A new session of that name that begins as another one was; undefined when there is no place for it. */
  fork(
    { from, provision }: { readonly from: Snapshot; readonly provision: Provision },
    name: string,
    origin: string,
  ): ServedSession | undefined {
    return this.#makePlaceFor(name) ? this.#create(name, origin, { from, provision }) : undefined
  }

  /**
   * The session that `saved` describes, in place of one of that name; undefined when there is no place for it. Throws where it can't be read, and
   * where `prepare` does: then nothing has changed.
   */
  resume(
    name: string,
    { saved, provision, origin }: { readonly saved: SavedSession; readonly provision: Provision; readonly origin: string },
    prepare: (session: ServedSession) => () => void,
  ): ServedSession | undefined {
    const session = this.#make(name, origin, { provision })
    try {
      const finish = prepare(session)
      session.load(saved)
      if (!this.#sessions.has(name) && !this.#makePlaceFor(name)) {
        this.#letGo(session)
        return undefined
      }
      this.#put(session)
      finish()
    } catch (error) {
      this.#letGo(session)
      throw error
    }
    session.lastUse = ++this.#uses
    session.outbox?.resume()
    return session
  }

  /** Makes the session anew, clock and random stream included: nothing of the old one but its snapshots is left over. */
  reset(name: string, origin: string, provision?: Provision): boolean {
    const old = this.#sessions.get(name)
    if (old === undefined) return false
    const session = this.#create(name, origin, { provision: provision ?? old.provision })
    session.generation = old.generation + 1
    for (const [key, snapshot] of old.snapshots) session.snapshots.set(key, snapshot)
    return true
  }

  delete(name: string): boolean {
    this.#letGo(this.#sessions.get(name))
    const wasThere = this.#sessions.delete(name)
    if (wasThere) this.#options.onEnd?.(name)
    return wasThere
  }

  /** Ends a session that nobody asked to end. */
  end(name: string, why: 'idle' | 'evicted'): void {
    const { countsEnd } = this.#options
    if (this.delete(name) && countsEnd?.(name) !== false) this.ended[why]++
  }

  /** What the session has of the server goes back to it. */
  #letGo(session: ServedSession | undefined): void {
    if (session === undefined) return
    if (session.outbox !== undefined) this.#options.desk?.discard(session.outbox)
    this.#options.clock.release?.(session.name, session.clock)
  }

  /** The default session always has its place: clients that know nothing of sessions are not locked out by those that do. */
  #makePlaceFor(name: string): boolean {
    const { maxSessions, evicts } = this.#options
    const named = this.#sessions.size - (this.#sessions.has(defaultSessionName) ? 1 : 0)
    if (name === defaultSessionName || named < maxSessions - 1) return true
    if (!evicts) return false
    const [oldest] = this.listNamed().sort((a, b) => a.lastUse - b.lastUse)
    if (oldest === undefined) return false
    this.end(oldest.name, 'evicted')
    return true
  }

  #create(name: string, origin: string, begin: Beginning): ServedSession {
    const session = this.#make(name, origin, begin)
    this.#put(session)
    return session
  }

  /** In place of one of its name. */
  #put(session: ServedSession): void {
    session.beginJournal(this.#options.journal.count)
    this.#letGo(this.#sessions.get(session.name))
    this.#sessions.set(session.name, session)
  }

  #make(name: string, origin: string, begin: Beginning): ServedSession {
    const { twin, seal, desk, openStages, note } = this.#options
    const provision = { ...this.#options.provision, ...begin.provision }
    const { clock = this.#options.clock, fixture } = provision
    const seed = provision.seed ?? seedOf(this.#options.seed, name)
    const ownClock = clock.createClock(name)
    const noteAttempt: OutboxOptions['note'] = (id, outcome, atMs) =>
      note?.({ kind: 'attempted', session: name, generation: session.generation, id, atMs, outcome })
    const outbox = desk?.createOutbox(name, () => ownClock.nowMs(), noteAttempt)
    const noteWork = note && (() => void note({ kind: 'worked', session: name }))
    const own = { seed, clock: ownClock, origin, outbox, seal, openStages, noteWork, fixtures: fixture?.entities }
    const options = { ...own, keepsAnswers: true }
    const session = new ServedSession(name, twin, options, { ...begin, provision })
    return session
  }
}
