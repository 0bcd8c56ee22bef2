import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { exitCodes, Fault } from '#diagnostics'
import { nodeHttp } from '#http/io'
import type { WebhookPlace } from '#recording'
import { type CreateUpstreamOptions, createUpstream } from './create-upstream.ts'
import { type Address, isItself, listen, originOf } from './listen.ts'
import { proxyServerOptions } from './proxy-server-options.ts'
import { Recording, type RecordingOptions } from './recording.ts'
import { relayRequest } from './relay-request.ts'
import { createReverseMode } from './reverse-mode.ts'

export interface WebhookOptions {
  /** 0 takes a free one. */
  readonly port: number
  /** The app's base URL; the path of a webhook is put behind its path. */
  readonly forward: string
}

export interface WebhookListener extends WebhookPlace {
  /** From here on webhooks pass, and are recorded. */
  begin(options: Pick<RecordingOptions, 'store' | 'maxBodyBytes' | 'budgetBytes'>): void
  close(graceMs: number): Promise<void>
}

/**
 * Takes webhooks on loopback, and passes them on to the app. None is answered before `begin`. `recorder` is where clients' requests arrive.
 * Faults: `port-in-use`, `cannot-listen`, `upstream-is-recorder`.
 */
export async function openWebhookListener(
  { port, forward }: WebhookOptions,
  recorder: Address,
  tls: CreateUpstreamOptions,
): Promise<WebhookListener> {
  const server = nodeHttp.createServer(proxyServerOptions)
  server.maxHeadersCount = 0
  const began = Promise.withResolvers<(request: IncomingMessage, response: ServerResponse) => void>()
  const take = (request: IncomingMessage, response: ServerResponse) => void began.promise.then((relay) => relay(request, response))
  for (const event of ['request', 'checkContinue', 'checkExpectation']) server.on(event, take)
  const host = '127.0.0.1'
  const address = { host, port: await listen(server, { host, port }, '--webhooks') }
  const app = new URL(forward)
  if (isItself(app, address) || isItself(app, recorder)) throw loops(server, forward)
  const upstream = createUpstream(app, tls)
  let recording: Recording | undefined
  return {
    origin: originOf(address),
    forward: forward.replace(/\/+$/, ''),
    begin(options) {
      const passing = new Recording({ ...options, upstream: forward, isDelivery: true })
      const mode = createReverseMode(app)
      recording = passing
      began.resolve((request, response) => relayRequest(passing, upstream, mode, request, response))
    },
    async close(graceMs) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeIdleConnections()
      await recording?.drain(graceMs)
      server.closeAllConnections()
      await Promise.all([closed, upstream.close()])
    },
  }
}

function loops(server: Server, forward: string): Fault {
  server.close()
  return new Fault('upstream-is-recorder', `--forward ${forward} is where the recorder itself listens`, {
    exitCode: exitCodes.user,
    help: "give the app's own URL, or other ports to --port and --webhooks",
  })
}
