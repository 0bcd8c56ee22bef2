import type { ControlledServer } from '../control/control-call.ts'
import { type Happening, happen } from '../happening.ts'
import type { Keeper } from '../keeper.ts'
import { exportSession, importSession } from '../saved/session-document.ts'
import { wallClock } from '../wall-clock.ts'
import { ArrivedRequest } from '../wire/arrived-request.ts'
import { type LogRecord, RequestLog } from './request-log.ts'

/**
 * Keeps the sessions of a worker in its log: requests as they came, of clients and to the control plane, and what happened beside them, since the same at
 * the same moments gives the same sessions.
 */
export class LogKeeper implements Keeper {
  readonly #log: RequestLog
  readonly #past: readonly LogRecord[]
  /** When the first process of this worker began; ms since 1970. */
  readonly beganMs: number
  #server: ControlledServer | undefined
  /** What is done now was kept before. */
  #isResuming = true
  #willShorten = false

  constructor(path: string) {
    this.#past = RequestLog.read(path)
    this.#log = new RequestLog(path)
    const [first] = this.#past
    this.beganMs = first?.atMs ?? Date.now()
    if (first === undefined) this.#log.append({ kind: 'begin', atMs: this.beganMs })
  }

  during<T>(run: () => T): T {
    return wallClock.during(wallClock.nowMs(), run)
  }

  noteRequest({ method, head, sent }: ArrivedRequest): void {
    const { url = '', rawHeaders } = head
    const body = sent.length === 0 ? {} : { body: Buffer.from(sent).toString('base64') }
    this.#append({ kind: 'request', atMs: wallClock.nowMs(), method, url, rawHeaders, ...body })
  }

  note(happening: Happening): undefined {
    if (!this.#isResuming) this.#append({ kind: 'happening', atMs: wallClock.nowMs(), happening })
  }

  /** Does again what was done before this process; `repeat` answers a request. */
  resume(server: ControlledServer, maxBodyBytes: number, repeat: (request: ArrivedRequest) => void): void {
    this.#server = server
    for (const record of this.#past) {
      wallClock.during(record.atMs, () => {
        if (record.kind === 'session') this.#bringBack(record.name, record.document)
        else if (record.kind === 'chaos') server.chaos.putForAll(record.on)
        else if (record.kind === 'happening') happen(record.happening, server)
        else if (record.kind === 'request') repeat(readRequest(record, maxBodyBytes))
      })
    }
    this.#isResuming = false
    this.#letAllGo(server)
  }

  close(): void {
    this.#log.close()
  }

  /** The clients of requests that let others pass, or whose answers had not left, have gone with the process that held them. */
  #letAllGo(server: ControlledServer): void {
    for (const session of server.sessions.list()) {
      const ofSession = { session: session.name, generation: session.generation }
      const { isHolding, held } = server.chaos.of(session)
      if (isHolding) this.#letHappen({ kind: 'passed', ...ofSession, held }, server)
      for (const number of session.underWay.numbers) this.#letHappen({ kind: 'left', ...ofSession, number }, server)
    }
  }

  #letHappen(happening: Happening, server: ControlledServer): void {
    this.during(() => {
      this.note(happening)
      happen(happening, server)
    })
  }

  /** A long log is made short when all is done that is in it. */
  #append(record: LogRecord): void {
    this.#log.append(record)
    if (!this.#log.isLong || this.#willShorten) return
    this.#willShorten = true
    setImmediate(() => {
      this.#willShorten = false
      this.#shorten()
    })
  }

  #bringBack(name: string, document: string): void {
    const server = this.#server as ControlledServer
    const brought = importSession(document, name, { server, origin: server.url })
    if ('code' in brought) throw new Error(`the session ${name} can't be brought back: ${brought.message}`)
  }

  /** No document tells of a request that lets others pass, or whose answer has not left: then it is done later. */
  #shorten(): void {
    const server = this.#server as ControlledServer
    const sessions = server.sessions.list()
    if (sessions.some((session) => server.chaos.of(session).isHolding || !session.underWay.isNone)) return
    const atMs = Date.now()
    const { beganMs } = this
    const records = function* (): Generator<LogRecord> {
      yield { kind: 'begin', atMs: beganMs }
      yield { kind: 'chaos', atMs, on: server.chaos.namesForAll }
      for (const session of sessions) {
        const document = exportSession(session, server)
        if (typeof document !== 'string') throw new Error(document.message)
        yield { kind: 'session', atMs, name: session.name, document }
      }
    }
    this.#log.replace(records())
  }
}

function readRequest({ method, url, rawHeaders, body }: LogRecord & { readonly kind: 'request' }, maxBodyBytes: number): ArrivedRequest {
  const request = new ArrivedRequest({ method, url, rawHeaders: [...rawHeaders], rawTrailers: [] })
  if (body !== undefined) request.receive(Buffer.from(body, 'base64'), maxBodyBytes)
  return request
}
