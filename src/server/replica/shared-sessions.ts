import { randomUUID } from 'node:crypto'
import { type ControlledServer, type ControlReply, ok } from '../control/control-call.ts'
import { controlPrefix } from '../control/control-prefix.ts'
import { tooManySessions } from '../refusals.ts'
import { exportSession, importSession } from '../saved/session-document.ts'
import type { ServedSession } from '../served-session.ts'
import { defaultSessionName } from '../session-names.ts'
import { wallClock } from '../wall-clock.ts'
import { ArrivedRequest } from '../wire/arrived-request.ts'
import type { Refusal } from '../wire/refuse.ts'
import type { Known, Later, SharedLog } from './shared-log.ts'

/** A session of this process, as far as it has followed the log. */
interface Copy extends Known {
  readonly session: ServedSession | undefined
}

/** A request in the log; `id` tells whose it is. */
interface Recorded {
  readonly id: string
  readonly method: string
  readonly url: string
  readonly rawHeaders: readonly string[]
  /** In base64. */
  readonly body?: string
}

export interface SharedSessionsOptions {
  readonly log: SharedLog
  readonly server: ControlledServer
  /** Does what another server was asked or told: nobody hears of it. */
  readonly repeat: (request: ArrivedRequest) => void
  readonly note: (line: string) => void
}

/** So many records are done again at most by who has not seen a session before. */
const recordsMax = 1000
const unknown: Known = { epoch: '', version: 0 }

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
  #count = 0

  constructor(options: SharedSessionsOptions) {
    this.#options = options
  }

  /** Calls back where a request of a session has its place among all of them; gives a refusal where it has none. */
  async take(name: string, request: ArrivedRequest, answer: () => void): Promise<Refusal | undefined> {
    const { log, server } = this.#options
    const id = `${this.#own}:${this.#count++}`
    this.#waiting.set(id, answer)
    try {
      const later = await log.append(name, this.#knownOf(name), printRecord(id, request))
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

  /** Runs a call of the control plane that shows sessions as they are now. */
  async show(names: readonly string[] | 'all', run: () => ControlReply | Refusal): Promise<ControlReply | Refusal> {
    return orUnreachable(async () => {
      await this.#refresh(names === 'all' ? await this.#allNames() : names)
      return run()
    })
  }

  /** Runs one that changes a session: in its place among the requests. */
  async change(name: string, request: ArrivedRequest, run: () => ControlReply | Refusal): Promise<ControlReply | Refusal> {
    let result: ControlReply | Refusal = lost
    const refused = await this.take(name, request, () => {
      result = run()
    })
    return refused ?? result
  }

  /** Runs one that makes the session `to` of another one. */
  async make(to: string, from: string, run: () => ControlReply | Refusal): Promise<ControlReply | Refusal> {
    return orUnreachable(async () => {
      for (;;) {
        await this.#refresh([from, to])
        const result = run()
        const session = this.#options.server.sessions.get(to)
        if ('code' in result || session === undefined) return result
        const epoch = await this.#options.log.replace(to, unknown, this.#documentOf(session), 1)
        if (epoch !== undefined) {
          this.#copies.set(to, { epoch, version: 1, session })
          return result
        }
        // Somebody made it first.
        this.#drop(to)
      }
    })
  }

  /** Makes all sessions anew, each in its place among what it is asked. */
  async reset(request: ArrivedRequest): Promise<ControlReply | Refusal> {
    return orUnreachable(async () => {
      const names = await this.#allNames()
      await this.#refresh(names)
      for (const name of names) {
        const url = `${controlPrefix}/reset?session=${encodeURIComponent(name)}`
        const one = new ArrivedRequest({ ...request.head, method: 'POST', url, rawTrailers: [] })
        const refused = await this.take(name, one, () => this.#options.repeat(one))
        if (refused) return refused
      }
      return ok({ reset: names })
    })
  }

  /** What has ended here is no more, unless it was asked something since. */
  async #end(name: string): Promise<void> {
    if ((await this.#options.log.replace(name, this.#knownOf(name), '', 1)) !== undefined) this.#copies.delete(name)
  }

  async #refresh(names: readonly string[]): Promise<void> {
    for (const name of names) await this.#follow(name, await this.#options.log.read(name, this.#knownOf(name)))
  }

  async #allNames(): Promise<string[]> {
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
      this.#drop(name)
      return true
    }
    let { version } = this.#knownOf(name)
    if (this.#knownOf(name).epoch !== epoch) {
      this.#drop(name)
      version = 0
    }
    if (document !== undefined && from > version) {
      this.#bring(name, document)
      version = from
    }
    if (version < from) {
      this.#drop(name)
      return false
    }
    for (const { atMs, text } of records.slice(version - from)) {
      wallClock.during(atMs, () => this.#do(JSON.parse(text) as Recorded))
      version++
    }
    const session = this.#options.server.sessions.get(name)
    this.#copies.set(name, { epoch, version, session })
    if (version - base >= recordsMax && session !== undefined) this.#shorten(name, session)
    return true
  }

  #do({ id, method, url, rawHeaders, body }: Recorded): void {
    const answer = this.#waiting.get(id)
    if (answer) {
      this.#waiting.delete(id)
      answer()
      return
    }
    const request = new ArrivedRequest({ method, url, rawHeaders: [...rawHeaders], rawTrailers: [] })
    if (body !== undefined) request.receive(Buffer.from(body, 'base64'), this.#options.server.limits.maxBodyBytes)
    this.#options.repeat(request)
  }

  /** Lets a document stand for the records so far; where somebody else did, or Redis is away, the next one will. */
  #shorten(name: string, session: ServedSession): void {
    const { log, note } = this.#options
    log.replace(name, this.#knownOf(name), this.#documentOf(session), 0).catch((error: Error) => note(unreachable(error).message))
  }

  /** What is known of a session; nothing where what is here is not what the log led to. */
  #knownOf(name: string): Known {
    const copy = this.#copies.get(name)
    return copy !== undefined && copy.session === this.#options.server.sessions.get(name) ? copy : unknown
  }

  #drop(name: string): void {
    this.#copies.delete(name)
    this.#options.server.sessions.delete(name)
  }

  #bring(name: string, document: string): void {
    const { server } = this.#options
    const brought = importSession(document, name, { server, origin: server.url })
    if ('code' in brought) throw new Error(`the session ${name} can't be brought here: ${brought.message}`)
  }

  #documentOf(session: ServedSession): string {
    const document = exportSession(session, this.#options.server)
    if (typeof document !== 'string') throw new Error(document.message)
    return document
  }
}

async function orUnreachable(run: () => Promise<ControlReply | Refusal>): Promise<ControlReply | Refusal> {
  try {
    return await run()
  } catch (error) {
    return unreachable(error)
  }
}

function printRecord(id: string, { method, head, sent }: ArrivedRequest): string {
  const { url = '', rawHeaders } = head
  const body = sent.length === 0 ? {} : { body: Buffer.from(sent).toString('base64') }
  return JSON.stringify({ id, method, url, rawHeaders, ...body } satisfies Recorded)
}

function unreachable(error: unknown): Refusal {
  const { message, code, name } = error as NodeJS.ErrnoException
  return {
    status: 503,
    code: 'state-unreachable',
    message: `the sessions are out of reach: ${message || code || name}`,
    help: 'see that the Redis of --state runs; what was asked may have been done',
  }
}

const lost: Refusal = {
  status: 503,
  code: 'state-unreachable',
  message: 'the session was let go before this was answered; what was asked may have been done',
  help: 'start the twin with a higher --max-sessions',
}
