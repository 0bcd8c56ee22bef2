import type { Json, JsonObject } from '#base'
import { isFormMediaType, isJsonMediaType } from '#http'
import type { JsonSchema } from '#json-schema'
import { isList, isObject } from '#lang'
import type { ApiBody, ApiCallback, ApiContent, ApiEvent, ApiOperation, ApiParameter, ApiResponse } from '../api-document.ts'
import type { References } from './references.ts'
import type { SchemaReader } from './schema-reader.ts'

interface Source {
  readonly root: JsonObject
  readonly references: References
  readonly schemas: SchemaReader
  readonly basePath: string
}

/** Reads operations of a document in the form of OpenAPI 3. */
export class OperationReader {
  readonly #source: Source
  readonly #ids = new Set<string>()

  constructor(source: Source) {
    this.#source = source
  }

  read(method: string, path: string, node: JsonObject, item: JsonObject): ApiOperation {
    const { references } = this.#source
    const id = this.#uniqueId(
      typeof node.operationId === 'string' && node.operationId !== '' ? node.operationId : `${method.toUpperCase()} ${path}`,
    )
    const pattern = toPattern(`${this.#source.basePath}${path}`)
    // Of a part with several parameters the pattern has one name.
    const parameters = this.#parameters(node, item).filter((each) => each.in !== 'path' || pattern.includes(`{${each.name}}`))
    const last = parameters.find((each) => each.in === 'path' && pattern.endsWith(`/{${each.name}}`))
    const spans = last?.spansSegments === true || /\{[^{}]+[*+]\}$/.test(path)
    const body = references.resolve(node.requestBody)
    const content = body && this.#content(body.content, `${id} body`)
    return {
      id,
      method: method.toUpperCase(),
      written: path,
      path: spans ? pattern.replace(/\}$/, '+}') : pattern,
      segments: pattern
        .split('/')
        .slice(1)
        .filter((segment, at, all) => segment !== '' || at < all.length - 1),
      parameters,
      body: content && ({ ...content, required: body?.required === true } satisfies ApiBody),
      responses: this.#responses(id, references.resolve(node.responses) ?? {}),
      security: readSecurity(node.security ?? this.#source.root.security),
      callbacks: this.#callbacks(node),
    }
  }

  /** What a path item of `webhooks` or of a callback sends. */
  event(name: string, node: Json): ApiEvent[] {
    const item = this.#source.references.resolve(node)
    const [operation] = item ? Object.values(item).filter((each) => isObject(each) && isObject(each.requestBody)) : []
    if (!item) return []
    const body = isObject(operation) ? this.#source.references.resolve(operation.requestBody) : undefined
    return [{ name, schema: body && this.#content(body.content, `webhook ${name}`)?.schema }]
  }

  #uniqueId(wish: string): string {
    let id = wish
    for (let count = 2; this.#ids.has(id); count++) id = `${wish} ${count}`
    this.#ids.add(id)
    return id
  }

  #parameters(node: JsonObject, item: JsonObject): ApiParameter[] {
    const lists = [item.parameters, node.parameters].map((list) => this.#source.references.all(list))
    const byPlace = new Map<string, ApiParameter>()
    for (const each of lists.flat()) {
      const { name, in: place } = each
      if (typeof name !== 'string' || (place !== 'query' && place !== 'path' && place !== 'header' && place !== 'cookie')) continue
      const own = place === 'path' ? toName(name) : place === 'header' ? name.toLowerCase() : name
      byPlace.set(`${place} ${own}`, {
        name: own,
        in: place,
        required: each.required === true || place === 'path',
        schema: this.#parameterSchema(each),
        spansSegments: place === 'path' && (each.allowReserved === true || each['x-multi-segment'] === true),
      })
    }
    return [...byPlace.values()]
  }

  /** A parameter with `content` is text that holds something: any text will do. */
  #parameterSchema(parameter: JsonObject): JsonSchema {
    if (parameter.schema === undefined) return parameter.content === undefined ? true : { type: 'string' }
    const schema = this.#source.schemas.read(parameter.schema)
    const example = parameter.example ?? firstExample(parameter.examples)
    return example === undefined ? schema : withExample(schema, example)
  }

  #responses(id: string, node: JsonObject): Map<string, ApiResponse> {
    const responses = new Map<string, ApiResponse>()
    for (const [status, each] of Object.entries(node)) {
      if (!/^([1-5](\d\d|XX)|default)$/i.test(status)) continue
      const response = this.#source.references.resolve(each) ?? {}
      const name = `${id} ${status}`
      const headers = new Map<string, { name: string; schema: string; required: boolean }>()
      for (const [header, value] of Object.entries(isObject(response.headers) ? response.headers : {})) {
        const declared = this.#source.references.resolve(value)
        if (declared?.schema === undefined) continue
        const schema = this.#source.schemas.keep(declared.schema, `${name} ${header.toLowerCase()}`)
        headers.set(header.toLowerCase(), { name: header, schema, required: declared.required === true })
      }
      responses.set(status.toUpperCase().replace('DEFAULT', 'default'), { content: this.#content(response.content, name), headers })
    }
    return responses
  }

  /** The content that a twin speaks of those that are offered: JSON before forms before anything else. */
  #content(node: Json | undefined, name: string): ApiContent | undefined {
    if (!isObject(node)) return undefined
    const types = Object.keys(node).sort((a, b) => preference(a) - preference(b))
    const [type] = types
    if (type === undefined) return undefined
    const media = this.#source.references.resolve(node[type]) ?? {}
    const [mediaType = '', ...others] = types.map((each) => (each.split(';')[0] ?? '').trim().toLowerCase())
    const example = media.example ?? this.#exampleOf(media.examples)
    if (media.schema === undefined && example === undefined) return { mediaType, others, schema: undefined }
    const { schemas } = this.#source
    if (example === undefined) return { mediaType, others, schema: schemas.keep(media.schema, name) }
    return { mediaType, others, schema: schemas.add(withExample(schemas.read(media.schema), example), name) }
  }

  #exampleOf(node: Json | undefined): Json | undefined {
    return isObject(node)
      ? Object.values(node)
          .map((each) => this.#source.references.resolve(each)?.value)
          .find((value) => value !== undefined)
      : undefined
  }

  #callbacks(node: JsonObject): ApiCallback[] {
    const { references } = this.#source
    return Object.entries(isObject(node.callbacks) ? node.callbacks : {}).flatMap(([name, callback]) =>
      Object.entries(references.resolve(callback) ?? {}).flatMap(([url, item]) =>
        this.event(name, item).map((event) => ({ ...event, url })),
      ),
    )
  }
}

const exampleLengthMax = 20_000

function withExample(schema: JsonSchema, example: Json): JsonSchema {
  if (JSON.stringify(example, (_, value) => (typeof value === 'bigint' ? String(value) : value)).length > exampleLengthMax) return schema
  if (!isObject(schema)) return { examples: [example] }
  return schema.$ref === undefined ? { ...schema, examples: [example] } : { allOf: [schema], examples: [example] }
}

function firstExample(node: Json | undefined): Json | undefined {
  const [first] = isObject(node) ? Object.values(node) : []
  return isObject(first) ? first.value : undefined
}

function preference(type: string): number {
  if (/^application\/json\b/i.test(type)) return 0
  if (isJsonMediaType(type)) return 1
  if (isFormMediaType(type)) return 2
  return /^multipart\//i.test(type) ? 3 : /\*\/\*/.test(type) ? 4 : /^text\/plain/i.test(type) ? 5 : 6
}

function readSecurity(node: Json | undefined): string[][] {
  if (!isList(node)) return []
  const all = node.filter(isObject).map((each) => Object.keys(each))
  // One that asks for nothing lets anybody in.
  return all.some((each) => each.length === 0) ? [] : all
}

/** A name as patterns of routes and expressions write it. */
function toName(name: string): string {
  const plain = name.replace(/\W+/g, '_')
  return /^\d/.test(plain) ? `_${plain}` : plain
}

/** The path of a document as the pattern of a route: a part with several parameters is one. */
function toPattern(path: string): string {
  return path
    .split('/')
    .map((segment) => {
      const names = [...segment.matchAll(/\{([^{}]*)\}/g)]
      if (names.length === 0) return segment.replace(/[{}\\]/g, '\\$&')
      if (names.length > 1) return `{${names.map(([, name = '']) => toName(name)).join('_')}}`
      const [whole = '', name = ''] = names[0] ?? []
      const at = segment.indexOf(whole)
      return `${segment.slice(0, at)}{${toName(name.replace(/[*+?]$/, ''))}}${segment.slice(at + whole.length)}`
    })
    .join('/')
}
