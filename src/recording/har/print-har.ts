import { bodyText, type Exchange, type HeaderList, type HttpRequest, type HttpResponse, headerValue, parseTarget } from '#http'
import type { RecordedSession } from '../session.ts'

/** Sessions as a HAR 1.2 file, one page each. Bodies that were too big to be kept have a size and no text. */
export function printHar(sessions: readonly RecordedSession[], version: string): string {
  const pages = sessions.map(({ id, startedAtMs }) => ({ startedDateTime: timeOf(startedAtMs), id, title: id, pageTimings: {} }))
  const entries = sessions.flatMap((session) => session.exchanges.map((exchange) => entryOf(exchange, session)))
  return `${JSON.stringify({ log: { version: '1.2', creator: { name: 'doppel', version }, pages, entries } }, undefined, 2)}\n`
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString()
}

function entryOf(exchange: Exchange, { id, upstream }: RecordedSession): object {
  const { request, response, startedAtMs, endedAtMs, failure } = exchange
  const time = Math.max(0, endedAtMs - startedAtMs)
  return {
    pageref: id,
    startedDateTime: timeOf(startedAtMs),
    time,
    request: requestOf(request, upstream),
    response: response ? responseOf(response) : { ...emptyResponse, _error: failure?.message ?? 'no answer came' },
    cache: {},
    timings: { send: 0, wait: time, receive: 0 },
  }
}

const emptyResponse = {
  status: 0,
  statusText: '',
  httpVersion: 'HTTP/1.1',
  headers: [],
  cookies: [],
  content: { size: 0, mimeType: 'x-unknown' },
  redirectURL: '',
  headersSize: -1,
  bodySize: -1,
}

function requestOf(request: HttpRequest, upstream: string): object {
  const { text, encoding } = textOf(request)
  const mimeType = headerValue(request.headers, 'content-type') ?? ''
  return {
    method: request.method,
    url: `${upstream}${request.target}`,
    httpVersion: 'HTTP/1.1',
    headers: headersOf(request.headers),
    queryString: parseTarget(request.target).query.map(([name, value]) => ({ name, value })),
    cookies: [],
    headersSize: -1,
    bodySize: request.omittedBodyBytes ?? request.body.length,
    ...(request.body.length === 0 ? {} : { postData: { mimeType, text, ...(encoding ? { encoding } : {}) } }),
  }
}

function responseOf(response: HttpResponse): object {
  const { text, encoding } = textOf(response)
  const size = response.omittedBodyBytes ?? response.body.length
  const content = {
    size,
    mimeType: headerValue(response.headers, 'content-type') ?? 'x-unknown',
    ...(response.omittedBodyBytes === undefined ? { text, ...(encoding ? { encoding } : {}) } : {}),
  }
  return {
    ...emptyResponse,
    status: response.status,
    headers: headersOf(response.headers),
    content,
    redirectURL: headerValue(response.headers, 'location') ?? '',
    bodySize: size,
  }
}

function headersOf(headers: HeaderList): object[] {
  return headers.map(([name, value]) => ({ name, value }))
}

/** A body as text, in base64 where it is none. */
export function textOf(message: HttpRequest | HttpResponse): { readonly text: string; readonly encoding?: 'base64' } {
  const text = message.body.length === 0 ? '' : bodyText(message)
  if (text !== undefined) return { text }
  let binary = ''
  for (const byte of message.body) binary += String.fromCharCode(byte)
  return { text: btoa(binary), encoding: 'base64' }
}
