import type { Json, JsonObject } from '#base'
import { createSchemaSet, type JsonSchema, type SchemaSet, schemaMap, textsOf, typesOf } from '#json-schema'
import { equal, isObject } from '#lang'

/** Questions about the schemas of a document. Parts that get a name on the way are added to them. */
export class SchemaFacts {
  readonly set: SchemaSet
  readonly #schemas: Record<string, JsonSchema>
  readonly #names = new Map<object, string>()

  constructor(schemas: Record<string, JsonSchema>) {
    this.#schemas = schemas
    for (const [name, schema] of Object.entries(schemas)) if (isObject(schema)) this.#names.set(schema, name)
    this.set = createSchemaSet(schemas)
  }

  /** Keywords of a schema with what it refers to; of alternatives the first that is something. */
  keywords(schema: JsonSchema, depth = 0): JsonObject {
    const { own, choices } = this.set.flat(schema)
    const [branch] = choices.flat().filter((each) => isObject(each) && each.type !== 'null')
    if (branch === undefined || depth > 5) return own
    const inner = this.keywords(branch, depth + 1)
    const properties = { ...schemaMap(inner, 'properties'), ...schemaMap(own, 'properties') }
    return { ...inner, ...own, ...(Object.keys(properties).length === 0 ? {} : { properties }) }
  }

  named(name: string): JsonObject {
    return this.keywords({ $ref: name })
  }

  properties(name: string): Readonly<Record<string, JsonSchema>> {
    return schemaMap(this.named(name), 'properties')
  }

  required(name: string): ReadonlySet<string> {
    return new Set(textsOf(this.named(name).required))
  }

  isMap(schema: JsonSchema): boolean {
    const own = this.keywords(schema)
    const types = typesOf(own)
    return types === undefined ? own.properties !== undefined : types.includes('object')
  }

  isList(schema: JsonSchema): boolean {
    const own = this.keywords(schema)
    const types = typesOf(own)
    return types === undefined ? own.items !== undefined && own.properties === undefined : types.includes('array')
  }

  /** The type of scalar that a schema asks for, the first where there are several. */
  scalar(schema: JsonSchema): string | undefined {
    return typesOf(this.keywords(schema))?.find((type) => type !== 'null' && type !== 'object' && type !== 'array')
  }

  /** Schema of the items of a list; undefined where nothing is said of them. */
  items(schema: JsonSchema): JsonSchema | undefined {
    const { items } = this.keywords(schema)
    return isObject(items) || typeof items === 'boolean' ? items : undefined
  }

  /** The name of a schema: the one that it refers to, or a new one. */
  nameOf(schema: JsonSchema, wish: string): string {
    if (isObject(schema) && typeof schema.$ref === 'string' && Object.keys(schema).length === 1) return schema.$ref
    const known = isObject(schema) ? this.#names.get(schema) : undefined
    if (known !== undefined) return known
    let name = wish
    for (let count = 2; Object.hasOwn(this.#schemas, name) && !equal(this.#schemas[name], schema); count++) name = `${wish} ${count}`
    this.#schemas[name] = schema
    if (isObject(schema)) this.#names.set(schema, name)
    return name
  }

  /** Keeps a schema of our own. */
  add(schema: JsonObject, wish: string): string {
    return this.nameOf(schema as JsonSchema, wish)
  }

  /** What a schema is at heart: a name that only stands for another, or adds an example to it, is that one. */
  essence(name: string): string {
    let current = name
    for (let steps = 0; steps < 10; steps++) {
      const schema = this.#schemas[current]
      if (!isObject(schema)) return current
      const part = onlyPart(schema)
      if (!isObject(part) || typeof part.$ref !== 'string') return current
      current = part.$ref
    }
    return current
  }
}

function onlyPart(schema: JsonObject): Json | undefined {
  const { allOf, examples: _examples, ...rest } = schema
  if (allOf === undefined) return Object.keys(rest).length === 1 && rest.$ref !== undefined ? rest : undefined
  return Array.isArray(allOf) && allOf.length === 1 && Object.keys(rest).length === 0 ? (allOf as Json[])[0] : undefined
}
