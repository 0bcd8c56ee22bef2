// Records what the lab's judge would see of a server, once, so that `bench/lab/judge.ts` can judge learner after learner without it:
// training sessions through `doppel record`, and unseen sessions on two fresh instances side by side.
//   node bench/lab/capture.ts UPSTREAM [--train 1-10] [--test 1001-1010] [--port 19000]
// UPSTREAM is a folder like those of the lab (start.sh, exercise.mjs, lab.json). Needs `npm run build`.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { type Captured, type CapturedSession, labFolder, loadLockstep, range, readOptions } from './material.ts'

const { upstream, options } = readOptions({ train: '1-10', test: '1001-1010', port: '19000' })
const lab = JSON.parse(readFileSync(join(upstream, 'lab.json'), 'utf8')) as { ready: { path: string; status?: number[] } }
const folder = labFolder(upstream)
const cli = resolve(import.meta.dirname, '../../dist/cli.js')
const basePort = Number(options.port)
const children = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of children) stopNow(child)
})

function stopNow(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  } catch {
    // it has ended by itself
  }
}

function launch(command: string, args: readonly string[], cwd = folder): ChildProcess {
  const child = spawn(command, args, { cwd, detached: true, stdio: 'ignore' })
  children.add(child)
  child.on('exit', () => children.delete(child))
  return child
}

function stop(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((done) => {
    const timer = setTimeout(() => stopNow(child), 5000)
    child.on('exit', () => {
      clearTimeout(timer)
      done()
    })
    if (child.pid !== undefined) process.kill(-child.pid, signal)
  })
}

async function untilReady(url: string, status?: readonly number[]): Promise<void> {
  for (let tries = 0; tries < 1200; tries++) {
    try {
      const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(4000) })
      await response.arrayBuffer()
      if (status ? status.includes(response.status) : response.status < 500) return
    } catch {
      // not yet
    }
    await new Promise((done) => setTimeout(done, 100))
  }
  throw new Error(`${url} did not come up`)
}

/** A real server on a port, started afresh at will. */
class Instance {
  readonly url: string
  readonly #port: number
  #child: ChildProcess | undefined

  constructor(port: number) {
    this.#port = port
    this.url = `http://127.0.0.1:${port}`
  }

  async fresh(): Promise<void> {
    await this.stop()
    this.#child = launch('bash', [join(upstream, 'start.sh'), String(this.#port)])
    await untilReady(this.url + lab.ready.path, lab.ready.status)
  }

  async stop(): Promise<void> {
    if (this.#child) await stop(this.#child)
  }
}

function exercise(url: string, seed: number): Promise<void> {
  const child = launch('node', [join(upstream, 'exercise.mjs'), '--base-url', url, '--seed', String(seed), '--sessions', '1'])
  return new Promise((done) => child.on('exit', () => done()))
}

async function recordTraining(): Promise<void> {
  const seeds = range(options.train)
  const real = new Instance(basePort)
  rmSync(join(folder, 'twins'), { recursive: true, force: true })
  execFileSync(process.execPath, [cli, 'init', 'lab', '--base-url', real.url], { cwd: folder, stdio: 'ignore' })
  await real.fresh()
  const recorder = launch(process.execPath, [cli, 'record', 'lab', '--port', String(basePort + 1)])
  const url = `http://127.0.0.1:${basePort + 1}`
  await untilReady(`${url}/__doppel/ready`)
  for (const [at, seed] of seeds.entries()) {
    if (at > 0) {
      await real.fresh()
      await fetch(`${url}/__doppel/new-session`, { method: 'POST' })
    }
    await exercise(url, seed)
    console.error(`training ${seed}`)
  }
  await stop(recorder, 'SIGINT')
  await real.stop()
}

/** Passes requests on to a server and keeps what came and went. */
function tap(target: string, kept: Captured[]): Promise<{ url: string; close: () => void }> {
  const agent = new http.Agent({ keepAlive: false })
  const server = http.createServer((incoming, outgoing) => {
    const parts: Buffer[] = []
    incoming.on('data', (part: Buffer) => parts.push(part))
    incoming.on('end', () => {
      const body = Buffer.concat(parts)
      const atMs = Date.now()
      const { host: _host, ...headers } = incoming.headers
      const outbound = http.request(target + incoming.url, { method: incoming.method, headers, agent }, (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('end', () => {
          const answered = Buffer.concat(chunks)
          kept.push({
            atMs,
            method: incoming.method ?? 'GET',
            target: incoming.url ?? '/',
            requestHeaders: incoming.headers,
            requestBody: body.toString('base64'),
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            body: answered.toString('base64'),
          })
          // The judge's proxy frames the answer anew, and then no trailer may be announced.
          const { trailer: _trailer, ...headers } = answer.headers
          outgoing.writeHead(answer.statusCode ?? 502, headers)
          outgoing.end(answered)
        })
      })
      outbound.on('error', () => outgoing.destroy())
      outbound.end(body)
    })
  })
  return listen(server)
}

function listen(server: http.Server): Promise<{ url: string; close: () => void }> {
  return new Promise((done) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      const close = () => {
        server.closeAllConnections()
        server.close()
      }
      done({ url: `http://127.0.0.1:${port}`, close })
    })
  })
}

async function captureTest(): Promise<void> {
  const [a, b] = [new Instance(basePort + 2), new Instance(basePort + 3)]
  const { lockstep } = await loadLockstep(upstream)
  mkdirSync(join(folder, 'test'), { recursive: true })
  // Without a third place the proxy would not learn how B's ids read.
  const nobody = await listen(http.createServer((_incoming, outgoing) => outgoing.writeHead(204).end()))
  for (const seed of range(options.test)) {
    await Promise.all([a.fresh(), b.fresh()])
    const session: CapturedSession = { seed, a: { url: a.url, exchanges: [] }, b: { url: b.url, exchanges: [] } }
    const [tapA, tapB] = await Promise.all([tap(a.url, session.a.exchanges), tap(b.url, session.b.exchanges)])
    const proxy = await lockstep({ port: 0, a: tapA.url, b: tapB.url, x: nobody.url })
    await exercise(proxy.url, seed)
    await proxy.close()
    tapA.close()
    tapB.close()
    writeFileSync(join(folder, 'test', `${seed}.json`), JSON.stringify(session))
    console.error(`test ${seed}: ${session.a.exchanges.length} exchanges`)
  }
  nobody.close()
  await Promise.all([a.stop(), b.stop()])
}

mkdirSync(folder, { recursive: true })
if (options.train !== 'none') await recordTraining()
if (options.test !== 'none') await captureTest()
process.exit(0)
