import type { Json, JsonObject } from '#base'
import { type FlatSchema, mergeKeywords } from './flatten-schema.ts'
import { type Direction, isList, isObject, isOfType, type JsonSchema, schemasOf, textsOf, typesOf } from './json-schema.ts'
import { sampleList } from './sample-list.ts'
import { sampleMap } from './sample-map.ts'
import { sampleNumber } from './sample-number.ts'
import { sampleText } from './sample-text.ts'
import type { SchemaSet } from './schema-set.ts'

/** Where made values come from. */
export interface SampleSource {
  /** Numbers in [0, 1). */
  readonly random: () => number
  /** Ms since 1970. */
  readonly nowMs: number
  /** Of which kind the value is to be; an answer where nothing is said. */
  readonly direction?: Direction | undefined
  /** Nothing is made that may be left out. */
  readonly isBare?: boolean | undefined
}

export interface Sampling {
  readonly set: SchemaSet
  readonly source: SampleSource
  /** Values made so far: beyond a limit only what must be there is made. */
  made: number
}

/** Values after which nothing optional is made. */
const amplyMade = 400
/** Depth below which nothing optional is made. */
const amplyDeep = 5
/** Schemas that can't end are cut here. */
const depthMax = 40

/** See `SchemaSet.sample`. */
export function sampleValue(
  set: SchemaSet,
  schema: JsonSchema,
  given: readonly (Json | undefined)[],
  source: SampleSource,
): Json | undefined {
  return sample({ set, source, made: 0 }, schema, given, 0)
}

/** Whether optional parts are made. */
export function isAmple(sampling: Sampling, depth: number): boolean {
  return sampling.source.isBare !== true && sampling.made < amplyMade && depth < amplyDeep
}

export function isValid({ set, source }: Sampling, schema: JsonSchema, value: Json): boolean {
  return set.check(schema, value, source.direction ?? 'response').length === 0
}

/** A value of a schema at a depth; undefined where there is nothing, or nothing valid. */
export function sample(sampling: Sampling, schema: JsonSchema, given: readonly (Json | undefined)[], depth: number): Json | undefined {
  if (depth > depthMax || schema === false) return undefined
  sampling.made++
  const flat = sampling.set.flat(schema)
  for (const value of given) {
    if (value === undefined) continue
    const isContainer = value !== null && typeof value === 'object'
    if (value === null) return isValid(sampling, schema, null) ? null : undefined
    if (!isContainer && isValid(sampling, schema, value)) return value
    if (isContainer) break
  }
  const containers = given.filter((value) => isObject(value) || isList(value)) as Json[]
  return flat.choices.length > 0
    ? sampleChoice(sampling, schema, flat, containers, depth)
    : sampleOwn(sampling, schema, flat.own, containers, depth)
}

/** Tries the alternatives until the whole is valid; those that what is given is like come first. */
function sampleChoice(sampling: Sampling, schema: JsonSchema, flat: FlatSchema, given: readonly Json[], depth: number): Json | undefined {
  const [first = [], ...rest] = flat.choices
  let fallback: Json | undefined
  for (const branch of orderBranches(sampling, flat.own, first, given)) {
    const inner = sampling.set.flat(branch)
    const merged: JsonObject = { ...mergeKeywords(flat.own, inner.own) }
    const told = [...given, ...tellBranch(flat.own, branch)]
    const choices = [...inner.choices, ...rest]
    const whole = choices.length === 0 ? merged : { ...merged, allOf: choices.map((list) => ({ anyOf: [...list] })) }
    const value = choices.length === 0 ? sampleOwn(sampling, whole, merged, told, depth) : sample(sampling, whole, told, depth + 1)
    if (value === undefined) continue
    if (isValid(sampling, schema, value)) return value
    fallback ??= value
  }
  return fallback
}

function orderBranches(
  sampling: Sampling,
  own: JsonObject,
  branches: readonly JsonSchema[],
  given: readonly Json[],
): readonly JsonSchema[] {
  const [value] = given
  const { discriminator } = own
  if (value === undefined) return branches.filter((branch) => !isNull(branch)).concat(branches.filter(isNull))
  const score = (branch: JsonSchema) => {
    const told = tellBranch(own, branch)[0]
    const key = isObject(discriminator) ? discriminator.propertyName : undefined
    const isNamed = isObject(value) && typeof key === 'string' && isObject(told) && value[key] !== undefined && value[key] === told[key]
    return (isNamed ? -1000 : 0) + sampling.set.check(branch, value, 'response').length
  }
  return branches
    .map((branch) => ({ branch, cost: score(branch) }))
    .sort((a, b) => a.cost - b.cost)
    .map(({ branch }) => branch)
}

function isNull(schema: JsonSchema): boolean {
  return isObject(schema) && schema.type === 'null'
}

/** What the discriminator says for an alternative. */
function tellBranch({ discriminator }: JsonObject, branch: JsonSchema): Json[] {
  if (!isObject(discriminator) || typeof discriminator.propertyName !== 'string' || !isObject(branch)) return []
  const { $ref } = branch
  if (typeof $ref !== 'string') return []
  const mapping = isObject(discriminator.mapping) ? Object.entries(discriminator.mapping) : []
  return [{ [discriminator.propertyName]: mapping.find(([, name]) => name === $ref)?.[0] ?? $ref }]
}

function sampleOwn(sampling: Sampling, schema: JsonSchema, own: JsonObject, given: readonly Json[], depth: number): Json | undefined {
  if (Object.hasOwn(own, 'const')) return own.const
  const type = chooseType(own, given)
  if (type === 'object') return sampleMap(sampling, own, [...given.filter(isObject), ...examplesOf(own).filter(isObject)], depth)
  if (type === 'array') return sampleList(sampling, own, given.find(isList) ?? exampleList(sampling, schema, own), depth)
  const known = examplesOf(own).find((value) => value !== null && isValid(sampling, schema, value))
  if (known !== undefined) return known
  if (isList(own.enum)) return own.enum.find((value) => value !== null && isValid(sampling, schema, value)) ?? own.enum[0]
  if (type === 'integer' || type === 'number') return sampleNumber(own, type, sampling.source)
  if (type === 'boolean') return sampling.source.random() < 0.5
  if (type === 'null') return null
  return sampleText(own, sampling.source)
}

function exampleList(sampling: Sampling, schema: JsonSchema, own: JsonObject): readonly Json[] | undefined {
  return examplesOf(own)
    .filter(isList)
    .find((value) => isValid(sampling, schema, value))
}

/** What the schema itself offers, the best first. */
function examplesOf(own: JsonObject): Json[] {
  return [...(own.default === undefined ? [] : [own.default]), ...(isList(own.examples) ? own.examples : [])]
}

function chooseType(own: JsonObject, given: readonly Json[]): string {
  const types = typesOf(own)
  const [value] = given
  if (types !== undefined && types.length > 0) {
    const fitting = value === undefined ? undefined : types.find((type) => isOfType(value, type))
    return fitting ?? types.find((type) => type !== 'null') ?? 'null'
  }
  if (isList(own.enum)) return 'any'
  if (own.properties !== undefined || own.additionalProperties !== undefined || textsOf(own.required).length > 0) return 'object'
  if (own.items !== undefined || schemasOf(own, 'prefixItems').length > 0) return 'array'
  if (own.minimum !== undefined || own.maximum !== undefined || own.multipleOf !== undefined) return 'number'
  if (own.pattern !== undefined || own.format !== undefined || own.minLength !== undefined || own.maxLength !== undefined) return 'string'
  if (isList(value)) return 'array'
  const offered = examplesOf(own)[0]
  return offered === undefined || isObject(offered) ? 'object' : isList(offered) ? 'array' : 'string'
}
