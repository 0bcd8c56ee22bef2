import type { Json, JsonObject } from '#base'
import { isList, isObject } from '#lang'
import type { Model, Route } from '#model'
import { type AnswerContract, type RouteContract, routeKey } from '../contract.ts'
import { contractOfModel } from '../model-contract.ts'
import { shapeToSchema } from './shape-to-schema.ts'

export interface OpenapiOptions {
  /** Address of the service. */
  readonly baseUrl: string
}

/**
 * What a model promises its clients as a document of OpenAPI 3.1: routes, parameters, bodies and answers by status, as far as its rules tell.
 * Schemas that the model holds are its components.
 */
export function toOpenapi(model: Model, { baseUrl }: OpenapiOptions): JsonObject {
  const contract = contractOfModel(model)
  const names = componentNames(model)
  const paths: Record<string, Record<string, Json>> = {}
  for (const route of model.routes) {
    const own = contract.routes.get(routeKey(route.method, route.path))
    if (own === undefined) continue
    const path = route.path.replace(/\{(\w+)\+\}/g, '{$1}').replaceAll('\\', '')
    const item = paths[path] ?? {}
    paths[path] = item
    item[route.method.toLowerCase()] = operationOf(route, own, model, names)
  }
  const schemas = Object.fromEntries(
    Object.entries(model.schemas ?? {}).map(([name, schema]) => [names.get(name) ?? name, withPointers(schema as Json, names)]),
  )
  return {
    openapi: '3.1.0',
    info: { title: model.service.name, version: '1' },
    servers: [{ url: baseUrl }],
    paths,
    ...(Object.keys(schemas).length > 0 ? { components: { schemas } } : {}),
  }
}

/** Names of components are letters, digits, `.`, `_` and `-`. */
function componentNames({ schemas = {} }: Model): Map<string, string> {
  const names = new Map<string, string>()
  const taken = new Set<string>()
  for (const name of Object.keys(schemas)) {
    const plain = name.replace(/[^\w.-]+/g, '_')
    let own = plain
    for (let count = 2; taken.has(own); count++) own = `${plain}_${count}`
    taken.add(own)
    names.set(name, own)
  }
  return names
}

function withPointers(value: Json, names: ReadonlyMap<string, string>, isMap = false): Json {
  if (isList(value)) return value.map((item) => withPointers(item, names))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]): [string, Json] => {
      if (!isMap && key === '$ref' && typeof item === 'string') return [key, `#/components/schemas/${names.get(item) ?? item}`]
      if (!isMap && (key === 'enum' || key === 'const' || key === 'default' || key === 'examples')) return [key, item]
      return [key, withPointers(item, names, !isMap && (key === 'properties' || key === 'patternProperties'))]
    }),
  )
}

function operationOf(route: Route, contract: RouteContract, model: Model, names: ReadonlyMap<string, string>): JsonObject {
  const inPath = [...route.path.matchAll(/(?<!\\)\{(\w+)\+?\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
  const body = bodyOf(route, contract, names)
  const responses = Object.fromEntries(
    [...contract.answers].sort(([a], [b]) => a - b).map(([status, answer]) => [String(status), responseOf(route, status, answer, names)]),
  )
  return {
    operationId: `${route.method.toLowerCase()}${route.path.replace(/[^A-Za-z0-9]+(\w?)/g, (_, next: string) => next.toUpperCase())}`,
    parameters: [...inPath, ...queryOf(route, contract, model, names)],
    ...(body === undefined ? {} : { requestBody: body }),
    responses,
  }
}

/** The name of the schema that a guard holds a part of the request to. */
function guardedBy(route: Route, part: 'body' | 'query'): string | undefined {
  const test = new RegExp(`valid\\((?:typed\\(${part}, "(?:[^"\\\\]|\\\\.)*"\\)|${part}), ("(?:[^"\\\\]|\\\\.)*")\\)`)
  const found = route.variants.map(({ when }) => (when === undefined ? undefined : test.exec(when)?.[1])).find((name) => name !== undefined)
  return found === undefined ? undefined : (JSON.parse(found) as string)
}

function queryOf(route: Route, { request }: RouteContract, model: Model, names: ReadonlyMap<string, string>): JsonObject[] {
  const name = guardedBy(route, 'query')
  const schema = name === undefined ? undefined : model.schemas?.[name]
  if (isObject(schema as Json) && isObject((schema as JsonObject).properties)) {
    const { properties, required } = schema as JsonObject
    return Object.entries(properties as JsonObject).map(([key, each]) => ({
      name: key,
      in: 'query',
      required: isList(required) && required.includes(key),
      schema: withPointers(each, names),
    }))
  }
  return [...request.query].map((key) => ({ name: key, in: 'query', required: false, schema: {} }))
}

function bodyOf(route: Route, { request }: RouteContract, names: ReadonlyMap<string, string>): JsonObject | undefined {
  const name = guardedBy(route, 'body')
  if (name !== undefined)
    return { content: { 'application/json': { schema: { $ref: `#/components/schemas/${names.get(name) ?? name}` } } } }
  if (request.fields.size === 0) return undefined
  const root: Record<string, Json> = {}
  for (const [path, { shape, isRequired }] of request.fields) put(root, path.split('.'), shapeToSchema(shape), isRequired === true)
  return { content: { 'application/json': { schema: root } } }
}

/** Puts a schema at a path into one of maps. */
function put(schema: Record<string, Json>, path: readonly string[], value: JsonObject, isRequired: boolean): void {
  const [key = '', ...rest] = path
  const properties = (schema['properties'] ?? {}) as Record<string, Json>
  schema['type'] = 'object'
  schema['properties'] = properties
  if (rest.length > 0) {
    const inner = (isObject(properties[key]) ? properties[key] : {}) as Record<string, Json>
    properties[key] = inner
    put(inner, rest, value, isRequired)
    return
  }
  properties[key] = { ...value, ...(isObject(properties[key]) ? properties[key] : {}) }
  if (isRequired) schema['required'] = [...((schema['required'] as Json[] | undefined) ?? []), key]
}

function responseOf(route: Route, status: number, { body, headers }: AnswerContract, names: ReadonlyMap<string, string>): JsonObject {
  const description = route.variants
    .filter((variant) => variant.status === status)
    .map(({ name }) => name)
    .join(', ')
  if (body === undefined) return { description }
  const shown = route.variants.flatMap((variant) => (variant.status === status ? (schemaOf(variant.body?.value) ?? []) : []))
  const [only] = shown
  const isOne = shown.length === route.variants.filter((variant) => variant.status === status).length && new Set(shown).size === 1
  const schema = isOne && only !== undefined ? { $ref: `#/components/schemas/${names.get(only) ?? only}` } : shapeToSchema(body)
  return { description, content: { [headers.get('content-type') ?? 'application/json']: { schema } } }
}

/** The schema of which a body is made. */
function schemaOf(template: Json | undefined): string | undefined {
  const text = isObject(template) && typeof template.$ === 'string' ? template.$ : ''
  const name = /^(?:sample|shown)\(("(?:[^"\\]|\\.)*")[,)]/.exec(text)?.[1]
  return name === undefined ? undefined : (JSON.parse(name) as string)
}
