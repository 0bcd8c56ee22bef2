import type { Json, JsonObject } from '#base'

/** A schema: an object of keywords, `true` for anything, `false` for nothing. `$ref` is the name of another schema of its set. */
export type JsonSchema = boolean | JsonObject

/** Whether a value is sent to the service or comes from it. */
export type Direction = 'request' | 'response'

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value)
}

export function isSchema(value: Json | undefined): value is JsonSchema {
  return typeof value === 'boolean' || isObject(value)
}

/** The schemas that a keyword lists: `allOf`, `anyOf`, `prefixItems`. */
export function schemasOf(schema: JsonObject, keyword: string): readonly JsonSchema[] {
  const list = schema[keyword]
  return isList(list) ? list.filter(isSchema) : []
}

/** The schemas by name under a keyword: `properties`. */
export function schemaMap(schema: JsonObject, keyword: string): Readonly<Record<string, JsonSchema>> {
  const map = schema[keyword]
  return isObject(map) ? (map as Record<string, JsonSchema>) : {}
}

/** The types that a schema names; undefined where it names none. */
export function typesOf(schema: JsonObject): readonly string[] | undefined {
  const { type } = schema
  if (typeof type === 'string') return [type]
  return isList(type) ? type.filter((each) => typeof each === 'string') : undefined
}

export function textsOf(value: Json | undefined): readonly string[] {
  return isList(value) ? value.filter((each) => typeof each === 'string') : []
}

export function numberOf(value: Json | undefined): number | undefined {
  return typeof value === 'number' ? value : typeof value === 'bigint' ? Number(value) : undefined
}

/** The type of a value as schemas call it; a whole number is an `integer`. */
export function typeOf(value: Json): string {
  if (value === null) return 'null'
  if (isList(value)) return 'array'
  if (typeof value === 'bigint') return 'integer'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value
}

export function isOfType(value: Json, type: string): boolean {
  const own = typeOf(value)
  return own === type || (type === 'number' && own === 'integer')
}

/** Equality as JSON has it: by value, the order of keys does not count. */
export function sameJson(left: Json, right: Json): boolean {
  if (left === right) return true
  if (isList(left)) return isList(right) && left.length === right.length && left.every((item, at) => sameJson(item, right[at] as Json))
  if (!isObject(left) || !isObject(right)) return (typeof left === 'bigint' || typeof right === 'bigint') && String(left) === String(right)
  const keys = Object.keys(left)
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && sameJson(left[key] as Json, right[key] as Json))
  )
}

const expressions = new Map<string, RegExp | undefined>()

/** A regular expression of a schema; undefined for one that JavaScript can't read: it is left aside. */
export function patternOf(text: string): RegExp | undefined {
  if (!expressions.has(text)) expressions.set(text, readPattern(text, 'u') ?? readPattern(text, ''))
  return expressions.get(text)
}

function readPattern(text: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(text, flags)
  } catch {
    return undefined
  }
}
