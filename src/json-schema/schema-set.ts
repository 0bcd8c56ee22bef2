import type { Json } from '#base'
import { coerceValue } from './coerce-value.ts'
import { type Check, compileCheck, type Problem } from './compile-check.ts'
import { type FlatSchema, flattenSchema } from './flatten-schema.ts'
import { type Direction, isList, isObject, type JsonSchema } from './json-schema.ts'
import { type SampleSource, sampleValue } from './sample-value.ts'

/** The schemas of a model by name, ready to use. What is asked of one is worked out once. */
export interface SchemaSet {
  has(name: string): boolean
  /** What is wrong with a value; undefined stands for no value at all. Empty where it is valid, and for names that there are not. */
  problems(name: string, value: Json | undefined, direction: Direction): readonly Problem[]
  /**
   * A valid value: at each place the first of the given values that is valid there, else a made one. A null where none is allowed says
   * that there is nothing. Undefined where nothing is valid.
   */
  sample(name: string, given: readonly (Json | undefined)[], source: SampleSource): Json | undefined
  /** The same of a schema that has no name, of nothing given. */
  make(schema: JsonSchema, source: SampleSource): Json | undefined
  /** The value that texts of a form or of parameters stand for: `"5"` is 5 where a number is wanted. */
  coerce(name: string, value: Json | undefined): Json | undefined
  /** A schema with what it refers to. */
  flat(schema: JsonSchema): FlatSchema
  /** What is wrong with a value of a schema that need not have a name. */
  check(schema: JsonSchema, value: Json, direction: Direction): readonly Problem[]
}

/** Schemas are compiled on first use: a big document has thousands, and a session asks for few. */
export function createSchemaSet(schemas: Readonly<Record<string, JsonSchema>>): SchemaSet {
  const named = (name: string) => (Object.hasOwn(schemas, name) ? schemas[name] : undefined)
  const checks = { request: createChecks('request', named), response: createChecks('response', named) }
  const flats = new WeakMap<object, FlatSchema>()
  const set: SchemaSet = {
    has: (name) => named(name) !== undefined,
    problems: (name, value, direction) => {
      if (value === undefined) return [{ path: '', rule: 'required', message: 'the value is missing' }]
      const problems: Problem[] = []
      checks[direction].named(name)?.(value, '', problems)
      return problems
    },
    sample: (name, given, source) => {
      const schema = named(name)
      return schema === undefined ? undefined : sampleValue(set, schema, given, source)
    },
    make: (schema, source) => sampleValue(set, schema, [], source),
    coerce: (name, value) => {
      const schema = named(name)
      return schema === undefined || value === undefined ? value : coerceValue(set, schema, value)
    },
    flat: (schema) => {
      if (!isObject(schema)) return flattenSchema(schema, named)
      const known = flats.get(schema)
      if (known) return known
      const flat = flattenSchema(schema, named)
      flats.set(schema, flat)
      return flat
    },
    check: (schema, value, direction) => {
      const problems: Problem[] = []
      checks[direction].of(schema)(value, '', problems)
      return problems
    },
  }
  return set
}

function createChecks(direction: Direction, schemaOf: (name: string) => JsonSchema | undefined) {
  const byName = new Map<string, Check | undefined>()
  const bySchema = new WeakMap<object, Check>()
  const named = (name: string): Check | undefined => {
    if (byName.has(name)) return byName.get(name)
    const schema = schemaOf(name)
    const check = schema === undefined ? undefined : of(schema)
    byName.set(name, check)
    return check
  }
  const of = (schema: JsonSchema): Check => {
    if (!isObject(schema)) return compileCheck(schema, { direction, named })
    const known = bySchema.get(schema)
    if (known) return known
    const check = compileCheck(schema, { direction, named })
    bySchema.set(schema, check)
    return check
  }
  return { named, of }
}

/** Names that schemas refer to and that are not there. */
export function missingNames(schemas: Readonly<Record<string, JsonSchema>>): string[] {
  const missing = new Set<string>()
  const walk = (value: Json, isMap: boolean): void => {
    if (isList(value)) for (const item of value) walk(item, false)
    if (!isObject(value)) return
    if (!isMap && typeof value.$ref === 'string' && !Object.hasOwn(schemas, value.$ref)) missing.add(value.$ref)
    for (const [key, item] of Object.entries(value)) {
      if (isMap || !dataKeywords.has(key)) walk(item, !isMap && mapKeywords.has(key))
    }
  }
  for (const schema of Object.values(schemas)) walk(schema, false)
  return [...missing].sort()
}

/** Keywords that hold schemas by name. */
const mapKeywords: ReadonlySet<string> = new Set(['properties', 'patternProperties'])
/** Keywords that hold values, not schemas. */
const dataKeywords: ReadonlySet<string> = new Set(['enum', 'const', 'default', 'examples', 'discriminator', 'required'])
