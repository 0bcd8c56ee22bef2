import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exitCodes, Fault } from '#diagnostics'
import { isControlTarget } from '../control/control-prefix.ts'
import { listen } from '../listen.ts'
import { printAddress, toReachableHost } from '../print-address.ts'
import { refuseUnlogged, refuseUnshared } from '../refuse-unlogged.ts'
import { defaultLimits, type ServerOptions } from '../server-options.ts'
import { createSessionChoice } from '../session-choice.ts'
import { defaultSessionName } from '../session-names.ts'
import type { RunningServer } from '../start-server.ts'
import { ArrivedRequest } from '../wire/arrived-request.ts'
import { readHead } from './read-head.ts'
import { shardOf } from './shard-of.ts'
import type { Failure, FromWorker, Shard, ToWorker } from './worker-messages.ts'

export interface WorkersOptions {
  readonly count: number
  /** The program of a worker: it hands `task` on to `serveShard`. */
  readonly program: URL
  /** What the program needs to make the same server options; JSON. */
  readonly task: unknown
}

interface Handed {
  readonly socket: Socket
  readonly head: Buffer
}

interface Worker {
  readonly index: number
  child: ChildProcess
  isReady: boolean
  /** Connections that came while it was not. */
  waiting: Handed[]
  /** Connections that it was given and has not taken yet, by their ids: should it die now, the next process gets them. */
  readonly given: Map<number, Handed>
}

/** A worker that ends so soon so often will not do better. */
const failuresMax = 5

/**
 * Serves a twin by several processes behind one port. Each holds the sessions whose names are its own (`shardOf`): a connection goes to the one that holds
 * the session of its first request, and what comes after for another one is passed on. A worker that dies is started again, and goes on from its log, or
 * from that in Redis. Faults: `workers-refused`, `state-refused`, `port-in-use` and the like, those of a worker, `worker-failed`.
 */
export async function startWorkers(
  options: ServerOptions,
  { count, program, task }: WorkersOptions,
): Promise<Pick<RunningServer, 'url' | 'address' | 'controlUrl' | 'port' | 'close'>> {
  refuseUnlogged(options, '--workers')
  if (options.state !== undefined) refuseUnshared(options, options.state)
  const limits = { ...defaultLimits, ...options.limits }
  const { host, note } = options
  const choice = createSessionChoice(options.twin, options.sessions ?? {})
  const server = createServer()
  const open = new Set<Socket>()
  const { port } = await listen(server, { host, port: options.port })
  const address = printAddress(host, port)
  const url = `http://${printAddress(toReachableHost(host), port)}`
  const folder = mkdtempSync(join(tmpdir(), 'doppel-workers-'))
  let isClosing = false
  let failures = 0
  let handed = 0
  const workers: Worker[] = []

  const ownerOf = (head: Buffer): number => {
    const parsed = readHead(head.toString('latin1'))
    if (parsed === undefined) return 0
    const request = new ArrivedRequest(parsed)
    if (choice.byPath && request.target.charCodeAt(1) === 0x7e) request.enterSession()
    if (!isControlTarget(request.target)) return shardOf(choice.nameOf(request), count)
    const named = new URLSearchParams(request.target.split('?', 2)[1]).get('session')
    return shardOf(request.session ?? named ?? defaultSessionName, count)
  }

  const give = (worker: Worker, socket: Socket, head: Buffer) => {
    if (!worker.isReady) {
      worker.waiting.push({ socket, head })
      return
    }
    const id = ++handed
    worker.given.set(id, { socket, head })
    const message: ToWorker = { kind: 'connection', id, head: head.toString('latin1') }
    // kept open here until the worker has it; what can't be sent waits for the next process
    worker.child.send(message, socket, { keepOpen: true }, () => {})
  }

  const start = (index: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const child = fork(program, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
      const isAgain = workers[index] !== undefined
      const worker: Worker = workers[index] ?? { index, child, isReady: false, waiting: [], given: new Map<number, Handed>() }
      workers[index] = worker
      Object.assign(worker, { child, isReady: false })
      const shard: Shard = { index, count, isAgain, folder, url, port, pid: process.pid }
      child.send({ kind: 'start', shard, task } satisfies ToWorker, () => {})
      child.on('message', (message: FromWorker) => {
        if (message.kind === 'failed') {
          reject(toFault(message))
          return
        }
        if (message.kind === 'accepted') {
          worker.given.get(message.id)?.socket.destroy()
          worker.given.delete(message.id)
          return
        }
        worker.isReady = true
        failures = 0
        for (const { socket, head } of worker.waiting.splice(0)) give(worker, socket, head)
        resolve()
      })
      child.on('exit', (code, signal) => {
        worker.isReady = false
        worker.waiting.unshift(...worker.given.values())
        worker.given.clear()
        reject(
          new Fault('worker-failed', `a worker ended with ${signal ?? code}`, {
            exitCode: exitCodes.runtime,
            help: 'see what it said before',
          }),
        )
        if (isClosing) return
        failures++
        note(`worker ${index} ended with ${signal ?? code}: it is started again, and its sessions with it`)
        setTimeout(() => void start(index).catch(() => {}), failures > failuresMax ? 5_000 : 0)
      })
    })

  server.on('connection', (socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    socket.on('error', () => socket.destroy())
    receiveHead(socket, limits, (head) => {
      open.delete(socket)
      give(workers[ownerOf(head)] as Worker, socket, head)
    })
  })

  const close = async () => {
    isClosing = true
    for (const socket of open) socket.destroy()
    // connections that workers have taken over count as the server's own: those of a killed one would be waited for in vain
    server.close()
    // once for answers under way, once for what others are to be told
    const tells = options.telemetry !== undefined || options.state !== undefined
    const closeTimeoutMs = limits.drainTimeoutMs * (tells ? 2 : 1)
    await Promise.all(workers.map(({ child }) => ended(child, closeTimeoutMs)))
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await Promise.all(Array.from({ length: count }, (_, index) => start(index)))
  } catch (error) {
    await close()
    throw error
  }
  return { url, address, controlUrl: url, port, close }
}

function toFault({ code, message, help, exitCode }: Failure): Fault {
  if (code !== undefined && exitCode !== undefined) return new Fault(code, message, { exitCode, ...(help === undefined ? {} : { help }) })
  return new Fault('worker-failed', `a worker can't serve: ${message}`, {
    exitCode: exitCodes.runtime,
    help: 'mend what it says, or serve without --workers',
  })
}

/** Reads from a connection until the head of a request is there, or more than one may be, and no byte more. */
function receiveHead(socket: Socket, limits: typeof defaultLimits, done: (head: Buffer) => void): void {
  let head: Buffer = Buffer.alloc(0)
  const timer = setTimeout(() => finish(), limits.headersTimeoutMs)
  const finish = () => {
    clearTimeout(timer)
    socket.off('data', take)
    socket.off('end', finish)
    stopReading(socket)
    if (!socket.destroyed) done(head)
  }
  const take = (bytes: Buffer) => {
    head = head.length === 0 ? bytes : Buffer.concat([head, bytes])
    if (head.includes('\r\n\r\n') || head.length > limits.maxHeaderBytes) finish()
  }
  socket.on('data', take)
  socket.on('end', finish)
  socket.once('close', () => clearTimeout(timer))
}

/** What comes from now on is for another process. A socket that is paused still reads what comes next, to keep it, so its handle is told. */
function stopReading(socket: Socket): void {
  socket.pause()
  const { _handle: handle } = socket as Socket & { readonly _handle?: { readStop(): number } | null }
  // rather than lose what comes
  if (handle) handle.readStop()
  else socket.destroy()
}

/** Ends a worker once its answers under way have left. */
function ended(child: ChildProcess, timeoutMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs + 1000)
    child.once('exit', () => {
      clearTimeout(timer)
      resolve()
    })
    if (child.connected) child.send({ kind: 'close' } satisfies ToWorker, () => {})
  })
}
