import { type Json, parseJson } from '#base'
import { bodyText, encodeText, type HttpRequest, headerValue, isJsonMediaType, parseTarget, withoutHeaders } from '#http'
import { isList, isObject, printJson } from '#lang'

/** A request that differs from a recorded one in one thing. */
export interface Mutation {
  /** What differs, for people: `without body.email`. */
  readonly what: string
  readonly request: HttpRequest
}

const depthMax = 3
/** A UUID that nobody has. */
const strangeUuid = '00000000-0000-4000-8000-0000000d0991'

/** Requests that differ from one in one thing each: a part left out, empty, of another kind, or naming what is not there. */
export function* mutationsOf(request: HttpRequest): Iterable<Mutation> {
  yield { what: 'as it was', request }
  yield* pathMutations(request)
  yield* queryMutations(request)
  yield* headerMutations(request)
  if (request.body.length > 0) yield* bodyMutations(request)
}

function* pathMutations(request: HttpRequest): Iterable<Mutation> {
  const [path = '', query] = request.target.split(/\?(.*)/s)
  const segments = path.split('/')
  for (let at = segments.length - 1; at > 0; at--) {
    const segment = segments[at] ?? ''
    if (segment === '') continue
    const changed = [...segments.slice(0, at), strange(segment), ...segments.slice(at + 1)].join('/')
    yield { what: `another ${segment} in the path`, request: { ...request, target: query === undefined ? changed : `${changed}?${query}` } }
  }
}

/** A name of the same form that nothing has. */
function strange(segment: string): string {
  if (/^[0-9a-f]{8}-[0-9a-f]{4}-/i.test(segment)) return strangeUuid
  const [, stem = segment, suffix = ''] = /^(.*?)(\.[a-z]+)?$/i.exec(segment) ?? []
  return /^\d+$/.test(stem) ? `${'9'.repeat(Math.max(6, stem.length))}${suffix}` : `${stem}-unknown${suffix}`
}

function* queryMutations(request: HttpRequest): Iterable<Mutation> {
  const { query } = parseTarget(request.target)
  const path = request.target.split('?', 1)[0] ?? ''
  const withQuery = (pairs: readonly (readonly [string, string])[]): HttpRequest => {
    const text = pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&')
    return { ...request, target: text === '' ? path : `${path}?${text}` }
  }
  for (const [at, [name, value]] of query.entries()) {
    yield { what: `without query ${name}`, request: withQuery(query.filter((_, index) => index !== at)) }
    for (const other of /^-?\d+$/.test(value) ? ['0', '-1', '100000', 'abc'] : ['', `${value}x`])
      yield { what: `with query ${name}=${other}`, request: withQuery(query.map((pair, index) => (index === at ? [name, other] : pair))) }
  }
}

const credential = /^(authorization|cookie|x-[\w-]*(key|token)|api-?key)$/i

function* headerMutations(request: HttpRequest): Iterable<Mutation> {
  for (const [name, value] of request.headers) {
    if (!credential.test(name)) continue
    yield { what: `without ${name}`, request: { ...request, headers: withoutHeaders(request.headers, [name]) } }
    const wrong = `${/^\w+ /.exec(value)?.[0] ?? ''}wrong-credential`
    const headers = request.headers.map((header) => (header[0] === name ? ([name, wrong] as const) : header))
    yield { what: `with a wrong ${name}`, request: { ...request, headers } }
  }
}

function* bodyMutations(request: HttpRequest): Iterable<Mutation> {
  const isJson = isJsonMediaType(headerValue(request.headers, 'content-type'))
  const body = isJson ? parseJson(bodyText(request) ?? '') : undefined
  if (body !== undefined)
    for (const { what, value } of valueMutations(body, 'body', 0)) yield { what, request: withBody(request, printJson(value)) }
  if (isJson) yield { what: 'with a body that does not parse', request: withBody(request, '{"broken":') }
  yield { what: 'without a body', request: withBody(request, '') }
}

function withBody(request: HttpRequest, text: string): HttpRequest {
  return { ...request, headers: withoutHeaders(request.headers, ['content-length', 'content-encoding']), body: encodeText(text) }
}

/** The whole value with one of its parts changed. */
function* valueMutations(value: Json, place: string, depth: number): Iterable<{ what: string; value: Json }> {
  if (depth > depthMax) return
  if (isList(value)) {
    if (value.length > 0) yield { what: `${place} empty`, value: [] }
    const [first, ...rest] = value
    if (first !== undefined)
      for (const inner of valueMutations(first, `${place}[0]`, depth + 1)) yield { what: inner.what, value: [inner.value, ...rest] }
    return
  }
  if (!isObject(value)) return
  for (const [key, item] of Object.entries(value) as [string, Json][]) {
    const { [key]: _, ...others } = value
    yield { what: `without ${place}.${key}`, value: others }
    for (const other of otherValues(item)) yield { what: `with ${place}.${key} = ${printJson(other)}`, value: { ...value, [key]: other } }
    for (const inner of valueMutations(item, `${place}.${key}`, depth + 1))
      yield { what: inner.what, value: { ...value, [key]: inner.value } }
  }
}

function otherValues(value: Json): Json[] {
  if (typeof value === 'string')
    return [`${value}x`, '', null, '   ', 12345, value.toUpperCase(), 'x'.repeat(300)].filter((other) => other !== value)
  if (typeof value === 'number') return [value + 1, 0, -1, null, 'abc', 1_000_000_000]
  if (typeof value === 'boolean') return [!value, null, 'abc']
  return value === null ? ['x', 1] : [null, 'abc']
}
