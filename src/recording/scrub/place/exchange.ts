import type { Exchange, HeaderList, HttpRequest, HttpResponse } from '#http'
import { scrubText } from '../detect/scrub-text.ts'
import type { ScrubCodec } from '../scrub-codec.ts'
import type { Place, ScrubRun } from '../scrub-run.ts'
import { scrubContent } from './content.ts'
import { scrubHeaders } from './headers.ts'
import { scrubTarget } from './url.ts'

/** The same exchange when there was nothing to scrub. The request goes first, so that what it reveals is known in the answer. */
export function scrubWholeExchange(run: ScrubRun, exchange: Exchange, codec: ScrubCodec | undefined): Exchange {
  const request = scrubRequest(run, exchange.request, codec)
  const response = exchange.response && scrubResponse(run, exchange.response, codec)
  const failure = exchange.failure && { ...exchange.failure, message: scrubText(run, exchange.failure.message, namedPlace('failure')) }
  if (request === exchange.request && response === exchange.response && failure?.message === exchange.failure?.message) return exchange
  return { ...exchange, request, ...(response && { response }), ...(failure && { failure }) }
}

function scrubRequest(run: ScrubRun, request: HttpRequest, codec: ScrubCodec | undefined): HttpRequest {
  const target = scrubTarget(run, request.target, requestTarget)
  const headers = scrubHeaders(run, request.headers, 'request')
  const body = scrubBody(run, request.headers, request.body, requestBody, codec)
  const trailers = request.trailers && scrubHeaders(run, request.trailers, 'request')
  if (target === request.target && headers === request.headers && body === request.body && trailers === request.trailers) return request
  return { ...request, target, headers: withLength(headers, request.body, body), body, ...(trailers && { trailers }) }
}

function scrubResponse(run: ScrubRun, response: HttpResponse, codec: ScrubCodec | undefined): HttpResponse {
  const talk = response.status >= 400
  const headers = scrubHeaders(run, response.headers, 'response', talk)
  const body = scrubBody(run, response.headers, response.body, talk ? errorBody : responseBody, codec)
  const trailers = response.trailers && scrubHeaders(run, response.trailers, 'response', talk)
  if (headers === response.headers && body === response.body && trailers === response.trailers) return response
  return { ...response, headers: withLength(headers, response.body, body), body, ...(trailers && { trailers }) }
}

const requestTarget = namedPlace('request target')
const requestBody = namedPlace('request body')
const responseBody = namedPlace('response body')
const errorBody: Place = { describe: () => 'response body', talk: true }

function namedPlace(name: string): Place {
  return { describe: () => name, talk: false }
}

/** Decodes, scrubs and encodes again; a body that did not change keeps its bytes. What can't be decoded stays and is counted. */
function scrubBody(run: ScrubRun, headers: HeaderList, body: Uint8Array, place: Place, codec: ScrubCodec | undefined): Uint8Array {
  if (body.length < 2) return body
  const type = headerOf(headers, 'content-type') ?? ''
  const encoding = headerOf(headers, 'content-encoding')?.trim().toLowerCase() ?? 'identity'
  if (encoding === 'identity' || encoding === '') return scrubContent(run, type, body, place)
  const plain = codec?.decode(encoding, body)
  if (plain === undefined) {
    run.tally.hit('not-readable', `${place.describe()} (${encoding})`)
    return body
  }
  const safe = scrubContent(run, type, plain, place)
  return safe === plain ? body : (codec as ScrubCodec).encode(encoding, safe)
}

function headerOf(headers: HeaderList, name: string): string | undefined {
  return headers.find(([key]) => key.length === name.length && key.toLowerCase() === name)?.[1]
}

/** A body of another length gets another `content-length`, where there was a right one. */
function withLength(headers: HeaderList, before: Uint8Array, after: Uint8Array): HeaderList {
  if (before.length === after.length) return headers
  return headers.map(([name, value]) => [
    name,
    name.toLowerCase() === 'content-length' && value === String(before.length) ? String(after.length) : value,
  ])
}
