import { parseJson, writtenFractions } from '#base'
import { createOriginMasker, viewRequest } from '#engine'
import { bodyText, type Exchange, type HttpResponse, headerValue, isJsonMediaType, isXmlMediaType } from '#http'
import type { RecordedSession } from '#recording'
import { readDocument } from '#xml'
import type { Call, RecordedBody, Route } from '../call.ts'
import { findRepeated, type RepeatedElements } from './repeated-elements.ts'

const unrouted: Route = { method: '', pattern: '', segments: [], calls: [] }

/** Recordings to calls: bodies parsed, own addresses masked; exchanges without a complete answer are left out. */
export function decode(sessions: readonly RecordedSession[], repeated: RepeatedElements = findRepeated(sessions)): Call[][] {
  return sessions.map((session, at) => {
    const mask = createOriginMasker([session.upstream, session.origin])
    const calls: Call[] = []
    for (const exchange of session.exchanges) {
      const call = decodeExchange(exchange, at, calls.length, mask, repeated)
      if (call) calls.push(call)
    }
    return calls
  })
}

function decodeExchange(
  exchange: Exchange,
  session: number,
  index: number,
  mask: (text: string) => string,
  repeated: RepeatedElements,
): Call | undefined {
  const { response } = exchange
  if (!response || exchange.failure) return undefined
  return {
    session,
    index,
    place: exchange.index,
    startedAtMs: exchange.startedAtMs,
    endedAtMs: exchange.endedAtMs,
    request: viewRequest(exchange.request, mask, repeated.sent),
    status: response.status,
    headers: response.headers.map(([name, value]) => [name, mask(value)]),
    body: decodeBody(response, mask, repeated.answered),
    route: unrouted,
    path: {},
  }
}

function decodeBody(response: HttpResponse, mask: (text: string) => string, lists: ReadonlySet<string>): RecordedBody {
  if (response.body.length === 0) return { encoding: 'none', value: undefined }
  const raw = bodyText(response)
  if (raw === undefined) return { encoding: 'base64', value: toBase64(response.body) }
  const text = mask(raw)
  if (isJsonMediaType(headerValue(response.headers, 'content-type'))) {
    const value = parseJson(text)
    if (value !== undefined) return { encoding: 'json', value, ...layoutOf(text), fractions: writtenFractions(text) }
  }
  const document = isXmlMediaType(headerValue(response.headers, 'content-type')) ? readDocument(text, lists) : undefined
  return document ? { encoding: 'xml', ...document } : { encoding: 'text', value: text }
}

/** Indentation and final line feed of a JSON text. */
function layoutOf(text: string): { indent?: number; newline?: boolean } {
  const indent = /^[[{]\r?\n( +)/.exec(text)?.[1]?.length
  return { ...(indent === undefined ? {} : { indent }), ...(text.endsWith('\n') ? { newline: true } : {}) }
}

function toBase64(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}
