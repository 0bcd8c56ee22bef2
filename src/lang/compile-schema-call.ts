import type { Json, JsonObject } from '#base'
import type { SchemaSet } from '#json-schema'
import type { Evaluate } from './compile-expression.ts'
import { ExpressionNameError } from './expression-name-error.ts'
import { readBrackets } from './read-brackets.ts'
import { isObject, setMember } from './value.ts'

export type SchemaCall = 'valid' | 'problems' | 'typed' | 'sample' | 'shown'

/**
 * The functions about the model's JSON Schemas: `valid(value, 'Order')`; `problems(value, 'Order')`, a list of `path`, `rule` and
 * `message`; `typed(value, 'Order')`, texts of forms and parameters read as what is wanted; `sample('Order', given, …)`, a valid value made
 * of what is given, the first that is valid at its place, and of new values; `shown('Order', order)`, the same without new values that may
 * be left out. Values are judged as requests are, samples as answers.
 */
export function compileSchemaCall(
  name: SchemaCall,
  args: readonly Evaluate[],
  literal: (at: number) => string,
  schemas: SchemaSet | undefined,
): Evaluate {
  const schema = literal(name === 'sample' || name === 'shown' ? 0 : 1)
  if (!schemas?.has(schema)) throw new ExpressionNameError(`unknown schema '${schema}'`)
  if (name === 'sample' || name === 'shown') {
    const isBare = name === 'shown'
    const given = args.slice(1)
    return (environment) =>
      schemas.sample(
        schema,
        given.map((each) => each(environment)),
        { random: environment.minting.draw, nowMs: environment.nowMs, isBare },
      )
  }
  const of: Evaluate = args[0] ?? (() => undefined)
  if (name === 'typed') return (environment) => schemas.coerce(schema, gatherBrackets(of(environment)))
  if (name === 'valid') return (environment) => schemas.problems(schema, of(environment), 'request').length === 0
  return (environment) => schemas.problems(schema, of(environment), 'request') as unknown as Json
}

/** `{"price[gte]": "5"}` as `{"price": {"gte": "5"}}`: how forms and parameters write maps and lists. */
function gatherBrackets(value: Json | undefined): Json | undefined {
  if (!isObject(value) || !Object.keys(value).some((key) => key.includes('['))) return value
  const gathered: Record<string, Json> = {}
  for (const [key, item] of Object.entries(value)) {
    const name = /^[^[]+(?=\[)/.exec(key)?.[0]
    if (name === undefined) setMember(gathered, key, item)
    else if (!Object.hasOwn(gathered, name)) setMember(gathered, name, toLists(readBrackets(value, name) ?? item))
  }
  return gathered
}

/** A map by number, from 0, is a list. */
function toLists(value: Json): Json {
  if (!isObject(value)) return value
  const entries = Object.entries(value as JsonObject).map(([key, item]) => [key, toLists(item)] as const)
  const isList = entries.length > 0 && entries.every(([key], at) => key === String(at))
  return isList ? entries.map(([, item]) => item) : Object.fromEntries(entries)
}
