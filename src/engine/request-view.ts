import { type Json, type JsonObject, jsonDepth, parseJson } from '#base'
import { bodyText, type HttpRequest, isFormMediaType, isJsonMediaType, parseForm, parseTarget } from '#http'
import { setMember, type Value } from '#lang'

/** A request as expressions see it. */
export interface RequestView {
  readonly method: string
  /** Path and query as they were sent. */
  readonly target: string
  readonly segments: readonly string[]
  /** A name that comes more than once has a list of its values. */
  readonly query: JsonObject
  /** Lower-case names; several of one name are joined with `, `. */
  readonly header: JsonObject
  /** Parsed JSON, the fields of a form, or text; absent when there is none or it does not parse. */
  readonly body: Value
  readonly malformed: boolean
}

/** Reads a request; `mask` puts the marker of the service's own address in texts. */
export function viewRequest(request: HttpRequest, mask: (text: string) => string): RequestView {
  const target = parseTarget(request.target)
  const header: Record<string, Json> = {}
  for (const [name, value] of request.headers) {
    const key = name.toLowerCase()
    setMember(header, key, typeof header[key] === 'string' && Object.hasOwn(header, key) ? `${header[key]}, ${value}` : value)
  }
  return {
    method: request.method,
    target: request.target,
    segments: target.segments,
    query: gather(target.query),
    header,
    ...readBody(request, header, mask),
  }
}

function readBody(request: HttpRequest, header: JsonObject, mask: (text: string) => string): { body: Value; malformed: boolean } {
  if (request.body.length === 0) return { body: undefined, malformed: false }
  const type = typeof header['content-type'] === 'string' ? header['content-type'] : undefined
  const text = bodyText(request)
  if (text === undefined) return { body: undefined, malformed: isJsonMediaType(type) }
  if (isJsonMediaType(type) || (type === undefined && /^\s*[[{]/.test(text))) {
    const body = isTooDeep(text) ? undefined : parseJson(mask(text))
    return { body, malformed: body === undefined }
  }
  if (isFormMediaType(type)) return { body: gather(parseForm(mask(text))), malformed: false }
  return { body: mask(text), malformed: false }
}

/** Deeper than any client means it; walking it could exhaust the stack. */
const depthMax = 1000

function isTooDeep(text: string): boolean {
  return text.length > depthMax && jsonDepth(text) > depthMax
}

function gather(pairs: readonly (readonly [string, string])[]): JsonObject {
  const map: Record<string, Json> = {}
  for (const [name, values] of Map.groupBy(pairs, ([name]) => name)) {
    setMember(map, name, values.length === 1 ? (values[0]?.[1] ?? '') : values.map(([, value]) => value))
  }
  return map
}
