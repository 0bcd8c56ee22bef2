import type { IncomingMessage, ServerResponse } from 'node:http'
import { endToEndHeaders } from './end-to-end-headers.ts'
import { ExchangeRelay } from './exchange-relay.ts'
import type { Recording } from './recording.ts'
import type { ProxyMode } from './reverse-mode.ts'
import type { Upstream } from './upstream.ts'

const replaced = new Set(['host'])

/** Passes one request on and its answer back. */
export function relayRequest(
  recording: Recording,
  upstream: Upstream,
  mode: ProxyMode,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const destination = mode(request)
  if ('refused' in destination) {
    refuseRequest(request, response, destination.refused)
    return
  }
  const { target } = destination
  const relay = new ExchangeRelay(recording, request, response)
  const { headers, method = 'GET' } = request
  const head = { method, target, headers: endToEndHeaders(request.rawHeaders, replaced) }
  const bodyBytes = Number(headers['content-length'] ?? 0)
  const chunked = headers['transfer-encoding'] !== undefined
  const stream = () => {
    if (chunked) head.headers.push('Transfer-Encoding', 'chunked')
    relay.call = upstream.stream(head, request, (chunk) => relay.requestBody.add(chunk), relay)
  }
  if (chunked || headers.expect !== undefined || target === '*') stream()
  else if (bodyBytes > 0) {
    // By the next tick the body's bytes that came together with the head are there: mostly all of them.
    process.nextTick(() => {
      const body = request.readableLength === bodyBytes ? (request.read() as Buffer | null) : null
      if (body === null) return stream()
      relay.requestBody.add(body)
      relay.call = upstream.send(head, body, relay)
    })
  } else relay.call = upstream.send(head, null, relay)
}

function refuseRequest(
  request: IncomingMessage,
  response: ServerResponse,
  refused: { status: number; code: string; message: string },
): void {
  const body = `${JSON.stringify({ error: { code: refused.code, message: refused.message } })}\n`
  request.resume()
  response.writeHead(refused.status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
  response.end(body)
}
