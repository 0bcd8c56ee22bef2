import type { Json, JsonObject } from '#base'
import { isList, isObject, isSchema, type JsonSchema, numberOf, sameJson, schemaMap, schemasOf, textsOf, typesOf } from './json-schema.ts'

/** A schema without `$ref` and `allOf` at its top: what these say is part of it. */
export interface FlatSchema {
  /** The keywords; `anyOf` and `oneOf` are not among them. */
  readonly own: JsonObject
  /** Each stands for an `anyOf` or `oneOf`: one of its schemas must hold. */
  readonly choices: readonly (readonly JsonSchema[])[]
}

const none: FlatSchema = { own: {}, choices: [] }
/** Schemas that name each other in a circle say nothing. */
const depthMax = 32

/** Folds what a schema refers to into it. `named` gives the schema of a name. */
export function flattenSchema(schema: JsonSchema, named: (name: string) => JsonSchema | undefined, depth = 0): FlatSchema {
  if (!isObject(schema) || depth > depthMax) return none
  const { $ref, allOf, anyOf, oneOf, ...own } = schema
  const referred = typeof $ref === 'string' ? named($ref) : undefined
  const parts = [...(referred === undefined ? [] : [referred]), ...schemasOf(schema, 'allOf')]
  const choices = [anyOf, oneOf].flatMap((list) => (isList(list) && list.length > 0 ? [list.filter(isSchema)] : []))
  return parts.reduce<FlatSchema>(
    (whole, part) => {
      const flat = flattenSchema(part, named, depth + 1)
      return { own: mergeKeywords(flat.own, whole.own), choices: [...whole.choices, ...flat.choices] }
    },
    { own, choices },
  )
}

/** Both schemas hold; where one thing can be said only once (an example, a title), `right` says it. */
export function mergeKeywords(left: JsonObject, right: JsonObject): JsonObject {
  const merged: Record<string, Json> = { ...left, ...right }
  for (const keyword of ['properties', 'patternProperties']) {
    if (left[keyword] !== undefined && right[keyword] !== undefined)
      merged[keyword] = bothMaps(schemaMap(left, keyword), schemaMap(right, keyword))
  }
  if (left.required !== undefined && right.required !== undefined)
    merged.required = [...new Set([...textsOf(left.required), ...textsOf(right.required)])]
  if (isList(left.enum) && isList(right.enum)) {
    const others = right.enum
    merged.enum = left.enum.filter((each) => others.some((other) => sameJson(each, other)))
  }
  const [a, b] = [typesOf(left), typesOf(right)]
  if (a && b) merged.type = bothTypes(a, b)
  if (isSchema(left.items) && isSchema(right.items)) merged.items = both(left.items, right.items)
  for (const keyword of ['minimum', 'minLength', 'minItems', 'minProperties', 'exclusiveMinimum'])
    bound(merged, left, right, keyword, Math.max)
  for (const keyword of ['maximum', 'maxLength', 'maxItems', 'maxProperties', 'exclusiveMaximum'])
    bound(merged, left, right, keyword, Math.min)
  if (left.additionalProperties === false) merged.additionalProperties = false
  if (isList(left.examples) && isList(right.examples)) merged.examples = [...right.examples, ...left.examples]
  return merged
}

function bothMaps(left: Readonly<Record<string, JsonSchema>>, right: Readonly<Record<string, JsonSchema>>): JsonObject {
  const merged: Record<string, Json> = { ...left }
  for (const [key, schema] of Object.entries(right)) {
    const known = Object.hasOwn(left, key) ? left[key] : undefined
    merged[key] = known === undefined ? schema : both(known, schema)
  }
  return merged
}

function both(left: JsonSchema, right: JsonSchema): JsonSchema {
  if (left === true || sameJson(left, right)) return right
  return right === true ? left : { allOf: [left, right] }
}

function bothTypes(left: readonly string[], right: readonly string[]): Json {
  const types = [
    ...left.filter((type) => right.includes(type) || (type === 'integer' && right.includes('number'))),
    ...right.filter((type) => type === 'integer' && left.includes('number') && !left.includes('integer')),
  ]
  return types.length === 1 ? (types[0] as string) : types
}

function bound(
  merged: Record<string, Json>,
  left: JsonObject,
  right: JsonObject,
  keyword: string,
  choose: (a: number, b: number) => number,
): void {
  const [a, b] = [numberOf(left[keyword]), numberOf(right[keyword])]
  if (a !== undefined && b !== undefined) merged[keyword] = choose(a, b)
}
