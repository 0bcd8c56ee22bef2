import type { ControlledServer } from '../control/control-call.ts'
import type { Keeper } from '../keeper.ts'
import { exportSession, importSession } from '../saved/session-document.ts'
import { wallClock } from '../wall-clock.ts'
import { ArrivedRequest } from '../wire/arrived-request.ts'
import { type LogRecord, RequestLog } from './request-log.ts'

/**
 * Keeps the sessions of a worker in its log: requests as they came, since the same requests at the same moments give the same session, and as documents
 * what was changed otherwise.
 */
export class LogKeeper implements Keeper {
  readonly #log: RequestLog
  readonly #past: readonly LogRecord[]
  /** When the first process of this worker began; ms since 1970. */
  readonly beganMs: number
  #server: ControlledServer | undefined

  constructor(path: string) {
    this.#past = RequestLog.read(path)
    this.#log = new RequestLog(path)
    const [first] = this.#past
    this.beganMs = first?.atMs ?? Date.now()
    if (first === undefined) this.#log.append({ kind: 'begin', atMs: this.beganMs })
  }

  during(run: () => void): void {
    wallClock.during(Date.now(), run)
  }

  noteRequest({ method, head, sent }: ArrivedRequest): void {
    const { url = '', rawHeaders } = head
    const body = sent.length === 0 ? {} : { body: Buffer.from(sent).toString('base64') }
    this.#log.append({ kind: 'request', atMs: wallClock.nowMs(), method, url, rawHeaders, ...body })
    if (this.#log.isLong) this.#shorten()
  }

  noteSessions(names: readonly string[]): void {
    for (const name of names) this.#log.append(this.#documentOf(name))
    if (this.#log.isLong) this.#shorten()
  }

  /** Does again what was done before this process; `repeat` answers a request. */
  resume(server: ControlledServer, maxBodyBytes: number, repeat: (request: ArrivedRequest) => void): void {
    this.#server = server
    for (const record of this.#past) {
      wallClock.during(record.atMs, () => {
        if (record.kind === 'session') this.#bringBack(record.name, record.document)
        if (record.kind !== 'request') return
        const { method, url, rawHeaders, body } = record
        const request = new ArrivedRequest({ method, url, rawHeaders: [...rawHeaders], rawTrailers: [] })
        if (body !== undefined) request.receive(Buffer.from(body, 'base64'), maxBodyBytes)
        repeat(request)
      })
    }
  }

  close(): void {
    this.#log.close()
  }

  #bringBack(name: string, document: string | null): void {
    const server = this.#server as ControlledServer
    if (document === null) {
      server.sessions.delete(name)
      return
    }
    const brought = importSession(document, name, { server, origin: server.url })
    if ('code' in brought) throw new Error(`the session ${name} can't be brought back: ${brought.message}`)
  }

  #documentOf(name: string): LogRecord {
    const server = this.#server as ControlledServer
    const session = server.sessions.get(name)
    const document = session === undefined ? null : exportSession(session, server)
    if (document !== null && typeof document !== 'string') throw new Error(document.message)
    return { kind: 'session', atMs: Date.now(), name, document }
  }

  #shorten(): void {
    const server = this.#server as ControlledServer
    const records = function* (this: LogKeeper): Generator<LogRecord> {
      yield { kind: 'begin', atMs: this.beganMs }
      for (const { name } of server.sessions.list()) yield this.#documentOf(name)
    }
    this.#log.replace(records.call(this))
  }
}
