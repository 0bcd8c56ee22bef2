import type { Json, JsonObject } from '#base'
import { isSchema, numberOf, sameJson, schemasOf } from './json-schema.ts'
import { isAmple, type Sampling, sample } from './sample-value.ts'

/** Items that are made at most to meet `minItems`. */
const itemsMax = 1000

/** A list: of the items that are given, or with one item where optional parts are made. */
export function sampleList(sampling: Sampling, own: JsonObject, given: readonly Json[] | undefined, depth: number): Json {
  const first = schemasOf(own, 'prefixItems')
  const rest = isSchema(own.items) ? own.items : true
  const least = Math.min(numberOf(own.minItems) ?? 0, itemsMax)
  const most = numberOf(own.maxItems) ?? Number.POSITIVE_INFINITY
  const wanted = given?.length ?? Math.max(first.length, isAmple(sampling, depth) && rest !== true ? 1 : 0)
  const size = Math.min(Math.max(wanted, least), most)
  const items: Json[] = []
  for (let at = 0; at < size; at++) {
    const item = sample(sampling, first[at] ?? rest, given?.[at] === undefined ? [] : [given[at]], depth + 1)
    if (item !== undefined) items.push(item)
  }
  return own.uniqueItems === true ? makeDistinct(sampling, own, items, least, depth) : items
}

const triesMax = 20

function makeDistinct(sampling: Sampling, own: JsonObject, items: readonly Json[], least: number, depth: number): Json[] {
  const distinct: Json[] = []
  const add = (item: Json | undefined) => {
    if (item !== undefined && !distinct.some((other) => sameJson(other, item))) distinct.push(item)
  }
  items.forEach(add)
  const { items: rest } = own
  if (!isSchema(rest)) return distinct
  const { own: flat } = sampling.set.flat(rest)
  if (Array.isArray(flat.enum)) for (const value of flat.enum as Json[]) if (distinct.length < least) add(value)
  // Examples and defaults would give the same item again.
  const { default: _default, examples: _examples, ...plain } = flat
  for (let tries = 0; distinct.length < least && tries < triesMax + least; tries++) add(sample(sampling, plain, [], depth + 1))
  return distinct
}
