import type { JsonObject } from '#base'
import { type HttpRequest, isFormMediaType, parseMediaType } from '#http'
import { isList, isObject, parseTime, sealCredential, type Value } from '#lang'
import { classifyName } from '#recording'
import type { RequestView } from '../request-view.ts'
import { generaliseText, kindOfTime, type TextTerms } from './generalise-text.ts'

/** What a description needs to know of the session. */
export interface RequestTerms extends TextTerms {
  /** Turns a credential into the token that stands for it in the recordings. */
  seal(text: string): string
}

/**
 * A request as one text, the same in all sessions that ask the same: values that the twin made up are told by their names, times around
 * now by their distance from it, credentials by their seals. The order of keys and white space of JSON do not count.
 */
export function describeRequest(request: HttpRequest, view: RequestView, terms: RequestTerms): string {
  const path = view.segments.map((segment) => generaliseText(segment, terms)).join('/')
  const query = Object.keys(view.query).length === 0 ? '' : describeValue(view.query, terms)
  return `${view.method} ${path} ${request.target.endsWith('/') ? '/' : ''}${query}${describeHeaders(view.header, terms)}\n${describeBody(request, view, terms)}`
}

/** Headers that answers may depend on, besides those whose name speaks of a secret. */
const telling =
  /^(?:content-type|accept|accept-language|range|prefer|cookie|authorization|proxy-authorization|x-http-method(?:-override)?|if-(?:match|none-match|modified-since|unmodified-since|range))$/
const kinds = new Map<string, 'plain' | 'secret' | 'ignored'>()
const rememberedMax = 1000

function kindOfHeader(name: string): 'plain' | 'secret' | 'ignored' {
  const known = kinds.get(name)
  if (known !== undefined) return known
  const isSecret = name === 'cookie' || name.endsWith('authorization') || classifyName(name) === 'secret'
  const kind = isSecret ? 'secret' : telling.test(name) ? 'plain' : 'ignored'
  if (kinds.size < rememberedMax) kinds.set(name, kind)
  return kind
}

function describeHeaders(header: JsonObject, terms: RequestTerms): string {
  let text = ''
  for (const name of Object.keys(header).sort()) {
    const kind = kindOfHeader(name)
    if (kind === 'ignored') continue
    const value = String(header[name])
    if (kind === 'secret') text += `\n${name}: ${describeSecret(value, terms)}`
    else text += `\n${name}: ${generaliseText(name === 'content-type' ? withoutBoundary(value, value) : value, terms)}`
  }
  return text
}

/** A credential that the twin gave out is told by its name, any other by its seal. */
function describeSecret(value: string, terms: RequestTerms): string {
  const general = generaliseText(value, terms)
  return general === value ? sealCredential(value, terms.seal) : general
}

function describeBody(request: HttpRequest, view: RequestView, terms: RequestTerms): string {
  if (request.body.length === 0) return ''
  const type = typeof view.header['content-type'] === 'string' ? view.header['content-type'] : undefined
  if (view.body === undefined) return withoutBoundary(new TextDecoder('latin1').decode(request.body), type)
  if (typeof view.body === 'string' && !isFormMediaType(type)) return generaliseText(withoutBoundary(view.body, type), terms)
  return describeValue(view.body, terms)
}

/** Clients choose another boundary for each request. */
function withoutBoundary(text: string, contentType: string | undefined): string {
  if (contentType === undefined || !contentType.includes('boundary')) return text
  const boundary = parseMediaType(contentType)?.parameters.get('boundary')
  return boundary === undefined || boundary === '' ? text : text.replaceAll(boundary, 'boundary')
}

function describeValue(value: Value, terms: RequestTerms, name = ''): string {
  if (typeof value === 'string') {
    return JSON.stringify(name !== '' && classifyName(name) === 'secret' ? describeSecret(value, terms) : generaliseText(value, terms))
  }
  if (typeof value === 'number') return describeNumber(value, terms)
  if (isList(value)) return `[${value.map((item) => describeValue(item, terms, name)).join(',')}]`
  if (!isObject(value)) return String(value)
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(generaliseText(key, terms))}:${describeValue(value[key], terms, key)}`)
  return `{${members.join(',')}}`
}

/** Seconds or milliseconds since 1970 may be a time around now. */
function describeNumber(value: number, terms: TextTerms): string {
  const ms = value > 1e9 && Number.isInteger(value) ? parseTime(value) : undefined
  const kind = ms === undefined ? undefined : kindOfTime(ms, terms.nowMs)
  if (kind === undefined) return String(value)
  terms.onSent(String(value), ms as number)
  return kind
}
