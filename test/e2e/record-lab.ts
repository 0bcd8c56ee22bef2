import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import * as net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Exchange } from '#http'
import { createRecorder, type Recorder, type RecorderOptions } from '#proxy'
import { RecordingStore, type RecordingStoreOptions, readSessions } from '#recording/io'

export interface Lab {
  readonly recorder: Recorder<RecordingStore>
  readonly twinFolder: string
  readonly servicePort: number
  /** Stops the recorder and reads what it recorded, all sessions one after the other. */
  recorded(): Promise<readonly Exchange[]>
}

export interface LabOptions {
  readonly basePath?: string
  readonly store?: Partial<RecordingStoreOptions>
  readonly recorder?: Partial<RecorderOptions<RecordingStore>>
}

/** A service and a recorder in front of it, both gone when the test ends. */
export async function startLab(service: RequestListener | Server | net.Server, options: LabOptions = {}): Promise<Lab> {
  const server = typeof service === 'function' ? createServer(service) : service
  const servicePort = await listening(server)
  return startRecorder(servicePort, options)
}

/** A recorder in front of whatever is, or is not, at `servicePort`. */
export async function startRecorder(servicePort: number, options: LabOptions = {}): Promise<Lab> {
  const twinFolder = mkdtempSync(join(tmpdir(), 'doppel-record-'))
  const upstream = `http://127.0.0.1:${servicePort}${options.basePath ?? ''}`
  const recorder = await createRecorder({
    twin: 'lab',
    baseUrl: upstream,
    host: '127.0.0.1',
    port: 0,
    openStore: (origin) => new RecordingStore({ twinFolder, upstream, origin, ...options.store }),
    ...options.recorder,
  })
  let closed: Promise<void> | undefined
  const close = () => {
    closed ??= recorder.close(200)
    return closed
  }
  onTestFinished(async () => {
    await close()
    rmSync(twinFolder, { recursive: true })
  })
  return {
    recorder,
    twinFolder,
    servicePort,
    async recorded() {
      await close()
      return (await readSessions(twinFolder)).sessions.flatMap((session) => session.exchanges)
    },
  }
}

/** Listens on a free port until the test ends. */
export async function listening(server: Server | net.Server): Promise<number> {
  const sockets = new Set<net.Socket>()
  server.on('connection', (socket: net.Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {})
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    const closed = new Promise((resolve) => server.close(resolve))
    for (const socket of sockets) socket.destroy()
    await closed
  })
  return (server.address() as net.AddressInfo).port
}

export interface Wire {
  readonly socket: net.Socket
  send(text: string | Uint8Array): void
  /** Everything received so far, as Latin-1. */
  readonly received: string
  /** Resolves with what was received once it holds `text`, rejects when the connection ends before. */
  until(text: string): Promise<string>
  /** Resolves with everything once the other side has closed. */
  closed(): Promise<string>
}

/** A bare TCP connection. */
export function connect(port: number): Wire {
  const socket = net.connect(port, '127.0.0.1')
  let received = ''
  let check = () => {}
  const ended = Promise.withResolvers<void>()
  socket.on('data', (chunk) => {
    received += chunk.toString('latin1')
    check()
  })
  socket.on('error', () => {})
  socket.on('close', () => ended.resolve())
  onTestFinished(() => {
    socket.destroy()
  })
  return {
    socket,
    send: (text) => socket.write(text),
    get received() {
      return received
    },
    until: (text) =>
      new Promise((resolve, reject) => {
        check = () => {
          if (received.includes(text)) resolve(received)
        }
        ended.promise.then(() => reject(new Error(`closed before ${JSON.stringify(text)}: ${JSON.stringify(received)}`)))
        check()
      }),
    async closed() {
      await ended.promise
      return received
    },
  }
}

/** Sends one request and gives all that comes until the connection is closed; ask for `Connection: close`. */
export function exchangeRaw(port: number, request: string | Uint8Array): Promise<string> {
  const wire = connect(port)
  wire.send(request)
  return wire.closed()
}

export interface RawAnswer {
  readonly status: string
  /** In order and spelling, without those of the connection and without `Date`. */
  readonly headers: string[]
  readonly body: string
  readonly trailers: string[]
}

const connectionHeader = /^(connection|keep-alive|transfer-encoding|date):/i

/** Takes an answer apart as the app would see it: chunks put together, headers of the connection taken away. */
export function parseAnswer(raw: string): RawAnswer {
  const end = raw.indexOf('\r\n\r\n')
  const [status = '', ...headers] = raw.slice(0, end).split('\r\n')
  const kept = headers.filter((line) => !connectionHeader.test(line))
  let rest = raw.slice(end + 4)
  if (!headers.some((line) => /^transfer-encoding: *chunked/i.test(line))) return { status, headers: kept, body: rest, trailers: [] }
  let body = ''
  for (;;) {
    const line = rest.indexOf('\r\n')
    const size = Number.parseInt(rest.slice(0, line), 16)
    if (Number.isNaN(size)) return { status, headers: kept, body: `${body}<cut>`, trailers: [] }
    if (size === 0)
      return {
        status,
        headers: kept,
        body,
        trailers: rest
          .slice(line + 2)
          .split('\r\n')
          .filter(Boolean),
      }
    body += rest.slice(line + 2, line + 2 + size)
    rest = rest.slice(line + 4 + size)
  }
}
