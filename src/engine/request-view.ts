import { isNestedDeeper, type Json, type JsonObject, parseJson } from '#base'
import {
  bodyText,
  type FormPart,
  type HttpRequest,
  isFormMediaType,
  isJsonMediaType,
  isXmlMediaType,
  parseForm,
  parseMultipart,
  parseTarget,
} from '#http'
import { isList, isObject, setMember, type Value } from '#lang'
import { elementValue, parseXml } from '#xml'

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
  /** Parsed JSON or XML, the fields of a form, or text; absent when there is none or it does not parse. */
  readonly body: Value
  readonly malformed: boolean
  /** Name of the operation that the request was read as; '' where its path is one. */
  readonly operation?: string
}

/** No element of a request is known to come more than once. */
const noLists: ReadonlySet<string> = new Set()

/**
 * Reads a request; `mask` puts the marker of the service's own address in texts, `lists` has the paths of XML elements that may come more
 * than once.
 */
export function viewRequest(request: HttpRequest, mask: (text: string) => string, lists = noLists): RequestView {
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
    ...readBody(request, header, mask, lists),
  }
}

function readBody(
  request: HttpRequest,
  header: JsonObject,
  mask: (text: string) => string,
  lists: ReadonlySet<string>,
): { body: Value; malformed: boolean } {
  if (request.body.length === 0) return { body: undefined, malformed: false }
  const type = typeof header['content-type'] === 'string' ? header['content-type'] : undefined
  const parts = parseMultipart(type, request.body)
  if (parts) return { body: gather(parts.map((part) => [part.name, partValue(part, mask)])), malformed: false }
  const text = bodyText(request)
  if (text === undefined) return { body: undefined, malformed: isJsonMediaType(type) }
  if (isJsonMediaType(type) || (type === undefined && /^\s*[[{]/.test(text))) {
    const body = isNestedDeeper(text, depthMax) ? undefined : parseJson(mask(text))
    return { body: nameArguments(body), malformed: body === undefined }
  }
  if (isFormMediaType(type)) return { body: gather(parseForm(mask(text))), malformed: false }
  if (isXmlMediaType(type) || (type === undefined && /^\s*<\?xml\s/.test(text))) {
    const root = parseXml(mask(text))
    return { body: root && elementValue(root, { lists, plain: true }), malformed: root === undefined }
  }
  return { body: mask(text), malformed: false }
}

/** The text of a field of a form; of a file its name, type, size and text. */
function partValue({ text, fileName, contentType, size }: FormPart, mask: (text: string) => string): Json {
  if (fileName === undefined) return mask(text ?? '')
  return {
    filename: fileName,
    ...(contentType === undefined ? {} : { contentType }),
    size,
    ...(text === undefined ? {} : { text: mask(text) }),
  }
}

/** The arguments of a JSON-RPC call that come by position, as a map by number: each is then a place of its own. */
function nameArguments(body: Value): Value {
  if (isList(body)) return body.some(isCall) ? body.map((item) => nameArguments(item) as Json) : body
  if (!isCall(body) || !isList(body.params)) return body
  return { ...body, params: { ...body.params } as unknown as Json }
}

function isCall(body: Value): body is JsonObject {
  return isObject(body) && typeof body.method === 'string' && ('jsonrpc' in body || 'id' in body)
}

/** Deeper than any client means it; walking it could exhaust the stack. */
const depthMax = 1000

function gather(pairs: readonly (readonly [string, Json])[]): JsonObject {
  const map: Record<string, Json> = {}
  if (pairs.length === 0) return map
  for (const [name, values] of Map.groupBy(pairs, ([name]) => name)) {
    setMember(map, name, values.length === 1 ? (values[0]?.[1] ?? '') : values.map(([, value]) => value))
  }
  return map
}
