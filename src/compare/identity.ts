import type { Json, JsonObject } from '#base'
import type { Correspondence } from './correspondence.ts'

/** Keys by which elements of lists are told apart, the surest first; then any key that ends in `id`, then any. */
const identityKeys = ['id', '_id', 'uuid', 'key', 'code', 'slug', 'name', 'sku', 'email', 'username', 'title']

/** Where each element of the expected list is in the actual one; undefined for elements that are not there. */
export type Alignment = readonly (number | undefined)[]

/**
 * Pairs the elements of two lists by what identifies them: scalars by value, objects by an id-like key, both in the twin's terms. Undefined
 * when nothing identifies them all; then position has to do. Of lists of different lengths as many as possible are paired.
 */
export function alignLists(expected: readonly Json[], actual: readonly Json[], correspondence: Correspondence): Alignment | undefined {
  if (expected.length === 0 || actual.length === 0) return undefined
  if (expected.every(isScalar) && actual.every(isScalar)) return alignBy(expected, actual, correspondence)
  const isSameLength = expected.length === actual.length
  for (const key of candidateKeys(expected[0], isSameLength)) {
    const left = valuesOf(expected, key)
    const right = left === undefined ? undefined : valuesOf(actual, key)
    const alignment = left === undefined || right === undefined ? undefined : alignBy(left, right, correspondence)
    if (alignment !== undefined) return alignment
  }
  return undefined
}

/** Of lists of different lengths only a true identity pairs elements: chance would, too, and what is paired is learned from. */
function candidateKeys(first: Json | undefined, orAny: boolean): string[] {
  if (!isObject(first)) return []
  const keys = identityKeys.filter((key) => Object.hasOwn(first, key))
  const others = Object.keys(first).filter((key) => !keys.includes(key))
  const endsInId = /(?:^|_)id$|[a-z]I[dD]$/
  return [...keys, ...others.filter((key) => endsInId.test(key)), ...(orAny ? others.filter((key) => !endsInId.test(key)) : [])]
}

function valuesOf(list: readonly Json[], key: string): Json[] | undefined {
  const values: Json[] = []
  for (const element of list) {
    const value = isObject(element) ? element[key] : undefined
    if (value === undefined || !isScalar(value)) return undefined
    values.push(value)
  }
  return values
}

function alignBy(expected: readonly Json[], actual: readonly Json[], correspondence: Correspondence): Alignment | undefined {
  const places = new Map<Json, number>()
  for (let at = 0; at < actual.length; at++) places.set(actual[at] as Json, at)
  if (places.size !== actual.length) return undefined
  const taken = new Set<number>()
  const alignment = expected.map((value) => {
    const place = places.get(value) ?? places.get(inTwinsTerms(value, correspondence))
    if (place === undefined || taken.has(place)) return undefined
    taken.add(place)
    return place
  })
  const enough = expected.length === actual.length ? expected.length : 1
  return taken.size >= enough ? alignment : undefined
}

function inTwinsTerms(value: Json, correspondence: Correspondence): Json {
  if (typeof value === 'string') return correspondence.text(value)
  return typeof value === 'number' || typeof value === 'bigint' ? (correspondence.number(value) ?? value) : value
}

function isScalar(value: Json): boolean {
  return value === null || typeof value !== 'object'
}

/** Whether the value is a JSON object. */
export function isObject(value: Json | undefined): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}
