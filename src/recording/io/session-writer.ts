import { join } from 'node:path'
import type { Exchange } from '#http'
import { type Manifest, recordingFormat, type SessionEnd, type SessionInfo } from '../manifest.ts'
import { writeExchange } from './exchange-frame.ts'
import { FrameBuffer, fileHead, frameKinds } from './frame.ts'
import { exchangesFileName, manifestFileName, sessionsFolder } from './session-folder.ts'
import { diskFiles, type StoreFiles } from './store-files.ts'

export interface SessionWriterOptions {
  /** The twin's folder, or any folder that has `recordings/sessions` in it. */
  readonly twinFolder: string
  readonly info: SessionInfo
  readonly files?: StoreFiles
}

/**
 * Writes one session: its file of exchanges, and the manifest at the end. Nothing is on disk before the first `append`.
 * The caller has scrubbed what it hands over. Every method may throw what the disk throws; the file then still ends
 * after the last whole frame, as far as the disk allows.
 */
export class SessionWriter {
  readonly info: SessionInfo
  readonly #folder: string
  readonly #files: StoreFiles
  readonly #buffer = new FrameBuffer()
  #file: number | undefined
  #length = 0
  #exchanges = 0
  #deliveries = 0
  #unsynced = false

  constructor(options: SessionWriterOptions) {
    this.info = options.info
    this.#files = options.files ?? diskFiles
    this.#folder = join(sessionsFolder(options.twinFolder), options.info.id)
  }

  /** Exchanges in the file. */
  get exchanges(): number {
    return this.#exchanges
  }

  /** Webhooks in the file. */
  get deliveries(): number {
    return this.#deliveries
  }

  get begun(): boolean {
    return this.#file !== undefined
  }

  /** Writes these behind what is there; when it returns, they survive the end of this process. */
  append(exchanges: readonly Exchange[]): void {
    const file = this.#file ?? this.#begin()
    this.#buffer.clear()
    if (this.#length === 0) this.#writeHead()
    for (const exchange of exchanges) writeExchange(this.#buffer, exchange)
    this.#write(file)
    const deliveries = exchanges.filter((exchange) => exchange.isDelivery === true).length
    this.#exchanges += exchanges.length - deliveries
    this.#deliveries += deliveries
  }

  /** Waits until what was appended survives the end of the machine. */
  async sync(): Promise<void> {
    if (!this.#unsynced || this.#file === undefined) return
    this.#unsynced = false
    await this.#files.sync(this.#file)
  }

  /** Writes the manifest and closes the file. `scrub` is the scrubber's report. */
  async close(end: { by: SessionEnd; atMs: number; lost?: number; scrub?: Manifest['scrub'] }): Promise<void> {
    const file = this.#file
    if (file === undefined) return
    try {
      await this.sync()
      this.#files.replace(join(this.#folder, manifestFileName), `${JSON.stringify(this.#manifest(end), undefined, 2)}\n`)
    } finally {
      this.#file = undefined
      this.#files.close(file)
    }
  }

  #manifest(end: { by: SessionEnd; atMs: number; lost?: number; scrub?: Manifest['scrub'] }): Manifest {
    const { id, tags, upstream, origin, startedAtMs, webhooks, source } = this.info
    return {
      format: recordingFormat,
      id,
      tags,
      upstream,
      origin,
      startedAt: new Date(startedAtMs).toISOString(),
      endedAt: new Date(end.atMs).toISOString(),
      endedBy: end.by,
      exchanges: this.#exchanges,
      deliveries: this.#deliveries,
      lost: end.lost ?? 0,
      bytes: this.#length,
      webhooks,
      source,
      scrub: end.scrub,
    }
  }

  #begin(): number {
    this.#file = this.#files.create(join(this.#folder, exchangesFileName))
    return this.#file
  }

  #writeHead(): void {
    this.#buffer.raw(fileHead)
    this.#buffer.frame(frameKinds.info, JSON.stringify(this.info))
  }

  #write(file: number): void {
    const bytes = this.#buffer.bytes
    try {
      for (let at = 0; at < bytes.length; ) at += this.#files.write(file, bytes.subarray(at))
    } catch (error) {
      this.#cutBack(file)
      throw error
    }
    this.#length += bytes.length
    this.#unsynced = true
  }

  /** Takes back a half-written frame. When even that fails, readers cut it: its checksum doesn't hold. */
  #cutBack(file: number): void {
    try {
      this.#files.truncate(file, this.#length)
    } catch {
      // The error that brought us here is the one to report.
    }
  }
}
