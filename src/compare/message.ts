import { isNestedDeeper, type Json, parseJson, type WrittenFractions, writtenFractions } from '#base'
import { decodeText, type HeaderList, type HttpResponse, headerValue, isJsonMediaType, isTextMediaType, parseMediaType } from '#http'

/** A body as it is compared. `omitted`: it was too big to be kept. */
export type ComparableBody =
  | { readonly kind: 'empty' }
  | {
      readonly kind: 'json'
      readonly value: Json
      /** How whole numbers are written, where some have a fraction. */
      readonly fractions?: WrittenFractions
    }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'omitted'; readonly bytes: number }

/** A response read once, so that it can be compared often. */
export interface ComparableResponse {
  readonly status: number
  readonly headers: HeaderList
  readonly body: ComparableBody
}

/** JSON that is nested deeper than this is compared as text: a walk down it would exhaust the stack. */
const deepest = 1000

/** `275.0`. */
const fractionOfWhole = /\d\.0+[\s,}\]]/

/** Rewrites a text before it is read, e.g. the service's own addresses; the same text when there is nothing to rewrite. */
export type RewriteText = (text: string) => string

/**
 * Reads a response whose content-encoding is undone. JSON that doesn't parse or is nested too deep is text, text that is not in its charset
 * is bytes. `like` is the answer that it is held against: the body is read as of that one's type, so that another type is one difference
 * and not two. `said` is what its JSON says, where that is known: then it is not read again.
 */
export function readComparable(response: HttpResponse, rewrite?: RewriteText, like?: ComparableResponse, said?: Json): ComparableResponse {
  if (said !== undefined && rewrite === undefined && isJsonMediaType(headerValue((like ?? response).headers, 'content-type')))
    return { status: response.status, headers: response.headers, body: { kind: 'json', value: said } }
  const headers = rewrite === undefined ? response.headers : rewriteHeaders(response.headers, rewrite)
  if (response.omittedBodyBytes !== undefined)
    return { status: response.status, headers, body: { kind: 'omitted', bytes: response.omittedBodyBytes } }
  return { status: response.status, headers, body: readComparableBody(response, rewrite, like?.headers) }
}

/** The headers with each value rewritten; the same list when none changes. */
export function rewriteHeaders(headers: HeaderList, rewrite: RewriteText): HeaderList {
  let changed: [string, string][] | undefined
  for (let at = 0; at < headers.length; at++) {
    const [name, value] = headers[at] as readonly [string, string]
    const rewritten = rewrite(value)
    if (rewritten === value) continue
    changed ??= headers.map(([key, text]) => [key, text])
    changed[at] = [name, rewritten]
  }
  return changed ?? headers
}

/**
 * The body as text, in the charset that its type says (`typed`: the headers with that type, the response's own unless given). Undefined when
 * it is empty, of a type that is no text, or not in its charset.
 */
export function readText({ body, headers }: HttpResponse, rewrite?: RewriteText, typed: HeaderList = headers): string | undefined {
  if (body.length === 0) return undefined
  const contentType = headerValue(typed, 'content-type')
  const isJson = isJsonMediaType(contentType)
  if (contentType !== undefined && !isJson && !isTextMediaType(contentType)) return undefined
  // JSON is UTF-8, whatever its type says
  const charset = isJson ? undefined : parseMediaType(contentType)?.parameters.get('charset')
  const raw = decodeText(body, charset)
  return raw === undefined || rewrite === undefined ? raw : rewrite(raw)
}

function readComparableBody(response: HttpResponse, rewrite: RewriteText | undefined, typed?: HeaderList): ComparableBody {
  const { body } = response
  if (body.length === 0) return { kind: 'empty' }
  const text = readText(response, rewrite, typed)
  if (text === undefined) return { kind: 'bytes', bytes: body }
  const isJson = isJsonMediaType(headerValue(typed ?? response.headers, 'content-type'))
  const isReadable = (isJson || /^\s*[[{]/.test(text)) && !isNestedDeeper(text, deepest)
  const value = isReadable ? parseJson(text) : undefined
  if (value === undefined) return { kind: 'text', text }
  // most texts have none: looking for its beginning is quicker
  const hasFraction = text.includes('.0') && fractionOfWhole.test(text)
  return hasFraction ? { kind: 'json', value, fractions: writtenFractions(text) } : { kind: 'json', value }
}
