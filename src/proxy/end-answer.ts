import type { ServerResponse } from 'node:http'
import { type ExchangeFailure, toHeaderList } from '#http'

/** Ends the connection behind what was written; an answer that waits for those before it (pipelining) does so when its turn comes. */
export function breakOff(response: ServerResponse): void {
  if (response.socket !== null) {
    response.socket.destroySoon()
    return
  }
  const assignSocket = response.assignSocket.bind(response)
  response.assignSocket = (socket) => {
    assignSocket(socket)
    socket.destroySoon()
  }
}

/** Trailers of an answer whose head went out chunked; flat. */
export function addTrailers(response: ServerResponse, trailers: readonly string[]): void {
  try {
    response.addTrailers(toHeaderList(trailers) as [string, string][])
  } catch {
    // Node does not write them; the body is whole without.
  }
}

/** What the client gets when the service gives nothing. */
export function sendBadGateway(response: ServerResponse, failure: ExchangeFailure): void {
  if (response.headersSent || response.destroyed) return
  const error = { code: failure.kind, message: failure.message, source: 'doppel: this answer is not from the service' }
  const body = `${JSON.stringify({ error })}\n`
  response.writeHead(502, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
  response.end(body)
}
