import type { IncomingMessage, ServerOptions } from 'node:http'
import { maxHeadBytes } from './create-upstream.ts'

/** How a server listens whose requests are passed on: the other side decides how long to wait. */
export const proxyServerOptions: ServerOptions = {
  maxHeaderSize: maxHeadBytes,
  keepAliveTimeout: 75_000,
  requestTimeout: 0,
  // `Upgrade: h2c` is an offer that may be ignored, and requests with it have bodies: they are served as HTTP/1.1.
  shouldUpgradeCallback: (request: IncomingMessage) => !/^h2c?$/i.test(request.headers.upgrade ?? ''),
}
