import type { Server } from 'node:http'
import { nodeHttp } from '#http/io'
import { expectationRefused } from './refusals.ts'
import type { RequestHandler } from './request-handler.ts'
import type { ServerLimits } from './server-options.ts'
import { handleClientErrors } from './wire/client-errors.ts'
import { refuse } from './wire/refuse.ts'

/** A server that bounds what clients may send, and says what is wrong with what is no HTTP. */
export function createHttpServer(limits: ServerLimits): Server {
  const server = nodeHttp.createServer({
    maxHeaderSize: limits.maxHeaderBytes,
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    connectionsCheckingInterval: Math.min(limits.headersTimeoutMs, 5_000),
    // A missing Host is refused in JSON by the request handler.
    requireHostHeader: false,
    // Most requests have no body: their stream need not be set up.
    optimizeEmptyRequests: true,
  })
  // 0: none is dropped in silence; their bytes are bounded.
  server.maxHeadersCount = 0
  handleClientErrors(server)
  return server
}

export function attachHandler(server: Server, handler: RequestHandler): void {
  server.on('request', (message, response) => handler.handle(message, response, false))
  server.on('checkContinue', (message, response) => handler.handle(message, response, true))
  server.on('checkExpectation', (_message, response) => refuse(response, expectationRefused))
}
