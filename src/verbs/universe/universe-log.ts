import { createWriteStream, mkdirSync, renameSync, type WriteStream } from 'node:fs'
import { dirname } from 'node:path'
import type { ServerOptions } from '#server'

type LogEntry = Parameters<NonNullable<ServerOptions['log']>>[0]

/** A request to one of the twins. */
export interface UniverseLogEntry extends Omit<LogEntry, 'route' | 'chaos'> {
  /** ISO, by the wall clock. */
  readonly time: string
  readonly twin: string
  readonly route?: string | undefined
  readonly chaos?: string | undefined
}

/** Longer, and the file goes to `.1` in place of the one before: a universe may run for weeks. */
const bytesMax = 50 * 1024 * 1024

/** The log of a universe, begun anew with it: a JSON line for each request. Throws what the system says where it can't be begun. */
export class UniverseLog {
  readonly #file: string
  readonly #note: (line: string) => void
  #stream: WriteStream
  #bytes = 0

  constructor(file: string, note: (line: string) => void) {
    this.#file = file
    this.#note = note
    mkdirSync(dirname(file), { recursive: true })
    this.#stream = this.#open()
  }

  write(twin: string, entry: LogEntry): void {
    const line = `${JSON.stringify({ time: new Date().toISOString(), twin, ...entry } satisfies UniverseLogEntry)}\n`
    this.#bytes += line.length
    if (this.#bytes > bytesMax) this.#rotate()
    this.#stream.write(line)
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#stream.end(resolve))
  }

  #rotate(): void {
    this.#stream.end()
    renameSync(this.#file, `${this.#file}.1`)
    this.#bytes = 0
    this.#stream = this.#open()
  }

  #open(): WriteStream {
    const stream = createWriteStream(this.#file, { flags: 'w' })
    stream.on('error', (error) => this.#note(`${this.#file} can't be written: ${error.message}`))
    return stream
  }
}
