import type { IncomingMessage, ServerResponse } from 'node:http'
import { toHeaderList } from '#http'
import { endToEndHeaders, flatHeaderValue } from './end-to-end-headers.ts'

const trailerOnly = new Set(['trailer'])

/** The headers that go to the client, flat. `Trailer` may only stand over a chunked answer; that to HEAD is chunked in name only, and says so as the service did. */
export function answerHeaders(request: IncomingMessage, status: number, headers: readonly string[]): string[] {
  if (flatHeaderValue(headers, 'trailer') === undefined) return endToEndHeaders(headers)
  const chunked = flatHeaderValue(headers, 'transfer-encoding') !== undefined && request.httpVersion === '1.1'
  if (!chunked || status === 204 || status === 304) return endToEndHeaders(headers, trailerOnly)
  return [...endToEndHeaders(headers), 'Transfer-Encoding', 'chunked']
}

/** How long the body will be, where the head tells; undefined where its end tells. */
export function expectedBytes(method: string | undefined, status: number, headers: readonly string[]): number | undefined {
  if (method === 'HEAD' || status === 204 || status === 304) return 0
  const length = flatHeaderValue(headers, 'content-length')
  return length === undefined ? undefined : Number(length)
}

/** Passes a 102 or 103 on; Node writes no other. */
export function sendInformation(response: ServerResponse, status: number, headers: readonly string[]): void {
  if (status === 102) response.writeProcessing()
  const links = toHeaderList(headers).filter(([name]) => name.toLowerCase() === 'link')
  if (status === 103 && links.length > 0) response.writeEarlyHints({ link: links.map(([, value]) => value) })
}
