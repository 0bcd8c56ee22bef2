import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Exchange } from '#http'
import { readSessions } from '#recording/io'

export interface KillReport {
  /** Exchanges that the app had seen whole when the recorder was killed. */
  readonly seen: number
  readonly recorded: number
  /** Seen whole by the app, and not in the recording. */
  readonly lost: string[]
  /** Not the same through the recorder as without it. */
  readonly different: string[]
  /** Recorded otherwise than the app saw it. */
  readonly misrecorded: string[]
  readonly findings: string[]
}

/** Drives `connections` at once through `doppel record`, and kills it with SIGKILL, under load, when `exchanges` are whole. */
export async function killUnderLoad(exchanges: number, connections: number): Promise<KillReport> {
  const workspace = mkdtempSync(join(tmpdir(), 'doppel-kill-'))
  const service = createServer(answerByNumber)
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve))
  const port = (service.address() as AddressInfo).port
  try {
    const recorder = await startRecorder(workspace, port)
    const seen = await drive(recorder.port, exchanges, connections, () => recorder.process.kill('SIGKILL'))
    await recorder.exited
    const direct = await drive(port, exchanges, connections, () => {})
    return await judge(join(workspace, 'twins/lab'), seen, direct)
  } finally {
    await stop(service)
    rmSync(workspace, { recursive: true })
  }
}

async function startRecorder(workspace: string, servicePort: number) {
  mkdirSync(join(workspace, 'twins/lab'), { recursive: true })
  writeFileSync(join(workspace, 'twins/lab/twin.toml'), `base_url = "http://127.0.0.1:${servicePort}"\n`)
  const main = new URL('../../src/cli/main.ts', import.meta.url).pathname
  const child: ChildProcess = spawn(process.execPath, [main, 'record', 'lab', '--port', '0'], {
    cwd: workspace,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  let out = ''
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    out += chunk
    const port = /addr=127\.0\.0\.1:(\d+)/.exec(out)?.[1]
    if (port !== undefined) return { process: child, port: Number(port), exited }
  }
  throw new Error(`the recorder did not start: ${out}`)
}

/** What the app saw of each request, by its number. */
async function drive(port: number, exchanges: number, connections: number, atEnd: () => void): Promise<Map<number, string>> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const seen = new Map<number, string>()
  let next = 0
  let ended = false
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (!ended) {
        const number = next++
        const answer = await ask(agent, port, number).catch(() => undefined)
        if (answer === undefined || ended) return
        seen.set(number, answer)
        // All the others are in the middle of something now.
        if (seen.size === exchanges) {
          ended = true
          atEnd()
        }
      }
    }),
  )
  agent.destroy()
  return seen
}

const methods = ['GET', 'POST', 'PUT', 'DELETE', 'HEAD']

/** One exchange as one text: status, headers in order, body, trailers. Rejects when it doesn't come whole. */
function ask(agent: Agent, port: number, number: number): Promise<string> {
  const method = methods[number % methods.length] as string
  const body = method === 'POST' || method === 'PUT' ? `{"number":${number},"text":"${'x'.repeat(number % 500)}"}` : undefined
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
    const outgoing = request({ port, agent, method, path: `/n/${number}?kind=${number % 9}`, headers }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('error', reject)
      answer.on('end', () => {
        if (!answer.complete) return reject(new Error('cut short'))
        resolve(textOf(answer.statusCode ?? 0, answer.rawHeaders, Buffer.concat(chunks), answer.rawTrailers))
      })
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

const connectionHeader = /^(connection|keep-alive|transfer-encoding)$/i

function textOf(status: number, flat: readonly string[], body: Uint8Array, trailers: readonly string[]): string {
  const lines: string[] = []
  for (let at = 0; at < flat.length; at += 2) if (!connectionHeader.test(flat[at] as string)) lines.push(`${flat[at]}: ${flat[at + 1]}`)
  return [status, ...lines, createHash('sha256').update(body).digest('hex'), ...trailers].join('\n')
}

/** Always the same answer to the same number, in nine ways. */
function answerByNumber(
  incoming: Parameters<Parameters<typeof createServer>[1] & {}>[0],
  response: Parameters<Parameters<typeof createServer>[1] & {}>[1],
): void {
  const chunks: Buffer[] = []
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
  incoming.on('error', () => {})
  incoming.on('end', () => {
    const number = Number(/^\/n\/(\d+)/.exec(incoming.url ?? '')?.[1])
    const json = JSON.stringify({
      number,
      got: Buffer.concat(chunks).length,
      list: Array.from({ length: number % 40 }, (_, at) => ({ at, name: `item ${at}` })),
    })
    const base = [
      'Date',
      'Thu, 01 Jan 2026 00:00:00 GMT',
      'Set-Cookie',
      `theme=${number % 3}`,
      'X-Number',
      String(number),
      'set-cookie',
      'lang=en',
    ]
    const type = ['Content-Type', 'application/json']
    switch (number % 9) {
      case 0:
        return void response.writeHead(204, base).end()
      case 1:
        return void response.writeHead(200, [...base, ...type, 'Content-Encoding', 'gzip']).end(gzipSync(json))
      case 2:
        response.writeHead(200, [...base, 'Content-Type', 'text/event-stream'])
        response.write(`data: ${number}\n\n`)
        return void setImmediate(() => response.end('data: [DONE]\n\n'))
      case 3:
        response.writeHead(200, [...base, 'Trailer', 'X-Sum', 'Transfer-Encoding', 'chunked'])
        response.write(json)
        response.addTrailers({ 'X-Sum': String(number) })
        return void response.end()
      case 4:
        return void response.writeHead(304, [...base, 'ETag', `"${number}"`]).end()
      case 5:
        return void response.writeHead(200, [...base, 'Content-Type', 'application/octet-stream']).end(Buffer.alloc(number % 5000, number))
      case 6:
        return void response.writeHead(404, 'Not Here', [...base, ...type, 'Content-Length', String(json.length)]).end(json)
      default:
        return void response.writeHead(200, [...base, ...type, 'Content-Length', String(json.length)]).end(json)
    }
  })
}

async function judge(twinFolder: string, seen: ReadonlyMap<number, string>, direct: ReadonlyMap<number, string>): Promise<KillReport> {
  const { sessions, findings } = await readSessions(twinFolder)
  const recorded = new Map<number, Exchange>()
  for (const exchange of sessions.flatMap((session) => session.exchanges)) {
    recorded.set(Number(/^\/n\/(\d+)/.exec(exchange.request.target)?.[1]), exchange)
  }
  const names = (numbers: Iterable<number>) => [...numbers].map((number) => `request ${number}`)
  const both = [...seen].filter(([number]) => direct.has(number))
  return {
    seen: seen.size,
    recorded: recorded.size,
    lost: names([...seen.keys()].filter((number) => recorded.get(number)?.response === undefined)),
    different: names(both.filter(([number, text]) => direct.get(number) !== text).map(([number]) => number)),
    misrecorded: names(
      [...seen].filter(([number, text]) => recorded.has(number) && recordedText(recorded.get(number)) !== text).map(([number]) => number),
    ),
    findings: findings.map(({ code, message }) => `${code}: ${message}`),
  }
}

function recordedText(exchange: Exchange | undefined): string {
  const { response } = exchange ?? {}
  if (response === undefined) return ''
  return textOf(response.status, response.headers.flat(), response.body, (response.trailers ?? []).flat())
}

async function stop(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}
