import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { exitCodes, Fault } from '#diagnostics'
import { nodeHttp } from '#http/io'
import type { WebhookPlace } from '#recording'
import { defaultBudgetBytes, defaultMaxBodyBytes } from './body-capture.ts'
import { isControlTarget, serveControl } from './control-plane.ts'
import { type CreateUpstreamOptions, createUpstream } from './create-upstream.ts'
import type { ExchangeStore } from './exchange-store.ts'
import { isItself, listen, originOf } from './listen.ts'
import { proxyServerOptions } from './proxy-server-options.ts'
import { controlActions } from './recorder-control.ts'
import { Recording } from './recording.ts'
import { refuse } from './refuse.ts'
import { relayRequest } from './relay-request.ts'
import { createReverseMode } from './reverse-mode.ts'
import { relayUpgrade } from './tunnel.ts'
import { openWebhookListener, type WebhookOptions } from './webhook-listener.ts'

export interface RecorderOptions<S extends ExchangeStore> extends CreateUpstreamOptions {
  readonly twin: string
  /** Base URL of the service: http or https, a path in front of all targets allowed. */
  readonly baseUrl: string
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  /** Makes the store when the recorder's own base URL is known, and where webhooks arrive. */
  readonly openStore: (origin: string, webhooks?: WebhookPlace) => S
  /** Takes what the service sends, for the app. */
  readonly webhooks?: WebhookOptions
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
  /** Where webhooks arrive and where they go, if they are taken. */
  readonly webhooks: WebhookPlace | undefined
  readonly store: S
  /** Stops listening, waits `graceMs` for exchanges in flight, and brings everything to the disk. */
  close(graceMs?: number): Promise<void>
}

/** Listens, and passes everything on to one service while it is recorded. Faults: `port-in-use`, `cannot-listen`, `upstream-is-recorder`. */
export async function createRecorder<S extends ExchangeStore>(options: RecorderOptions<S>): Promise<Recorder<S>> {
  const baseUrl = new URL(options.baseUrl)
  const server = nodeHttp.createServer(proxyServerOptions)
  server.maxHeadersCount = 0
  const port = await listen(server, options)
  const address = { host: options.host, port }
  const origin = originOf(address)
  if (isItself(baseUrl, address)) {
    server.close()
    throw new Fault('upstream-is-recorder', `${options.baseUrl} is where the recorder itself listens`, {
      exitCode: exitCodes.user,
      help: `set base_url in twins/${options.twin}/twin.toml to the real service, or choose another --port`,
    })
  }
  const hooks = options.webhooks && (await openWebhookListener(options.webhooks, address, options).catch(closeAndThrow(server)))
  const webhooks = hooks && { origin: hooks.origin, forward: hooks.forward }
  const upstream = createUpstream(baseUrl, options)
  const store = options.openStore(origin, webhooks)
  const { maxBodyBytes = defaultMaxBodyBytes, budgetBytes = defaultBudgetBytes } = options
  const recording = new Recording({ store, upstream: options.baseUrl, maxBodyBytes, budgetBytes })
  hooks?.begin({ store, maxBodyBytes, budgetBytes })
  const mode = createReverseMode(baseUrl)
  const actions = controlActions({
    twin: options.twin,
    upstream: options.baseUrl,
    host: options.host,
    port,
    origin,
    ...(webhooks && { webhooks }),
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
    webhooks,
    store,
    async close(graceMs = 2000) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeIdleConnections()
      await Promise.all([recording.drain(graceMs), hooks?.close(graceMs)])
      server.closeAllConnections()
      await Promise.all([closed, upstream.close()])
      await store.close()
    },
  }
}

function closeAndThrow(server: Server): (error: unknown) => never {
  return (error) => {
    server.close()
    throw error
  }
}
