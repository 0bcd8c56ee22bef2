import { readFileSync } from 'node:fs'
import { connect } from 'node:net'

/** Requests answered, and what they cost the server. */
export interface Load {
  readonly requestsPerSecond: number
  /** CPU time of the server's process, user and system. */
  readonly cpuMicrosecondsPerRequest: number
}

export interface LoadOptions {
  readonly port: number
  readonly pid: number
  readonly connections: number
  readonly durationMs: number
  /** The next one of a connection. */
  readonly request: (connection: number) => LoadRequest
}

export interface LoadRequest {
  readonly method: 'GET' | 'POST' | 'PATCH'
  readonly target: string
  readonly session?: string
  /** JSON, in ASCII. */
  readonly body?: string
}

/** Loads a server from this process: each connection sends a request as soon as it has the last one's answer. */
export async function load(options: LoadOptions): Promise<Load> {
  const { connections, durationMs, pid } = options
  const cpuBefore = readCpuMs(pid)
  const startedAt = performance.now()
  const counts = await Promise.all(Array.from({ length: connections }, (_, at) => runConnection(options, at, startedAt + durationMs)))
  const elapsedMs = performance.now() - startedAt
  const requests = counts.reduce((sum, count) => sum + count, 0)
  return {
    requestsPerSecond: (requests / elapsedMs) * 1000,
    cpuMicrosecondsPerRequest: ((readCpuMs(pid) - cpuBefore) * 1000) / requests,
  }
}

function runConnection({ port, request }: LoadOptions, connection: number, untilMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    let answered = 0
    let received = ''
    const send = () => socket.write(print(request(connection), port), 'latin1')
    socket.setEncoding('latin1')
    socket.on('connect', send)
    socket.on('error', reject)
    socket.on('data', (text: string) => {
      received = received === '' ? text : received + text
      if (!isWhole(received)) return
      received = ''
      answered += 1
      if (performance.now() < untilMs) send()
      else {
        socket.destroy()
        resolve(answered)
      }
    })
  })
}

function print({ method, target, session, body }: LoadRequest, port: number): string {
  const named = session === undefined ? '' : `X-Doppel-Session: ${session}\r\n`
  const head = `${method} ${target} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAccept: application/json\r\n${named}`
  if (body === undefined) return `${head}\r\n`
  return `${head}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`
}

function isWhole(text: string): boolean {
  const end = text.indexOf('\r\n\r\n')
  if (end === -1) return false
  if (!/^HTTP\/1\.1 20[01] /.test(text)) throw new Error(`unexpected answer: ${text.slice(0, 200)}`)
  const length = /content-length: (\d+)/i.exec(text)?.[1]
  if (length === undefined) throw new Error('an answer without a content-length')
  return text.length >= end + 4 + Number(length)
}

/** Fields 14 and 15 of Linux's `/proc/PID/stat`, in ticks of 10 ms. */
function readCpuMs(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}
