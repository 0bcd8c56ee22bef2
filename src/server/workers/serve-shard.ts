import { rmSync } from 'node:fs'
import type { Socket } from 'node:net'
import { Connections } from '../connections.ts'
import { attachHandler, createHttpServer } from '../create-http-server.ts'
import { openServedTwin } from '../open-served-twin.ts'
import { openShares } from '../open-shares.ts'
import { defaultLimits, type ServerOptions } from '../server-options.ts'
import { defaultSessionName } from '../session-names.ts'
import { openTracer } from '../spans/open-tracer.ts'
import { wallClock } from '../wall-clock.ts'
import { openDesk } from '../webhooks/open-desk.ts'
import { LogKeeper } from './log-keeper.ts'
import { shardOf } from './shard-of.ts'
import { ShardRouter } from './shard-router.ts'
import { logOf, type Shard, socketOf } from './worker-messages.ts'

export interface RunningShard {
  /** Serves HTTP on a connection, of which `head` was read before. */
  accept(socket: Socket, head: Buffer): void
  close(): Promise<void>
}

/**
 * Serves the sessions of one worker, as they were when the process before it ended: by its log, or as one more server of shared sessions. Faults: those of
 * `openServedTwin` and `openShared`.
 */
export async function serveShard(options: ServerOptions, shard: Shard): Promise<RunningShard> {
  const all = { ...defaultLimits, ...options.limits }
  const isShared = options.state !== undefined
  // a limit of shared sessions is one for all that have them
  const limits = isShared ? all : { ...all, maxSessions: Math.ceil(all.maxSessions / shard.count) }
  const owns = (session: string) => shardOf(session, shard.count) === shard.index
  const tracer = await openTracer(options)
  // one in place of another comes up without Redis, too: its clients are told why they get no answer
  const shares = await openShares(options, { limits, mayBeAway: shard.isAgain })
  const keeper = isShared ? undefined : new LogKeeper(logOf(shard.folder, shard.index))
  const desk = await openDesk(options)
  const open = () => openServedTwin(options, { limits, url: shard.url, port: shard.port, desk, keeper, tracer, shares, owns })
  const served = keeper === undefined ? open() : wallClock.during(keeper.beganMs, open)
  // the default session is there from the start, at the worker that holds it
  if (!owns(defaultSessionName)) served.server.sessions.delete(defaultSessionName)
  const names = { url: shard.url, host: options.host, otherNames: options.otherNames ?? [] }
  const router = new ShardRouter({ shard, isShared, choice: served.choice, names, token: options.control?.token })
  const [outside, among] = [openServer(limits), openServer(limits)]
  const repeater = served.handlerFor('all', among.connections)
  keeper?.resume(served.server, limits.maxBodyBytes, served.repeat)
  attachHandler(outside.server, served.handlerFor('all', outside.connections, router.elsewhere))
  attachHandler(among.server, repeater)
  const path = socketOf(shard.folder, shard.index)
  rmSync(path, { force: true })
  await new Promise<void>((resolve, reject) => among.server.once('error', reject).listen(path, resolve))
  return {
    accept: (socket, head) => {
      outside.server.emit('connection', socket)
      if (head.length > 0) socket.emit('data', head)
      socket.resume()
    },
    close: async () => {
      await Promise.all([outside, among].map(({ connections }) => connections.drain(limits.drainTimeoutMs)))
      await Promise.all([served.close(), shares?.close()])
      keeper?.close()
    },
  }
}

function openServer(limits: typeof defaultLimits) {
  const server = createHttpServer(limits)
  return { server, connections: new Connections(server) }
}
