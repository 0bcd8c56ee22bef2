import type { Json, JsonObject } from '#base'
import { isFormMediaType, isJsonMediaType } from '#http'
import { type JsonSchema, schemaMap } from '#json-schema'
import { isObject, printLiteral, printMember } from '#lang'
import type { Variant } from '#model'
import type { ApiDocument, ApiOperation, ApiParameter } from '../api-document.ts'
import type { SchemaFacts } from '../infer/schema-facts.ts'
import type { ErrorAnswers } from './error-answers.ts'

/** Expressions for the parts of a request, read as the document says. */
export interface RequestParts {
  readonly query: string
  readonly path: string
  /** Absent where the operation has none. */
  readonly body: string
  /** Refusals of requests that are not as the document says, in their order. */
  readonly guards: readonly Variant[]
}

export interface RequestContext {
  readonly document: ApiDocument
  readonly facts: SchemaFacts
  readonly errors: ErrorAnswers
  /** Holds where the path names a thing that is there: it is named rightly then, whatever the document says of names. */
  readonly isKnown: string | undefined
  /** Names of path parameters that name things above, which must be there: only their types count. */
  readonly above: ReadonlySet<string>
}

/** Headers that OpenAPI leaves to other parts of a document. */
const ignoredHeaders = new Set(['accept', 'content-type', 'authorization'])

/** Reads the parts of an operation's requests; the schemas of its parameters are added to those of the document. */
export function readRequest(operation: ApiOperation, { document, facts, errors, isKnown, above }: RequestContext): RequestParts {
  const part = (place: ApiParameter['in']) => {
    const wanted = operation.parameters.filter((each) => each.in === place && !(place === 'header' && ignoredHeaders.has(each.name)))
    const read = place === 'path' ? wanted.map((each) => (above.has(each.name) ? typeOnly(each, facts) : each)) : wanted
    return read.length === 0 ? undefined : facts.add(parametersSchema(read, place), `${operation.id} ${place}`)
  }
  const [query, path, header] = [part('query'), part('path'), part('header')]
  const typed = (root: string, schema: string | undefined) => (schema === undefined ? root : `typed(${root}, ${printLiteral(schema)})`)
  const body = readBody(operation, facts)
  const tests = [
    ...[
      ['query', query],
      ['path', path],
      ['header', header],
    ].flatMap(([root, schema]) =>
      schema === undefined ? [] : [{ value: typed(root as string, schema), schema, unless: root === 'path' ? isKnown : undefined }],
    ),
    ...(body.schema === undefined
      ? []
      : [{ value: body.value, schema: body.schema, unless: operation.body?.required ? undefined : '!has(body)' }]),
  ]
  const guards: Variant[] = []
  const access = accessTest(operation, document)
  if (access !== undefined) {
    const message = printLiteral('Credentials are missing or malformed')
    guards.push(errors.variant(operation, { name: 'unauthorized', when: `!(${access})`, statuses: [401, 403], usual: 401, message }))
  }
  if (operation.body && isJsonMediaType(operation.body.mediaType)) {
    const message = printLiteral('The body is not valid JSON')
    guards.push(errors.variant(operation, { name: 'malformed', when: 'malformed', statuses: [400, 422], usual: 400, message }))
  }
  if (tests.length > 0) {
    const valid = tests.map(({ value, schema, unless }) => {
      const test = `valid(${value}, ${printLiteral(schema)})`
      return unless === undefined ? test : `(${unless} || ${test})`
    })
    const lists = tests.map(({ value, schema, unless }) => {
      const list = `problems(${value}, ${printLiteral(schema)})`
      return unless === undefined ? list : `(${unless} ? [] : ${list})`
    })
    const problems = lists.length === 1 ? (lists[0] as string) : `concat(${lists.join(', ')})`
    const when = `!(${valid.join(' && ')})`
    const message = `first(${problems}).message`
    guards.push(errors.variant(operation, { name: 'invalid', when, statuses: [400, 422], usual: 400, message, problems }))
  }
  return { query: typed('query', query), path: typed('path', path), body: body.value, guards }
}

function typeOnly(parameter: ApiParameter, facts: SchemaFacts): ApiParameter {
  const type = facts.scalar(parameter.schema)
  return { ...parameter, schema: type === undefined ? true : { type } }
}

/** The parameters of one place as one map; `page[size]` is a map within it. */
function parametersSchema(parameters: readonly ApiParameter[], place: ApiParameter['in']): JsonObject {
  const properties: Record<string, Json> = {}
  const required: string[] = []
  for (const { name, required: isRequired, schema } of parameters) {
    const [whole, base = name, inner] = (place === 'query' ? /^([^[\]]+)\[([^[\]]*)\]$/.exec(name) : null) ?? []
    if (whole !== undefined && inner !== undefined && inner !== '') {
      const known = isObject(properties[base]) ? properties[base] : {}
      properties[base] = { ...known, type: 'object', properties: { ...schemaMap(known, 'properties'), [inner]: schema } }
    } else {
      properties[base] = schema
      if (isRequired) required.push(base)
    }
  }
  return { type: 'object', properties, ...(required.length > 0 ? { required } : {}) }
}

/** What the body is read as. Only what is JSON or a form is looked into. */
function readBody({ id, body }: ApiOperation, facts: SchemaFacts): { value: string; schema: string | undefined } {
  if (body === undefined) return { value: 'absent', schema: undefined }
  if (isJsonMediaType(body.mediaType) || body.mediaType === '*/*')
    return { value: 'body', schema: body.schema ?? anything(facts, body.required) }
  const isForm = isFormMediaType(body.mediaType)
  if (body.schema === undefined || !(isForm || body.mediaType.startsWith('multipart/')) || !facts.isMap({ $ref: body.schema }))
    return { value: 'body', schema: undefined }
  const schema = isForm ? body.schema : facts.add(withoutFiles(body.schema, facts), `${id} form`)
  return { value: `typed(body, ${printLiteral(schema)})`, schema }
}

/** A schema that only asks for something to be there. */
function anything(facts: SchemaFacts, isRequired: boolean): string | undefined {
  return isRequired ? facts.nameOf(anyBody, 'any body') : undefined
}

const anyBody: JsonSchema = {}

/** A form whose files may be anything: a twin sees their names and sizes. */
function withoutFiles(name: string, facts: SchemaFacts): JsonObject {
  const { examples: _examples, ...keywords } = facts.named(name)
  const isFile = (schema: JsonSchema): boolean => {
    const own = facts.keywords(schema)
    const items = facts.items(schema)
    return own.format === 'binary' || own.format === 'byte' || (items !== undefined && isFile(items))
  }
  const properties = Object.entries(schemaMap(keywords, 'properties')).map(([key, each]) => [key, isFile(each) ? true : each] as const)
  return { ...keywords, properties: Object.fromEntries(properties) }
}

/** Holds for requests that bring the credentials which an operation asks for; undefined where it asks for none. */
function accessTest({ security }: ApiOperation, { securitySchemes }: ApiDocument): string | undefined {
  const alternatives = security.map((all) => all.flatMap((name) => schemeTest(securitySchemes[name]) ?? []))
  if (alternatives.length === 0 || alternatives.some((each) => each.length === 0)) return undefined
  return [...new Set(alternatives.map((all) => (all.length === 1 ? (all[0] as string) : `(${all.join(' && ')})`)))].join(' || ')
}

function schemeTest(scheme: JsonObject | undefined): string | undefined {
  if (!scheme) return undefined
  const { type, name, in: place, scheme: kind } = scheme
  if (type === 'apiKey' && typeof name === 'string') {
    if (place === 'cookie') return `contains(coalesce(header.cookie, ""), ${printLiteral(`${name}=`)})`
    const held = place === 'query' ? `query${printMember(name)}` : `header${printMember(name.toLowerCase())}`
    return `coalesce(${held}, "") != ""`
  }
  if (type === 'http' && typeof kind === 'string' && /^(bearer|basic)$/i.test(kind))
    return `startsWith(lower(coalesce(header.authorization, "")), ${printLiteral(`${kind.toLowerCase()} `)})`
  return type === 'http' || type === 'oauth2' || type === 'openIdConnect' ? 'coalesce(header.authorization, "") != ""' : undefined
}
