import type { Json, JsonObject } from '#base'
import type { JsonSchema } from '#json-schema'
import { isList, isObject, printJson } from '#lang'
import { pointerKeys, type References } from './references.ts'

/** Keywords that are taken as they are. */
const plainKeywords = [
  'enum',
  'const',
  'format',
  'pattern',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'multipleOf',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
  'default',
  'readOnly',
  'writeOnly',
  'deprecated',
]

const types = new Set(['string', 'number', 'integer', 'boolean', 'array', 'object', 'null'])
/** A longer example would make up more of the model than its rules. */
const exampleLengthMax = 20_000
const depthMax = 200

/** Reads the schemas of a document into the model's form: those that operations use, and what these refer to. */
export class SchemaReader {
  /** By name. */
  readonly schemas: Record<string, JsonSchema> = {}
  readonly #references: References
  readonly #minor: number
  readonly #names = new Map<string, string>()

  constructor(references: References, minor: number) {
    this.#references = references
    this.#minor = minor
  }

  /** The name under which a schema is kept: its own where the document names it, else the given one. */
  keep(node: Json | undefined, name: string): string {
    if (isObject(node) && typeof node.$ref === 'string' && (this.#minor === 0 || Object.keys(node).length === 1))
      return this.#refer(node.$ref)
    return this.add(this.read(node), name)
  }

  /** Keeps a schema that is read already under a name that is still free. */
  add(schema: JsonSchema, wish: string): string {
    let name = wish
    for (let count = 2; Object.hasOwn(this.schemas, name); count++) name = `${wish} ${count}`
    this.schemas[name] = schema
    return name
  }

  read(node: Json | undefined, depth = 0): JsonSchema {
    if (typeof node === 'boolean') return node
    if (!isObject(node) || depth > depthMax) return true
    const { $ref } = node
    if (typeof $ref === 'string') {
      const name = this.#refer($ref)
      const rest = this.#minor === 0 ? {} : this.#keywords(node, depth)
      return Object.keys(rest).length === 0 ? { $ref: name } : { allOf: [{ $ref: name }, rest] }
    }
    return this.#keywords(node, depth)
  }

  #refer(reference: string): string {
    const known = this.#names.get(reference)
    if (known !== undefined) return known
    const keys = pointerKeys(reference)
    const isNamed = /^#\/(components\/schemas|definitions)\/[^/]+$/.test(reference)
    const wish = isNamed ? (keys.at(-1) ?? reference) : keys.join('.')
    // Under its name before it is read: it may refer to itself.
    const name = this.add(true, wish)
    this.#names.set(reference, name)
    this.schemas[name] = this.read(this.#references.at(reference))
    return name
  }

  #keywords(node: JsonObject, depth: number): JsonObject {
    const schema: Record<string, Json> = {}
    const type = this.#type(node)
    if (type !== undefined) schema.type = type
    for (const keyword of plainKeywords) if (node[keyword] !== undefined) schema[keyword] = node[keyword]
    if (!isList(schema.enum)) delete schema.enum
    this.#bounds(node, schema)
    if (isList(node.required)) schema.required = [...new Set(node.required.filter((each) => typeof each === 'string'))]
    for (const keyword of ['allOf', 'anyOf', 'oneOf']) {
      const list = node[keyword]
      if (isList(list) && list.length > 0) schema[keyword] = list.map((each) => this.read(each, depth + 1))
    }
    if (node.not !== undefined) schema.not = this.read(node.not, depth + 1)
    this.#containers(node, schema, depth)
    const examples = examplesOf(node)
    if (examples !== undefined) schema.examples = examples
    const { discriminator } = node
    if (isObject(discriminator) && (schema.oneOf ?? schema.anyOf) !== undefined) schema.discriminator = this.#discriminator(discriminator)
    return node.nullable === true || node['x-nullable'] === true ? withNull(schema) : schema
  }

  #type({ type }: JsonObject): Json | undefined {
    if (type === 'file') return 'string'
    if (typeof type === 'string') return types.has(type) ? type : undefined
    if (!isList(type)) return undefined
    const known = type.filter((each) => typeof each === 'string' && types.has(each))
    return known.length === 1 ? known[0] : known.length > 0 ? known : undefined
  }

  /** `exclusiveMinimum: true` of 3.0 makes the minimum itself too small. */
  #bounds(node: JsonObject, schema: Record<string, Json>): void {
    for (const [bound, exclusive] of [
      ['minimum', 'exclusiveMinimum'],
      ['maximum', 'exclusiveMaximum'],
    ] as const) {
      const value = node[exclusive]
      if (typeof value === 'number') schema[exclusive] = value
      if (value !== true || schema[bound] === undefined) continue
      schema[exclusive] = schema[bound]
      delete schema[bound]
    }
  }

  #containers(node: JsonObject, schema: Record<string, Json>, depth: number): void {
    for (const keyword of ['properties', 'patternProperties']) {
      const map = node[keyword]
      if (!isObject(map)) continue
      schema[keyword] = Object.fromEntries(Object.entries(map).map(([key, each]) => [key, this.read(each, depth + 1)]))
    }
    const { additionalProperties, items, prefixItems, propertyNames } = node
    if (isObject(propertyNames)) schema.propertyNames = this.read(propertyNames, depth + 1)
    if (typeof additionalProperties === 'boolean' || isObject(additionalProperties)) {
      schema.additionalProperties = this.read(additionalProperties, depth + 1)
    }
    if (isObject(items) || typeof items === 'boolean') schema.items = this.read(items, depth + 1)
    const first = isList(prefixItems) ? prefixItems : isList(items) ? items : undefined
    if (first) schema.prefixItems = first.map((each) => this.read(each, depth + 1))
  }

  #discriminator({ propertyName, mapping }: JsonObject): Json {
    const entries = isObject(mapping) ? Object.entries(mapping) : []
    const named = entries.flatMap(([value, target]) => {
      if (typeof target !== 'string') return []
      const reference = target.includes('/') ? target : `#/components/schemas/${target}`
      return this.#references.at(reference) === undefined ? [] : [[value, this.#refer(reference)] as const]
    })
    return { propertyName: propertyName ?? '', ...(named.length > 0 ? { mapping: Object.fromEntries(named) } : {}) }
  }
}

/** The first example of a schema that is not too long. */
function examplesOf({ example, examples }: JsonObject): Json | undefined {
  const all = [...(example === undefined ? [] : [example]), ...(isList(examples) ? examples : [])]
  const [first] = all
  return first === undefined || printJson(first).length > exampleLengthMax ? undefined : [first]
}

function withNull(schema: JsonObject): JsonObject {
  const { type } = schema
  if (type === undefined && schema.enum === undefined) {
    const { readOnly, writeOnly, ...rest } = schema
    const marks = { ...(readOnly === undefined ? {} : { readOnly }), ...(writeOnly === undefined ? {} : { writeOnly }) }
    return Object.keys(rest).length === 0 ? schema : { anyOf: [rest, { type: 'null' }], ...marks }
  }
  const all = isList(type) ? type : type === undefined ? [] : [type]
  return {
    ...schema,
    ...(all.length === 0 || all.includes('null') ? {} : { type: [...all, 'null'] }),
    ...(isList(schema.enum) && !schema.enum.includes(null) ? { enum: [...schema.enum, null] } : {}),
  }
}
