import type { Duplex } from 'node:stream'
import { Connections } from './connections.ts'
import { attachHandler, createHttpServer } from './create-http-server.ts'
import { listen } from './listen.ts'
import { openServedTwin } from './open-served-twin.ts'
import { openShares } from './open-shares.ts'
import { printAddress, toReachableHost } from './print-address.ts'
import type { RequestHandlerOptions } from './request-handler.ts'
import { defaultLimits, type ServerLimits, type ServerOptions } from './server-options.ts'
import { openTracer } from './spans/open-tracer.ts'
import { openDesk } from './webhooks/open-desk.ts'

export interface RunningServer {
  /** Where a client on this machine reaches it, e.g. `http://127.0.0.1:8080`. */
  readonly url: string
  /** What it listens on, e.g. `127.0.0.1:8080`. */
  readonly address: string
  /** Where it is controlled: `url`, unless that has a port of its own. */
  readonly controlUrl: string
  /** 0 where none is open. */
  readonly port: number
  /** Serves HTTP over a stream of this process. */
  connect(stream: Duplex): void
  /** The process may end though the server runs. */
  unref(): void
  /** Takes no new connections, lets answers under way leave, then ends. */
  close(): Promise<void>
}

/** Serves a twin; resolves once it accepts requests. Throws a Fault when it can't listen, or what the twin is to do can't be done. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const limits = { ...defaultLimits, ...options.limits }
  const { host, control = {}, listens = true } = options
  const main = await openPort({ host, port: options.port, listens, limits })
  const url = listens ? main.url : `http://${options.twin.name}.localhost`
  const ports = [main]
  const closers: (() => Promise<void>)[] = []
  const close = async () => {
    await Promise.all(ports.map(({ connections }) => connections.drain(limits.drainTimeoutMs)))
    await Promise.all(closers.map((run) => run()))
  }
  try {
    const apart = control.port === undefined ? undefined : await openPort({ host, port: control.port, listens, limits })
    if (apart) ports.push(apart)
    const shares = await openShares(options, { limits, mayBeAway: false })
    if (shares) closers.push(async () => shares.close())
    const served = openServedTwin(options, {
      limits,
      url,
      port: main.port,
      desk: await openDesk(options),
      tracer: await openTracer(options),
      shares,
    })
    closers.push(() => served.close())
    const serve = ({ server, connections }: Port, serves: RequestHandlerOptions['serves']) =>
      attachHandler(server, served.handlerFor(serves, connections))
    serve(main, apart ? 'twin' : 'all')
    if (apart) serve(apart, 'control')
    return {
      url,
      controlUrl: apart?.url ?? url,
      address: main.address,
      port: main.port,
      connect: (stream) => void main.server.emit('connection', stream),
      unref: () => {
        for (const { server, connections } of ports) {
          server.unref()
          connections.unref()
        }
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

type Port = Awaited<ReturnType<typeof openPort>>

async function openPort({ host, port: wanted, listens, limits }: { host: string; port: number; listens: boolean; limits: ServerLimits }) {
  const server = createHttpServer(limits)
  const connections = new Connections(server)
  const port = listens ? (await listen(server, { host, port: wanted })).port : 0
  return { server, connections, port, address: printAddress(host, port), url: `http://${printAddress(toReachableHost(host), port)}` }
}
