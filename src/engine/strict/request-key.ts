import { fingerprint, type Json, parseJson } from '#base'
import { bodyText, type HttpRequest, headerValue, isJsonMediaType, parseMediaType } from '#http'
import { printJson } from '#lang'

/** A text longer than this is remembered by its length and fingerprint. */
const longText = 512

/**
 * What makes two requests the same to strict replay: method, target and body. White space and the order of keys in JSON
 * do not count, nor the boundary of a multipart body. `mask` hides the service's own address.
 */
export function toRequestKey(request: HttpRequest, mask: (text: string) => string): string {
  const head = `${request.method} ${mask(request.target)}`
  if (request.body.length === 0) return head
  const body = canonicalBody(request, mask)
  return `${head}\n${body.length > longText ? `${body.length}:${fingerprint(body)}` : body}`
}

function canonicalBody(request: HttpRequest, mask: (text: string) => string): string {
  const contentType = headerValue(request.headers, 'content-type')
  const text = bodyText(request)
  if (text === undefined) return withoutBoundary(toLatin1(request.body), contentType)
  const json = isJsonMediaType(contentType) || /^\s*[[{]/.test(text) ? parseJson(text) : undefined
  return mask(json === undefined ? withoutBoundary(text, contentType) : printSorted(json))
}

/** Clients choose another boundary for each request. */
function withoutBoundary(text: string, contentType: string | undefined): string {
  const media = parseMediaType(contentType)
  const boundary = media?.type === 'multipart' ? media.parameters.get('boundary') : undefined
  return boundary === undefined || boundary === '' ? text : text.replaceAll(boundary, 'boundary')
}

/** One character per byte, all different. */
function toLatin1(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes)
}

function printSorted(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(printSorted).join(',')}]`
  if (value === null || typeof value !== 'object') return printJson(value)
  const members = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0))
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${printSorted(member)}`).join(',')}}`
}
