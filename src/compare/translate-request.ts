import { decodePercent, decodeText, type HttpRequest, headerValue, isFormMediaType, isJsonMediaType, isTextMediaType } from '#http'
import type { Correspondence } from './correspondence.ts'
import { rewriteHeaders } from './message.ts'
import { translateJson } from './translate-json.ts'

const encoder = new TextEncoder()

/**
 * The recorded request with the twin's ids in place of the recorded ones: path segments, query values, headers, JSON strings and keys, numbers
 * under id-like keys, form values, text. All else, spelling of numbers included, stays to the byte; the same request when nothing changes.
 */
export function translateRequest(request: HttpRequest, correspondence: Correspondence): HttpRequest {
  if (correspondence.isEmpty) return request
  const target = translateTarget(request.target, correspondence)
  const headers = rewriteHeaders(request.headers, (value) => correspondence.text(value))
  const body = translateBody(request, correspondence)
  if (target === request.target && headers === request.headers && body === request.body) return request
  return { ...request, target, headers: body === request.body ? headers : withLength(headers, body.length), body }
}

function translateTarget(target: string, correspondence: Correspondence): string {
  const mark = target.indexOf('?')
  const path = mark === -1 ? target : target.slice(0, mark)
  const translated = path
    .split('/')
    .map((segment) => translateEscaped(segment, correspondence))
    .join('/')
  return mark === -1 ? translated : `${translated}?${translatePairs(target.slice(mark + 1), correspondence)}`
}

/** `name=value&…`: the values. */
function translatePairs(text: string, correspondence: Correspondence): string {
  const pairs = text.split('&').map((pair) => {
    const equals = pair.indexOf('=')
    return equals === -1 ? pair : pair.slice(0, equals + 1) + translateEscaped(pair.slice(equals + 1), correspondence)
  })
  return pairs.join('&')
}

function translateEscaped(text: string, correspondence: Correspondence): string {
  if (text === '') return text
  const plain = decodePercent(text)
  const translated = correspondence.text(plain)
  return translated === plain ? text : encodeURIComponent(translated)
}

function translateBody(request: HttpRequest, correspondence: Correspondence): Uint8Array {
  const { body } = request
  if (body.length === 0) return body
  const type = headerValue(request.headers, 'content-type')
  const isForm = isFormMediaType(type)
  if (type !== undefined && !isForm && !isTextMediaType(type) && !type.startsWith('multipart/')) return body
  const text = decodeText(body)
  if (text === undefined) return body
  const translated =
    isJsonMediaType(type) || (type === undefined && /^\s*[[{]/.test(text))
      ? translateJson(text, correspondence, ownersOf(request.target, correspondence))
      : isForm
        ? translatePairs(text, correspondence)
        : correspondence.text(text)
  return translated === text ? body : encoder.encode(translated)
}

/** Entities that the target names: a time in the body is theirs. */
function ownersOf(target: string, correspondence: Correspondence): string[] {
  return target
    .split(/[/?&=]/)
    .map(decodePercent)
    .filter((part) => correspondence.hasOwner(part))
}

function withLength(headers: HttpRequest['headers'], length: number): HttpRequest['headers'] {
  return headers.map(([name, value]) => [name, name.toLowerCase() === 'content-length' ? String(length) : value])
}
