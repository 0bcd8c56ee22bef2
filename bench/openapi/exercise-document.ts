import type { Json } from '#base'
import { compileTwin, type TwinSession } from '#engine'
import { encodeText, type HttpRequest } from '#http'
import { createSchemaSet, type SchemaSet } from '#json-schema'
import { createFixedClock, createRandom } from '#state'
import type { ApiDocument, ApiOperation } from '../../src/author/openapi/api-document.ts'
import { successOf } from '../../src/author/openapi/infer/answer-of.ts'
import { isParameter, shapeOf } from '../../src/author/openapi/infer/find-resources.ts'
import type { InferredOperation, Resource } from '../../src/author/openapi/infer/resource.ts'
import { readDocument } from '../../src/author/openapi/read/read-document.ts'
import { buildModel } from '../../src/author/openapi/write/build-model.ts'

export interface OperationResult {
  readonly operation: string
  /** `refused`: another status than that of success; `unjudged`: the judge can't read the schema, or there is no content to judge. */
  readonly verdict: 'valid' | 'invalid' | 'refused' | 'unjudged'
  readonly why: string
}

/** Says what is wrong with the body of an answer to an operation; undefined where it can't tell. */
export type Judge = (question: {
  readonly operation: ApiOperation
  readonly status: number
  readonly body: Json | undefined
  readonly set: SchemaSet
}) => string[] | undefined

const decoder = new TextDecoder()
const order = ['create', 'list', 'read', 'update', 'act', 'other', 'delete']

/** Asks a twin of a document each of its operations once, things first made, then shown and changed, then deleted. */
export function exerciseDocument(
  text: string,
  judge: Judge,
): { readonly results: OperationResult[]; readonly importMs: number; readonly routes: number } {
  const started = performance.now()
  const { document, findings } = readDocument(text)
  if (document === undefined) throw new Error(findings.map(({ message }) => message).join('; '))
  const { model, operations, resources } = buildModel(document, 'bench')
  const importMs = performance.now() - started
  const session = compileTwin(model).createSession({
    seed: 1,
    clock: createFixedClock(Date.UTC(2026, 0, 1)),
    origin: 'http://127.0.0.1',
  })
  const set = createSchemaSet(document.schemas)
  const client = new Client(document, set)
  for (const resource of resources) {
    const [first] = model.collections[resource.collection]?.fixtures ?? []
    if (first && resource.key !== undefined)
      client.keys.set(resource.collection, String((first.value as { [key: string]: Json })[resource.key]))
  }
  const sorted = [...operations].sort((a, b) => rank(a) - rank(b))
  return { importMs, routes: model.routes.length, results: sorted.map((each) => ask(each, session, client, judge)) }
}

/** Things above come before those below, and are deleted after them. */
function rank({ role, operation }: InferredOperation): number {
  const depth = operation.segments.length
  if (role.kind === 'update' && operation.method === 'PUT' && operation.responses.has('201')) return depth
  return order.indexOf(role.kind) * 1000 + (role.kind === 'delete' ? -depth : depth)
}

function ask(inferred: InferredOperation, session: TwinSession, client: Client, judge: Judge): OperationResult {
  const { operation } = inferred
  const name = `${operation.method} ${operation.path}`
  const request = client.request(inferred)
  const { response } = session.answer(request)
  const text = decoder.decode(response.body)
  const { status } = successOf(operation)
  const made = inferred.operation.responses.has('201') && response.status === 201
  if (response.status !== status && !made) {
    return {
      operation: name,
      verdict: 'refused',
      why: `${response.status} ${text.slice(0, 300)} for ${decoder.decode(request.body).slice(0, 200)} ${request.target}`,
    }
  }
  if (inferred.role.kind === 'create')
    client.learnKey(inferred.role.resource, [parse(text), parse(decoder.decode(request.body))], response.headers)
  if (inferred.role.kind === 'list') client.learnListed(inferred.role.resource, parse(text))
  const { content } = operation.responses.get(String(response.status)) ?? successOf(operation).response ?? {}
  const isJson = content !== undefined && /json|\*\/\*/.test(content.mediaType)
  if (content?.schema === undefined || !isJson) {
    const isEmpty = content === undefined && text === ''
    return {
      operation: name,
      verdict: isEmpty || content?.schema !== undefined || content !== undefined ? 'valid' : 'invalid',
      why: text.slice(0, 100),
    }
  }
  const body = text === '' ? undefined : (JSON.parse(text) as Json)
  const problems = judge({ operation, status: response.status, body, set: client.set })
  if (problems === undefined) return { operation: name, verdict: 'unjudged', why: 'the judge does not take the schema' }
  return {
    operation: name,
    verdict: problems.length === 0 ? 'valid' : 'invalid',
    why: `${problems.slice(0, 3).join('; ')} in ${text.slice(0, 200)}`,
  }
}

function isMap(value: Json | undefined): value is { readonly [key: string]: Json } {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

function isKey(value: Json | undefined): boolean {
  return typeof value === 'string' || typeof value === 'number'
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

/** Makes requests as a document allows them. */
class Client {
  /** Keys of things that are there, by collection. */
  readonly keys = new Map<string, string>()
  readonly #document: ApiDocument
  readonly #chosen = new Map<string, string>()
  readonly set: SchemaSet
  readonly #source = { random: createRandom(7), nowMs: Date.UTC(2026, 0, 1), direction: 'request' as const }

  constructor(document: ApiDocument, set: SchemaSet) {
    this.#document = document
    this.set = set
  }

  /** Learns how a thing that was made is called: from what the answer shows, from what was sent, or from where it is said to be. */
  learnKey({ collection, key = '' }: Resource, bodies: readonly (Json | undefined)[], headers: HttpRequest['headers']): void {
    const location = headers
      .find(([name]) => name === 'Location')?.[1]
      ?.split('/')
      .at(-1)
    const found = bodies
      .flatMap((body) => [body, ...(isMap(body) ? Object.values(body) : [])])
      .find((each) => isMap(each) && isKey(each[key]))
    const value = location ?? (isMap(found) ? String(found[key]) : undefined)
    if (value !== undefined) this.keys.set(collection, value)
  }

  /** Learns the key of the first thing of a list. */
  learnListed({ collection, key = '' }: Resource, body: Json | undefined): void {
    if (this.keys.has(collection)) return
    const lists = [body, ...(isMap(body) ? Object.values(body) : [])].filter((each) => Array.isArray(each)).flat() as Json[]
    const first = lists.find((each) => isMap(each) && isKey(each[key]))
    if (isMap(first)) this.keys.set(collection, String(first[key]))
  }

  request({ operation, role }: InferredOperation): HttpRequest {
    const known = this.#known(role.kind === 'other' ? role.parent : role.resource)
    const body = this.#body(operation, role)
    const query = operation.parameters
      .filter((each) => each.in === 'query' && each.required)
      .flatMap(({ name, schema }) => toPairs(name, this.#sample(schema)))
    const security = this.#credentials(operation)
    const target = this.#target(operation, known)
    const all = [...query.filter(([name]) => !security.query.some(([other]) => other === name)), ...security.query]
    return {
      method: operation.method,
      target:
        all.length === 0
          ? target
          : `${target}?${all.map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`).join('&')}`,
      headers: [
        ['Host', '127.0.0.1'],
        ...security.headers,
        ...operation.parameters
          .filter((each) => each.in === 'header' && each.required)
          .map(({ name, schema }): [string, string] => [name, toText(this.#sample(schema))]),
        ...(body === undefined ? [] : [['Content-Type', body.type] as [string, string]]),
      ],
      body: encodeText(body?.text ?? ''),
    }
  }

  /** The values of the path's parameters, from the left. */
  #known(resource: Resource | undefined): Map<number, string> {
    const values = new Map<number, string>()
    for (let current = resource; current; current = current.parent) {
      const key = this.keys.get(current.collection)
      if (key !== undefined) values.set(current.scope.length, key)
    }
    return values
  }

  #target(operation: ApiOperation, known: ReadonlyMap<number, string>): string {
    let at = 0
    const segments = operation.path.split('/').map((segment) =>
      segment.replace(/\{(\w+)\}/, (_, name: string) => {
        const value = isParameter(segment) ? known.get(at++) : undefined
        if (value !== undefined) return encodeURIComponent(value)
        return encodeURIComponent(this.#pathValue(operation, name))
      }),
    )
    return segments.join('/').replaceAll('\\', '')
  }

  /** The same for the same part of the path. */
  #pathValue(operation: ApiOperation, name: string): string {
    const place = shapeOf(operation.segments.slice(0, operation.segments.findIndex((segment) => segment.includes(`{${name}}`)) + 1))
    const known = this.#chosen.get(place)
    if (known !== undefined) return known
    const parameter = operation.parameters.find((each) => each.in === 'path' && each.name === name)
    const value = toText(this.#sample(parameter?.schema ?? true)) || '1'
    this.#chosen.set(place, value)
    return value
  }

  #sample(schema: ApiDocument['schemas'][string]): Json {
    return createSchemaSet({ ...this.#document.schemas, '!': schema }).sample('!', [], this.#source) ?? 'x'
  }

  #body({ body }: ApiOperation, role: InferredOperation['role']): { text: string; type: string } | undefined {
    if (body === undefined) return undefined
    const isJson = /json|\*\/\*/.test(body.mediaType)
    const key = role.kind === 'update' && role.byBody ? this.keys.get(role.resource.collection) : undefined
    const named =
      key !== undefined && role.kind === 'update' && role.resource.key
        ? { [role.resource.key]: /^\d+$/.test(key) ? Number(key) : key }
        : undefined
    const value = body.schema === undefined ? {} : (this.set.sample(body.schema, [named], this.#source) ?? null)
    if (isJson) return { text: JSON.stringify(value), type: body.mediaType === '*/*' ? 'application/json' : body.mediaType }
    if (value === null || typeof value !== 'object') return { text: toText(value) || 'text', type: body.mediaType }
    const pairs = Object.entries(value).flatMap(([name, item]) => toPairs(name, item))
    if (!body.mediaType.startsWith('multipart/'))
      return {
        text: pairs.map(([name, item]) => `${encodeURIComponent(name)}=${encodeURIComponent(item)}`).join('&'),
        type: body.mediaType,
      }
    const parts = pairs.map(([name, item]) => `--xx\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${item}\r\n`)
    return { text: `${parts.join('')}--xx--\r\n`, type: `${body.mediaType}; boundary=xx` }
  }

  #credentials({ security }: ApiOperation): { headers: [string, string][]; query: [string, string][] } {
    const headers: [string, string][] = []
    const query: [string, string][] = []
    for (const name of security[0] ?? []) {
      const scheme = this.#document.securitySchemes[name]
      if (scheme?.type === 'apiKey' && scheme.in === 'header') headers.push([String(scheme.name), 'k'])
      else if (scheme?.type === 'apiKey' && scheme.in === 'query') query.push([String(scheme.name), 'k'])
      else if (scheme?.type === 'apiKey') headers.push(['Cookie', `${scheme.name}=k`])
      else headers.push(['Authorization', scheme?.scheme === 'basic' ? 'Basic eDp5' : 'Bearer t'])
    }
    return { headers, query }
  }
}

function toText(value: Json): string {
  if (Array.isArray(value)) return value.map(toText).join(',')
  return value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** A value as parameters or fields of a form: `a[b]=1`, `a[0]=x`. */
function toPairs(name: string, value: Json): [string, string][] {
  if (value === null) return []
  if (Array.isArray(value))
    return value.every((each) => each === null || typeof each !== 'object')
      ? value.map((each) => [name, toText(each)])
      : value.flatMap((each, at) => toPairs(`${name}[${at}]`, each))
  if (typeof value === 'object') return Object.entries(value).flatMap(([key, item]) => toPairs(`${name}[${key}]`, item))
  return [[name, String(value)]]
}
