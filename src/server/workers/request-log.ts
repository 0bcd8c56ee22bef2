import { closeSync, existsSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import type { Happening } from '../happening.ts'

/** A request as it came, of a client or to the control plane. */
interface LoggedRequest {
  readonly kind: 'request'
  /** When it was answered, on the wall clock; ms since 1970. */
  readonly atMs: number
  readonly method: string
  readonly url: string
  readonly rawHeaders: readonly string[]
  /** In base64; left out where there is none. */
  readonly body?: string
}

/** What all records before come to. */
type LoggedStart =
  | { readonly kind: 'begin'; readonly atMs: number }
  /** A session as a document. */
  | { readonly kind: 'session'; readonly atMs: number; readonly name: string; readonly document: string }
  /** What is on in all sessions that have no chaos of their own. */
  | { readonly kind: 'chaos'; readonly atMs: number; readonly on: readonly string[] }

export type LogRecord = LoggedStart | LoggedRequest | { readonly kind: 'happening'; readonly atMs: number; readonly happening: Happening }

/** A log that is shorter is not worth writing anew. */
const shortBytes = 64 * 1024 * 1024

/**
 * What a worker has done, in a file that outlives it: each record is in the hands of the system, by one call, before the answer goes out. A process that is
 * killed loses none of it. It does not outlive the machine: the sessions of a server never do.
 */
export class RequestLog {
  readonly #path: string
  #file: number
  #bytes = 0
  #nextBytes = shortBytes
  #isClosed = false

  constructor(path: string) {
    this.#path = path
    this.#file = openSync(path, 'a')
  }

  /** What is in it, in order; a last record that was cut off was never answered. */
  static read(path: string): LogRecord[] {
    if (!existsSync(path)) return []
    const lines = readFileSync(path, 'utf8').split('\n')
    return lines.slice(0, -1).map((line) => JSON.parse(line) as LogRecord)
  }

  append(record: LogRecord): void {
    if (this.#isClosed) return
    const bytes = Buffer.from(`${JSON.stringify(record)}\n`)
    writeWhole(this.#file, bytes)
    this.#bytes += bytes.length
  }

  get isLong(): boolean {
    return this.#bytes > this.#nextBytes
  }

  /** Writes it anew: these records stand for all that was. */
  replace(records: Iterable<LogRecord>): void {
    const part = `${this.#path}.part`
    const file = openSync(part, 'w')
    let size = 0
    for (const record of records) {
      const bytes = Buffer.from(`${JSON.stringify(record)}\n`)
      writeWhole(file, bytes)
      size += bytes.length
    }
    renameSync(part, this.#path)
    closeSync(this.#file)
    this.#file = file
    this.#bytes = size
    this.#nextBytes = Math.max(shortBytes, 4 * size)
  }

  /** What a timer does after that, nobody hears of. */
  close(): void {
    this.#isClosed = true
    closeSync(this.#file)
  }
}

function writeWhole(file: number, bytes: Buffer): void {
  let from = 0
  while (from < bytes.length) from += writeSync(file, bytes, from)
}
