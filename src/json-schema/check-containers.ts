import type { Json, JsonObject } from '#base'
import { type Check, type CheckContext, compileCheck, report } from './compile-check.ts'
import { isList, isObject, isSchema, numberOf, patternOf, sameJson, schemaMap, schemasOf, textsOf } from './json-schema.ts'

export function checkList(schema: JsonObject, context: CheckContext): Check | undefined {
  const first = schemasOf(schema, 'prefixItems').map((each) => compileCheck(each, context))
  const items = isSchema(schema.items) ? compileCheck(schema.items, context) : undefined
  const least = numberOf(schema.minItems) ?? 0
  const most = numberOf(schema.maxItems) ?? Number.POSITIVE_INFINITY
  const isUnique = schema.uniqueItems === true
  if (first.length === 0 && items === undefined && least === 0 && most === Number.POSITIVE_INFINITY && !isUnique) return undefined
  return (value, path, problems) => {
    if (!isList(value)) return
    if (value.length < least) report(problems, path, 'minItems', `must have at least ${least} items`)
    if (value.length > most) report(problems, path, 'maxItems', `must have at most ${most} items`)
    value.forEach((item, at) => {
      const check = first[at] ?? items
      check?.(item, below(path, String(at)), problems)
    })
    if (isUnique && hasTwins(value)) report(problems, path, 'uniqueItems', 'must not have the same item twice')
  }
}

function hasTwins(list: readonly Json[]): boolean {
  return list.some((item, at) => list.findIndex((other) => sameJson(item, other)) < at)
}

export function checkMap(schema: JsonObject, context: CheckContext): Check | undefined {
  const properties = new Map(Object.entries(schemaMap(schema, 'properties')).map(([key, each]) => [key, compileCheck(each, context)]))
  const patterns = Object.entries(schemaMap(schema, 'patternProperties')).flatMap(([text, each]) => {
    const pattern = patternOf(text)
    return pattern ? [{ pattern, check: compileCheck(each, context) }] : []
  })
  const { additionalProperties } = schema
  const others = isSchema(additionalProperties) && additionalProperties !== true ? compileCheck(additionalProperties, context) : undefined
  const names = isSchema(schema.propertyNames) ? compileCheck(schema.propertyNames, context) : undefined
  const required = textsOf(schema.required).filter((key) => !isLeftOut(schema, key, context))
  const least = numberOf(schema.minProperties) ?? 0
  const most = numberOf(schema.maxProperties) ?? Number.POSITIVE_INFINITY
  if (
    properties.size === 0 &&
    patterns.length === 0 &&
    !others &&
    !names &&
    required.length === 0 &&
    least === 0 &&
    most === Number.POSITIVE_INFINITY
  )
    return undefined
  return (value, path, problems) => {
    if (!isObject(value)) return
    for (const key of required) if (!Object.hasOwn(value, key)) report(problems, below(path, key), 'required', 'is missing')
    const keys = Object.keys(value)
    if (keys.length < least) report(problems, path, 'minProperties', `must have at least ${least} entries`)
    if (keys.length > most) report(problems, path, 'maxProperties', `must have at most ${most} entries`)
    for (const key of keys) {
      const item = value[key] as Json
      names?.(key, below(path, key), problems)
      const own = properties.get(key)
      own?.(item, below(path, key), problems)
      const matching = patterns.filter(({ pattern }) => pattern.test(key))
      for (const { check } of matching) check(item, below(path, key), problems)
      if (!own && matching.length === 0) others?.(item, below(path, key), problems)
    }
  }
}

/** What is only read is not asked of a request, and what is only written not of an answer. */
function isLeftOut(schema: JsonObject, key: string, { direction }: CheckContext): boolean {
  const property = schemaMap(schema, 'properties')[key]
  return isObject(property) && property[direction === 'request' ? 'readOnly' : 'writeOnly'] === true
}

function below(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`
}
