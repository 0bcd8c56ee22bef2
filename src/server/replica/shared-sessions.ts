import { randomUUID } from 'node:crypto'
import type { ControlledServer } from '../control/control-call.ts'
import { type Happening, happen } from '../happening.ts'
import { tooManySessions } from '../refusals.ts'
import { exportSession, importSession } from '../saved/session-document.ts'
import type { ServedSession } from '../served-session.ts'
import { defaultSessionName } from '../session-names.ts'
import { wallClock } from '../wall-clock.ts'
import type { WebhookDesk } from '../webhooks/webhook-desk.ts'
import type { ArrivedRequest } from '../wire/arrived-request.ts'
import type { Refusal } from '../wire/refuse.ts'
import { ActingSessions } from './acting-sessions.ts'
import { Presence } from './presence.ts'
import { printRequest, readRequest, type SharedRecord } from './record.ts'
import { type Known, type Later, type SharedLog, unknown } from './shared-log.ts'
import { lost, unreachable } from './unreachable.ts'

/** A session of this process, as far as it has followed the log. */
interface Copy extends Known {
  readonly session: ServedSession | undefined
}

export interface SharedSessionsOptions {
  readonly log: SharedLog
  readonly server: ControlledServer
  /** Does what another server was asked or told: nobody hears of it. */
  readonly repeat: (request: ArrivedRequest) => void
  /** Undefined where sessions tell nobody of anything. */
  readonly desk: WebhookDesk | undefined
  /** Whether requests may hold something until their answers have left. */
  readonly holds: boolean
  readonly note: (line: string) => void
}

/** What nobody has asked for. */
type Said = { readonly happening: Happening } | { readonly chaos: readonly string[] }

/** So many records are done again at most by who has not seen a session before. */
const recordsMax = 1000
/** So long a server that ends waits until others know which answers have left. */
const leaveMaxMs = 2000
/** Between the server and the number of what it says. */
const idSeparator = ':'
/** How often it is looked what other servers were asked while a request waits for that. */
const lookMs = 50

/**
 * Keeps the sessions of this process the same as those of all others that serve the twin. A session is what it was asked, in order: each request goes to the
 * end of the shared log first, which says what came before it; that is done here, too, and then the request is answered.
 */
export class SharedSessions {
  readonly #options: SharedSessionsOptions
  readonly #copies = new Map<string, Copy>()
  /** Answers the requests of this process whose place in the order is not known yet. */
  readonly #waiting = new Map<string, () => void>()
  readonly #own = randomUUID()
  readonly #leaving = new Set<Promise<void>>()
  readonly #acting: ActingSessions | undefined
  readonly #presence: Presence | undefined
  #count = 0

  constructor(options: SharedSessionsOptions) {
    this.#options = options
    const { log, desk, server } = options
    this.#acting = desk && new ActingSessions({ log, desk, shared: this, sessions: server.sessions })
    const { sessions } = server
    if (options.holds) this.#presence = new Presence({ log, sessions, own: this.#own, happen: (happening) => this.happen(happening) })
  }

  /** Resolves when all that has left is in the log, if Redis takes it. */
  async close(): Promise<void> {
    this.#acting?.close()
    this.#presence?.close()
    await Promise.race([Promise.all(this.#leaving), new Promise((resolve) => setTimeout(resolve, leaveMaxMs).unref())])
  }

  /** Calls back where a request of a session has its place among all of them; gives a refusal where it has none. */
  async take(name: string, request: ArrivedRequest, answer: () => void): Promise<Refusal | undefined> {
    const { log, server } = this.#options
    const id = this.#nextId()
    this.#waiting.set(id, answer)
    try {
      await this.#presence?.say()
      const later = await log.append(name, this.knownOf(name), printRequest(id, request))
      if (later === undefined) return tooManySessions(server.limits.maxSessions)
      await this.#follow(name, later)
      if (server.sessions.get(name) === undefined) await this.#end(name)
      return this.#waiting.has(id) ? lost : undefined
    } catch (error) {
      return unreachable(error)
    } finally {
      this.#waiting.delete(id)
    }
  }

  /** Lets something happen in its place among the requests; gives the moment. Rejects where it did not: the session is another one by now, or Redis is away. */
  async happen(happening: Happening): Promise<number> {
    const name = happening.session
    const by = happening.kind === 'attempted' ? (this.#acting?.who ?? '') : 'anybody'
    const atMs = await this.append(name, { happening }, by)
    if (atMs === undefined) throw new Error('it is nothing to the session by now')
    return atMs
  }

  /** Puts what nobody has asked for into the log of a session, as it is known here; gives the moment. Undefined: it is another session by now. */
  async append(name: string, said: Said, by: string): Promise<number | undefined> {
    const record = JSON.stringify({ id: this.#nextId(), ...said } satisfies SharedRecord)
    const later = await this.#options.log.append(name, this.knownOf(name), record, by)
    if (later !== undefined) await this.#follow(name, later)
    return later?.records.at(-1)?.atMs
  }

  /** What a session tells of what it does: an attempt is settled by the log, all else is done by what is in there. */
  note(happening: Happening): Promise<unknown> | undefined {
    return happening.kind === 'attempted' ? this.happen(happening) : undefined
  }

  /** Lets a request go on that let others pass, as long as it is held. */
  async letGo(happening: Happening, isHeld: () => boolean): Promise<void> {
    while (isHeld()) {
      await this.happen(happening).catch(() => {})
      await this.#lookAgain()
    }
  }

  /** Lets the answer to a request have left. What holds nothing here by now is known to have. */
  leave(happening: Happening & { readonly kind: 'left' }): void {
    const { session: name, generation, number } = happening
    const epoch = this.#presence?.epochOf(happening)
    const isUnderWay = () => {
      const session = this.#options.server.sessions.get(name)
      return session?.generation === generation && session.underWay.has(number) && this.knownOf(name).epoch === epoch
    }
    const untilLeft = async () => {
      // A copy that was let go of may be told of it again.
      if (epoch !== undefined && this.knownOf(name).epoch !== epoch) await this.refresh(name).catch(() => {})
      await this.letGo(happening, isUnderWay)
    }
    const leaving = untilLeft().finally(() => this.#leaving.delete(leaving))
    this.#leaving.add(leaving)
  }

  /** Follows the log of a session as long as one of its requests waits here for what other servers are asked. */
  async watch(name: string, isHeld: () => boolean): Promise<void> {
    while (isHeld()) {
      await this.#lookAgain()
      await this.refresh(name).catch(() => {})
    }
  }

  /** What has ended here is no more, unless it was asked something since. */
  async #end(name: string): Promise<void> {
    if ((await this.#options.log.replace(name, this.knownOf(name), '', 1)) !== undefined) this.#copies.delete(name)
  }

  /** Does here what a session was asked elsewhere. */
  async refresh(name: string): Promise<void> {
    await this.#follow(name, await this.#options.log.read(name, this.knownOf(name)))
  }

  /** Of all sessions, the default one first. */
  async allNames(): Promise<string[]> {
    const here = this.#options.server.sessions.list().map(({ name }) => name)
    const names = new Set([...(await this.#options.log.names()), ...here])
    const isNamed = (name: string) => Number(name !== defaultSessionName)
    return [...names].sort((a, b) => isNamed(a) - isNamed(b) || (a < b ? -1 : 1))
  }

  /** Does here what was done meanwhile. */
  async #follow(name: string, later: Later): Promise<void> {
    for (let next = later; !this.#apply(name, next); ) next = await this.#options.log.read(name, unknown)
  }

  /** False where something between what is known and what is told is missing: this process has let the session go meanwhile. */
  #apply(name: string, { epoch, base, from, document, records }: Later): boolean {
    if (epoch === '') {
      this.drop(name)
      return true
    }
    let { version } = this.knownOf(name)
    if (this.knownOf(name).epoch !== epoch) {
      this.drop(name)
      version = 0
    }
    if (document !== undefined && from > version) {
      this.#bring(name, document)
      version = from
    }
    if (version < from) {
      this.drop(name)
      return false
    }
    for (const { atMs, text } of records.slice(version - from)) {
      wallClock.during(atMs, () => this.#do(name, epoch, JSON.parse(text) as SharedRecord))
      version++
    }
    const session = this.#options.server.sessions.get(name)
    this.#copies.set(name, { epoch, version, session })
    if (version - base >= recordsMax && session !== undefined) this.#shorten(name, session)
    return true
  }

  #do(name: string, epoch: string, record: SharedRecord): void {
    const { server, repeat } = this.#options
    if ('happening' in record) happen(record.happening, server)
    else if ('chaos' in record) server.chaos.putNamed(record.chaos, name)
    else {
      const answer = this.#waiting.get(record.id) ?? (() => repeat(readRequest(record, server.limits.maxBodyBytes)))
      this.#waiting.delete(record.id)
      if (this.#presence === undefined) answer()
      else this.#presence.during({ server: serverOf(record.id), session: name, epoch }, answer)
    }
  }

  #nextId(): string {
    return `${this.#own}${idSeparator}${this.#count++}`
  }

  #lookAgain(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, lookMs).unref())
  }

  /** Lets a document stand for the records so far; where somebody else did, or Redis is away, the next one will. */
  #shorten(name: string, session: ServedSession): void {
    const { log, note, server } = this.#options
    // No document tells of a request that lets others pass, or whose answer has not left.
    if (server.chaos.of(session).isHolding || !session.underWay.isNone) return
    log.replace(name, this.knownOf(name), this.documentOf(session), 0).catch((error: Error) => note(unreachable(error).message))
  }

  /** What is known of a session; nothing where what is here is not what the log led to. */
  knownOf(name: string): Known {
    const copy = this.#copies.get(name)
    return copy !== undefined && copy.session === this.#options.server.sessions.get(name) ? copy : unknown
  }

  /** A session that was made here, and is in the log as it is. */
  adopt(name: string, epoch: string, session: ServedSession): void {
    this.#copies.set(name, { epoch, version: 1, session })
  }

  drop(name: string): void {
    this.#copies.delete(name)
    this.#options.server.sessions.delete(name)
    // also where a session did not begin
    this.#options.server.chaos.put(undefined, name)
  }

  #bring(name: string, document: string): void {
    const { server } = this.#options
    const brought = importSession(document, name, { server, origin: server.url })
    if ('code' in brought) throw new Error(`the session ${name} can't be brought here: ${brought.message}`)
  }

  documentOf(session: ServedSession): string {
    const document = exportSession(session, this.#options.server)
    if (typeof document !== 'string') throw new Error(document.message)
    return document
  }
}

function serverOf(id: string): string {
  return id.slice(0, id.indexOf(idSeparator))
}
