import type { Json, JsonObject } from '#base'
import { isObject, isSchema, type JsonSchema, numberOf, patternOf, schemaMap, textsOf } from './json-schema.ts'
import { isAmple, isValid, type Sampling, sample } from './sample-value.ts'

/** A map: what is given where it is valid, what must be there, and what may where optional parts are made. */
export function sampleMap(sampling: Sampling, own: JsonObject, given: readonly JsonObject[], depth: number): Json {
  const made = new Map<string, Json>()
  const properties = schemaMap(own, 'properties')
  const required = new Set(textsOf(own.required))
  const hidden = sampling.source.direction === 'request' ? 'readOnly' : 'writeOnly'
  const isAll = isAmple(sampling, depth)
  for (const [key, schema] of Object.entries(properties)) {
    const { own: flat } = sampling.set.flat(schema)
    const offered = givenAt(given, key)
    if (flat[hidden] === true) continue
    const isRequired = required.has(key)
    if (!isRequired && !(offered.some((value) => value !== undefined) || (isAll && flat.deprecated !== true))) continue
    const value = sampleProperty(sampling, schema, offered, isRequired, depth)
    if (value !== undefined) made.set(key, value)
  }
  const others = otherSchema(own)
  for (const key of required) {
    if (made.has(key) || Object.hasOwn(properties, key)) continue
    const value = sample(sampling, others(key) ?? true, givenAt(given, key), depth + 1)
    if (value !== undefined) made.set(key, value)
  }
  for (const key of new Set(given.flatMap(Object.keys))) {
    const schema = Object.hasOwn(properties, key) || made.has(key) ? undefined : others(key)
    const value = schema === undefined ? undefined : sample(sampling, schema, givenAt(given, key), depth + 1)
    if (value !== undefined) made.set(key, value)
  }
  addEntries(sampling, own, made, depth)
  return Object.fromEntries(made)
}

function givenAt(given: readonly JsonObject[], key: string): (Json | undefined)[] {
  return given.map((map) => (Object.hasOwn(map, key) ? map[key] : undefined))
}

function sampleProperty(
  sampling: Sampling,
  schema: JsonSchema,
  given: readonly (Json | undefined)[],
  isRequired: boolean,
  depth: number,
): Json | undefined {
  const isGiven = given.some((value) => value !== undefined)
  if (!isGiven && isEmptyAtFirst(sampling, schema) && isValid(sampling, schema, null)) return null
  const value = sample(sampling, schema, given, depth + 1)
  if (isRequired) return value === undefined ? sample(sampling, schema, [], depth + 1) : value
  return value !== undefined && isValid(sampling, schema, value) ? value : undefined
}

/** What may be null and has no example: a time at which something has not happened yet, a thing that is not there. */
function isEmptyAtFirst({ set }: Sampling, schema: JsonSchema): boolean {
  const { own, choices } = set.flat(schema)
  if (own.default !== undefined || own.examples !== undefined) return false
  const { type } = own
  const isThing = choices.length > 0 || (Array.isArray(type) && (type.includes('object') || type.includes('array')))
  return isThing || own.format === 'date-time' || own.format === 'date'
}

/** The schema of a key that no property declares: of `patternProperties`, of `additionalProperties`, or any where nothing is declared. */
function otherSchema(own: JsonObject): (key: string) => JsonSchema | undefined {
  const patterns = Object.entries(schemaMap(own, 'patternProperties'))
  const { additionalProperties } = own
  const isOpen = own.properties === undefined && patterns.length === 0 && additionalProperties === undefined
  return (key) => {
    const matching = patterns.find(([text]) => patternOf(text)?.test(key))
    if (matching) return matching[1]
    if (isSchema(additionalProperties)) return additionalProperties === false ? undefined : additionalProperties
    return isOpen ? true : undefined
  }
}

const entriesMax = 100

/** Entries of made-up names: one where any may be, more where so many must be. */
function addEntries(sampling: Sampling, own: JsonObject, made: Map<string, Json>, depth: number): void {
  const least = Math.min(numberOf(own.minProperties) ?? 0, entriesMax)
  const { additionalProperties } = own
  const isMap = isObject(additionalProperties) && own.properties === undefined && isAmple(sampling, depth)
  const schema = isSchema(additionalProperties) ? additionalProperties : true
  const wanted = Math.max(least, isMap && made.size === 0 ? 1 : 0)
  for (const [key, property] of Object.entries(schemaMap(own, 'properties'))) {
    if (made.size >= least) break
    if (made.has(key)) continue
    const value = sample(sampling, property, [], depth + 1)
    if (value !== undefined) made.set(key, value)
  }
  if (schema === false) return
  for (let number = 1; made.size < wanted && number <= entriesMax; number++) {
    const value = sample(sampling, schema, [], depth + 1)
    const key = entryName(sampling, own, number)
    if (key !== undefined && value !== undefined && isValid(sampling, schema, value)) made.set(key, value)
  }
}

/** A made-up name that `propertyNames` allows. */
function entryName(sampling: Sampling, { propertyNames }: JsonObject, number: number): string | undefined {
  if (!isSchema(propertyNames)) return `key${number}`
  const { own } = sampling.set.flat(propertyNames)
  const name = Array.isArray(own.enum) ? own.enum[number - 1] : sample(sampling, { type: 'string', allOf: [propertyNames] }, [], 0)
  return typeof name === 'string' ? name : undefined
}
