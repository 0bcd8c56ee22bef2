import { createConnection, type Socket } from 'node:net'
import { memoize } from '#base'
import type { HttpRequest, HttpResponse } from '../exchange.ts'
import { AnswerReader, type WireProblem } from './answer-reader.ts'

export interface WireClientOptions {
  /** Address and port of an http server. */
  readonly host: string
  readonly port: number
  /** What `Host` says, e.g. `api.example.com`. */
  readonly name: string
  readonly timeoutMs: number
}

export interface WireAnswer {
  /** The body without transfer-encoding, still encoded if it has a content-encoding. */
  readonly response: HttpResponse
  /** Where the answer broke the rules of HTTP/1.1. */
  readonly problems: readonly WireProblem[]
}

/** Written by whoever sends. */
const replaced = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'upgrade',
  'expect',
])

/** Most bytes that are read at once. */
const readBytes = 64 * 1024

const isReplaced = memoize((name: string) => replaced.has(name.toLowerCase()))
const writes = new Set(['POST', 'PUT', 'PATCH'])

function toLatin1({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, length).toString('latin1')
}

interface Asked {
  readonly method: string
  readonly reader: AnswerReader
  done(answer: WireAnswer): void
  fail(error: Error): void
}

/**
 * Asks an http server over one connection, one request after the other, and reads its answers to the letter: what other clients are lenient
 * about (framing, bytes after the end, a connection that closes) it reports.
 */
export class WireClient {
  readonly #options: WireClientOptions
  #socket: Socket | undefined
  #asked: Asked | undefined
  #stray = 0
  #isCut = false
  /** How often it had to connect. */
  connections = 0

  constructor(options: WireClientOptions) {
    this.#options = options
  }

  /** Sends a request, with other framing headers than it may have. Rejects when no whole answer came. */
  ask(request: HttpRequest): Promise<WireAnswer> {
    return new Promise((done, fail) => {
      if (this.#asked !== undefined) throw new Error('one request at a time')
      const reader = new AnswerReader(request.method)
      if (this.#stray > 0) reader.note('connection', `${this.#stray} bytes came after the end of the answer before`)
      if (this.#isCut) reader.note('connection', 'it was closed after the answer before, which did not say so')
      this.#stray = 0
      this.#isCut = false
      this.#asked = { method: request.method, reader, done, fail }
      this.#socket ??= this.#connect()
      this.#write(this.#socket, request)
    })
  }

  close(): void {
    this.#socket?.destroy()
    this.#socket = undefined
  }

  #write(socket: Socket, { method, target, headers, body }: HttpRequest): void {
    let head = `${method} ${target} HTTP/1.1\r\nHost: ${this.#options.name}\r\n`
    for (const [name, value] of headers) if (!isReplaced(name)) head += `${name}: ${value}\r\n`
    // Also for no bytes: a server may refuse a write that does not say how long it is.
    if (body.length > 0 || writes.has(method)) head += `Content-Length: ${body.length}\r\n`
    // One string is one write, and Latin-1 is every byte as it is.
    socket.write(`${head}\r\n${body.length === 0 ? '' : toLatin1(body)}`, 'latin1')
  }

  #connect(): Socket {
    const { host, port, timeoutMs } = this.#options
    this.connections++
    const taken = (count: number, bytes: Uint8Array) => {
      const chunk = Buffer.allocUnsafe(count)
      chunk.set(bytes.subarray(0, count))
      this.#take(socket, chunk)
      return true
    }
    // Into the same memory again and again: a stream takes as much anew for each answer.
    const socket = createConnection({ host, port, noDelay: true, onread: { buffer: Buffer.allocUnsafe(readBytes), callback: taken } })
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`no answer in ${timeoutMs} ms`)))
    socket.on('error', (error) => this.#end(socket, error))
    socket.on('close', () => this.#end(socket, undefined))
    return socket
  }

  #take(socket: Socket, chunk: Buffer): void {
    if (this.#asked === undefined) {
      this.#stray += chunk.length
      socket.destroy()
      return
    }
    const { reader } = this.#asked
    try {
      reader.take(chunk)
    } catch (error) {
      socket.destroy()
      this.#end(socket, error as Error)
      return
    }
    if (reader.isDone) this.#finish(socket)
  }

  #end(socket: Socket, error: Error | undefined): void {
    if (this.#socket === socket) this.#socket = undefined
    else return
    const asked = this.#asked
    if (asked === undefined) {
      this.#isCut = this.#stray === 0
      return
    }
    if (error === undefined && asked.reader.endsByClose) {
      this.#finish(socket)
      return
    }
    this.#asked = undefined
    asked.fail(error ?? new Error(`the connection was closed ${asked.reader.hasBegun ? 'within' : 'before'} the answer`))
  }

  #finish(socket: Socket): void {
    const { reader, done } = this.#asked as Asked
    this.#asked = undefined
    if (reader.leftover > 0) reader.note('connection', `${reader.leftover} bytes came after the end of the answer`)
    if (reader.leftover > 0 || reader.closes) {
      if (this.#socket === socket) this.#socket = undefined
      socket.destroy()
    }
    done({ response: reader.response(), problems: reader.problems })
  }
}
