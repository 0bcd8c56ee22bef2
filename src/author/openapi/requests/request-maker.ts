import type { Json } from '#base'
import { encodeText, type HttpRequest, isFormMediaType, isJsonMediaType } from '#http'
import { createSchemaSet, type JsonSchema, type SchemaSet } from '#json-schema'
import { isObject, printJson } from '#lang'
import { createRandom } from '#state'
import type { ApiDocument, ApiOperation } from '../api-document.ts'
import { isParameter, shapeOf } from '../infer/find-resources.ts'
import type { InferredOperation, Resource, Role } from '../infer/resource.ts'
import { formPairs, textOf } from './form-pairs.ts'

/** Values of requests must not depend on when they are made. */
const timeMs = Date.UTC(2026, 0, 1)

/** Makes requests that a document allows, about things that its answers have shown to be there. */
export class RequestMaker {
  readonly #document: ApiDocument
  readonly #set: SchemaSet
  /** Keys of things that are there, by collection. */
  readonly #keys = new Map<string, string>()
  /** What stands for a parameter of which nothing is known, by its place in the path. */
  readonly #chosen = new Map<string, string>()
  readonly #source = { random: createRandom(7), nowMs: timeMs, direction: 'request' as const }

  constructor(document: ApiDocument, set: SchemaSet = createSchemaSet(document.schemas)) {
    this.#document = document
    this.#set = set
  }

  /** Tells of a thing that is there. */
  know(collection: string, key: string): void {
    this.#keys.set(collection, key)
  }

  /** Learns from an accepted request how a thing is called that it made, or that it lists. */
  learn(
    { role }: InferredOperation,
    request: HttpRequest,
    answer: { readonly headers: HttpRequest['headers']; readonly body: Json | undefined },
  ): void {
    if (role.kind === 'list' && !this.#keys.has(role.resource.collection)) {
      const lists = [answer.body, ...membersOf(answer.body)].filter((each) => Array.isArray(each)).flat() as Json[]
      this.#note(role.resource, lists)
    }
    if (role.kind !== 'create') return
    const location = answer.headers.find(([name]) => name.toLowerCase() === 'location')?.[1]
    if (location !== undefined) {
      this.know(role.resource.collection, nameIn(location, role.resource))
      return
    }
    const sent = parse(new TextDecoder().decode(request.body))
    // What was sent is the thing, or is all that stands around it: other things in it have keys of their own.
    const around = membersOf(sent)
    this.#note(role.resource, [answer.body, ...membersOf(answer.body), sent, ...(around.length === 1 ? around : [])])
  }

  #note({ collection, key }: Resource, candidates: readonly (Json | undefined)[]): void {
    if (key === undefined) return
    const found = candidates.find((each) => isObject(each) && (typeof each[key] === 'string' || typeof each[key] === 'number'))
    if (isObject(found)) this.know(collection, String(found[key]))
  }

  /** A request of an operation. */
  request({ operation, role }: InferredOperation): HttpRequest {
    const { headers, query } = this.#credentials(operation)
    const declared = operation.parameters
      .filter((each) => each.in === 'query' && each.required && !query.some(([name]) => name === each.name))
      .flatMap(({ name, schema }) => formPairs(name, this.#sample(schema)))
    const body = this.#body(operation, role)
    const own = operation.parameters
      .filter((each) => each.in === 'header' && each.required && !headers.some(([name]) => name.toLowerCase() === each.name))
      .map(({ name, schema }): [string, string] => [name, textOf(this.#sample(schema))])
    const target = this.#target(operation, this.#knownIn(role))
    const pairs = [...declared, ...query].map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    return {
      method: operation.method,
      target: pairs.length === 0 ? target : `${target}?${pairs.join('&')}`,
      headers: [['Host', '127.0.0.1'], ...headers, ...own, ...(body ? [['Content-Type', body.type] as const] : [])],
      body: encodeText(body?.text ?? ''),
    }
  }

  /** Values of the path's parameters, by their number from the left. */
  #knownIn(role: Role): Map<number, string> {
    const values = new Map<number, string>()
    let resource = role.kind === 'other' ? role.parent : role.resource
    for (; resource; resource = resource.parent) {
      const key = this.#keys.get(resource.collection)
      if (key !== undefined) values.set(resource.scope.length, key)
    }
    return values
  }

  #target(operation: ApiOperation, known: ReadonlyMap<number, string>): string {
    let at = 0
    const segments = operation.path.split('/').map((segment) =>
      segment.replace(/(?<!\\)\{(\w+)(\+?)\}/, (_, name: string, spans: string) => {
        const value = isParameter(segment.replace('+}', '}')) ? known.get(at++) : undefined
        const written = encodeURIComponent(value ?? this.#pathValue(operation, name))
        return spans === '' ? written : written.replaceAll('%2F', '/')
      }),
    )
    return segments.join('/').replaceAll('\\', '')
  }

  /** The same for the same part of a path. */
  #pathValue(operation: ApiOperation, name: string): string {
    const until = operation.segments.findIndex((segment) => segment.includes(`{${name}}`)) + 1
    const place = shapeOf(operation.segments.slice(0, until))
    const known = this.#chosen.get(place)
    if (known !== undefined && this.#fits(operation, name, known)) return known
    const value = textOf(this.#sample(pathParameter(operation, name))) || '1'
    if (known === undefined) this.#chosen.set(place, value)
    return value
  }

  /** Whether a text can stand for a parameter of a path, be it as a number. */
  #fits(operation: ApiOperation, name: string, text: string): boolean {
    const schema = pathParameter(operation, name)
    return [text, Number(text)].some((value) => this.#set.check(schema, value, 'request').length === 0)
  }

  #sample(schema: JsonSchema): Json {
    return this.#set.make(schema, this.#source) ?? 'x'
  }

  #body({ body }: ApiOperation, role: Role): { readonly text: string; readonly type: string } | undefined {
    if (body === undefined) return undefined
    const { mediaType } = body
    const key = role.kind === 'update' && role.byBody ? this.#keys.get(role.resource.collection) : undefined
    const field = role.kind === 'update' ? role.resource.key : undefined
    const named = key === undefined || field === undefined ? undefined : { [field]: /^\d+$/.test(key) ? Number(key) : key }
    const sample = body.schema === undefined ? {} : (this.#set.sample(body.schema, [named], this.#source) ?? null)
    // What names the thing is sent, even where the schema says that it is only read.
    const value = named && isObject(sample) ? { ...sample, ...named } : sample
    if (isJsonMediaType(mediaType) || mediaType === '*/*')
      return { text: printJson(value), type: mediaType === '*/*' ? 'application/json' : mediaType }
    if (!isObject(value)) return { text: textOf(value) || 'text', type: mediaType }
    const pairs = Object.entries(value).flatMap(([name, item]) => formPairs(name, item))
    if (isFormMediaType(mediaType))
      return { text: pairs.map(([name, item]) => `${encodeURIComponent(name)}=${encodeURIComponent(item)}`).join('&'), type: mediaType }
    if (!mediaType.startsWith('multipart/')) return { text: printJson(value), type: mediaType }
    const parts = pairs.map(([name, item]) => `--part\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${item}\r\n`)
    return { text: `${parts.join('')}--part--\r\n`, type: `${mediaType}; boundary=part` }
  }

  #credentials({ security }: ApiOperation): { readonly headers: [string, string][]; readonly query: [string, string][] } {
    const headers: [string, string][] = []
    const query: [string, string][] = []
    for (const name of security[0] ?? []) {
      const scheme = this.#document.securitySchemes[name]
      if (scheme?.type === 'apiKey' && scheme.in === 'header') headers.push([String(scheme.name), 'key'])
      else if (scheme?.type === 'apiKey' && scheme.in === 'query') query.push([String(scheme.name), 'key'])
      else if (scheme?.type === 'apiKey') headers.push(['Cookie', `${scheme.name}=key`])
      else headers.push(['Authorization', scheme?.scheme === 'basic' ? 'Basic dXNlcjprZXk=' : 'Bearer key'])
    }
    return { headers, query }
  }
}

function pathParameter({ parameters }: ApiOperation, name: string): JsonSchema {
  return parameters.find((each) => each.in === 'path' && each.name === name)?.schema ?? true
}

/** What an address calls the thing that it is of. */
function nameIn(address: string, { word, spansSegments }: Resource): string {
  const parts = address.split('/')
  const from = spansSegments ? parts.lastIndexOf(word) + 1 : parts.length - 1
  return decodeURIComponent(parts.slice(from).join('/'))
}

function membersOf(value: Json | undefined): Json[] {
  return isObject(value) ? Object.values(value) : []
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}
