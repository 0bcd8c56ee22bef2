import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exitCodes, Fault } from '#diagnostics'
import { isLoopbackName } from '#http'
import { portHolder } from '#http/io'
import { defaultBudgetBytes, defaultMaxBodyBytes } from './body-capture.ts'
import { isControlTarget, serveControl } from './control-plane.ts'
import { type CreateUpstreamOptions, createUpstream, maxHeadBytes } from './create-upstream.ts'
import type { ExchangeStore } from './exchange-store.ts'
import { controlActions } from './recorder-control.ts'
import { Recording } from './recording.ts'
import { refuse } from './refuse.ts'
import { relayRequest } from './relay-request.ts'
import { createReverseMode } from './reverse-mode.ts'
import { relayUpgrade } from './tunnel.ts'

export interface RecorderOptions<S extends ExchangeStore> extends CreateUpstreamOptions {
  readonly twin: string
  /** Base URL of the service: http or https, a path in front of all targets allowed. */
  readonly baseUrl: string
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  /** Makes the store when the recorder's own base URL is known. */
  readonly openStore: (origin: string) => S
  /** What its control plane says that it does; default `recording`. */
  readonly doing?: string
  /** A longer body is passed on but not kept; default 8 MiB. */
  readonly maxBodyBytes?: number
  /** What all bodies in flight may take together; default 128 MiB. */
  readonly budgetBytes?: number
}

export interface Recorder<S extends ExchangeStore> {
  readonly port: number
  /** Base URL for clients. */
  readonly origin: string
  readonly store: S
  /** Stops listening, waits `graceMs` for exchanges in flight, and brings everything to the disk. */
  close(graceMs?: number): Promise<void>
}

/** Listens, and passes everything on to one service while it is recorded. Faults: `port-in-use`, `cannot-listen`, `upstream-is-recorder`. */
export async function createRecorder<S extends ExchangeStore>(options: RecorderOptions<S>): Promise<Recorder<S>> {
  const baseUrl = new URL(options.baseUrl)
  const server = createServer({
    maxHeaderSize: maxHeadBytes,
    keepAliveTimeout: 75_000,
    requestTimeout: 0,
    // `Upgrade: h2c` is an offer that may be ignored, and requests with it have bodies: they are served as HTTP/1.1.
    shouldUpgradeCallback: (request: IncomingMessage) => !/^h2c?$/i.test(request.headers.upgrade ?? ''),
  })
  server.maxHeadersCount = 0
  const port = await listen(server, options)
  const origin = originOf(options.host, port)
  if (isItself(baseUrl, options.host, port)) {
    server.close()
    throw new Fault('upstream-is-recorder', `${options.baseUrl} is where the recorder itself listens`, {
      exitCode: exitCodes.user,
      help: `set base_url in twins/${options.twin}/twin.toml to the real service, or choose another --port`,
    })
  }
  const upstream = createUpstream(baseUrl, options)
  const store = options.openStore(origin)
  const { maxBodyBytes = defaultMaxBodyBytes, budgetBytes = defaultBudgetBytes } = options
  const recording = new Recording({ store, upstream: options.baseUrl, maxBodyBytes, budgetBytes })
  const mode = createReverseMode(baseUrl)
  const actions = controlActions({
    twin: options.twin,
    upstream: options.baseUrl,
    host: options.host,
    port,
    origin,
    store,
    doing: options.doing ?? 'recording',
  })

  const take = (request: IncomingMessage, response: ServerResponse) => {
    if (isControlTarget(request.url ?? '')) void serveControl(request, response, actions, options.host)
    else relayRequest(recording, upstream, mode, request, response)
  }
  server.on('request', take)
  server.on('checkContinue', take)
  server.on('checkExpectation', take)
  server.on('upgrade', (request, socket, head) => {
    const destination = mode(request)
    if (isControlTarget(request.url ?? '')) refuse(socket, 404)
    else if ('refused' in destination) refuse(socket, destination.refused.status)
    else
      relayUpgrade(recording, request, socket, head, (headers) =>
        upstream.open({ method: request.method ?? 'GET', target: destination.target, headers }),
      )
  })
  server.on('connect', (_request, socket) => refuse(socket, 405))
  return {
    port,
    origin,
    store,
    async close(graceMs = 2000) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeIdleConnections()
      await recording.drain(graceMs)
      server.closeAllConnections()
      await Promise.all([closed, upstream.close()])
      await store.close()
    },
  }
}

async function listen(server: Server, { host, port }: { readonly host: string; readonly port: number }): Promise<number> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, host, () => resolve())
    })
  } catch (error) {
    throw await listenFault(error as NodeJS.ErrnoException, host, port)
  }
  server.removeAllListeners('error')
  return (server.address() as AddressInfo).port
}

async function listenFault(error: NodeJS.ErrnoException, host: string, port: number): Promise<Fault> {
  if (error.code !== 'EADDRINUSE') {
    return new Fault('cannot-listen', `can't listen on ${host}:${port}: ${error.message}`, { exitCode: exitCodes.runtime, cause: error })
  }
  const holder = await portHolder(port)
  const by = holder === undefined ? '' : `, by ${holder}`
  const help = 'stop that program, or choose another --port (0 takes a free one)'
  return new Fault('port-in-use', `port ${port} is in use${by}`, { exitCode: exitCodes.runtime, help, cause: error })
}

function originOf(host: string, port: number): string {
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host
  return `http://${name}:${port}`
}

/** A recorder that forwards to itself would do so without end. */
function isItself(baseUrl: URL, host: string, port: number): boolean {
  if (baseUrl.protocol !== 'http:' || Number(baseUrl.port || 80) !== port) return false
  return baseUrl.hostname === host || (isLoopbackName(baseUrl.hostname) && (isLoopbackName(host) || host === '0.0.0.0' || host === '::'))
}
