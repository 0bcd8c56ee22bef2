import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Refusal } from './refuse.ts'
import { refuseSocket } from './refuse-and-close.ts'

/** Answers what never becomes a request: broken HTTP, too slow, too big, CONNECT. */
export function handleClientErrors(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException & { reason?: string }, socket) => {
    const connection = socket as Socket
    // Bytes of an earlier answer are on their way: a second answer would be read as part of it.
    const midAnswer = connection.bytesWritten > 0 && 'code' in error && error.code === 'ECONNRESET'
    if (midAnswer || error.code === 'ECONNRESET' || error.code === 'EPIPE') {
      connection.destroy()
      return
    }
    const [reason, refusal] = describe(error)
    refuseSocket(connection, refusal, reason)
  })
  server.on('connect', (_request, socket) => {
    refuseSocket(socket as Socket, connectRefusal, 'Not Implemented')
  })
}

const connectRefusal: Refusal = {
  status: 501,
  code: 'connect-not-supported',
  message: 'a twin is no proxy: it does not open tunnels',
  help: 'send requests to the twin itself: set the base URL of the client, not its proxy',
}

function describe(error: NodeJS.ErrnoException & { reason?: string }): [reason: string, refusal: Refusal] {
  if (error.code === 'HPE_HEADER_OVERFLOW') {
    const message = 'the request line and headers are too big'
    return ['Request Header Fields Too Large', { status: 431, code: 'headers-too-large', message, help: 'send fewer or shorter headers' }]
  }
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    const message = 'the request did not come to its end in time'
    return ['Request Timeout', { status: 408, code: 'request-timeout', message, help: 'send the request again, faster' }]
  }
  const message = `this is no valid HTTP/1.1 request: ${error.reason ?? error.message}`
  return ['Bad Request', { status: 400, code: 'malformed-request', message, help: 'see RFC 9112 for the syntax of a request' }]
}
