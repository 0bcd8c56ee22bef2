import type { Json, JsonObject } from '#base'
import type { Correspondence } from './correspondence.ts'

/** Keys by which elements of lists are told apart, the surest first; then any key that ends in `id`, then any. */
const identityKeys = ['id', '_id', 'uuid', 'key', 'code', 'slug', 'name', 'sku', 'email', 'username', 'title']

/** Where each element of the expected list is in the actual one; undefined for elements that are not there. */
export type Alignment = readonly (number | undefined)[]

/**
 * Pairs the elements of two lists by what identifies them: scalars by value, objects by an id-like key, both in the twin's terms. Undefined
 * when nothing identifies them; then position has to do. Of lists of different lengths as many as possible are paired; of lists of one
 * length that share some, what is left on both sides is paired in its order.
 */
export function alignLists(expected: readonly Json[], actual: readonly Json[], correspondence: Correspondence): Alignment | undefined {
  if (expected.length === 0 || actual.length === 0) return undefined
  if (standsInPlace(expected, actual)) return expected.map((_, at) => at)
  if (expected.every(isScalar) && actual.every(isScalar)) {
    const alignment = alignBy(expected, actual, correspondence)
    return alignment !== undefined && expected.length === actual.length ? fillInOrder(alignment, expected) : alignment
  }
  const isSameLength = expected.length === actual.length
  const align = (key: string) => alignBy(valuesOf(expected, key), valuesOf(actual, key), correspondence)
  for (const key of candidateKeys(expected[0], isSameLength)) {
    const alignment = align(key)
    if (alignment !== undefined && (!isSameLength || isWhole(alignment))) return alignment
  }
  if (!isSameLength) return undefined
  for (const key of candidateKeys(expected[0], false)) {
    const alignment = align(key)
    const filled = alignment === undefined ? undefined : fillInOrder(alignment, valuesOf(expected, key))
    if (filled !== undefined) return filled
  }
  return undefined
}

/** Longer lists are compared by tables. */
const glanceMax = 32

/**
 * Whether a glance tells that each element stands in its place: those of the surest key have the same values there, each of them once; of
 * scalars all are the same.
 */
function standsInPlace(expected: readonly Json[], actual: readonly Json[]): boolean {
  if (expected.length !== actual.length || expected.length > glanceMax) return false
  const first = expected[0]
  if (!isObject(first)) return expected.every((value, at) => isScalar(value) && value === actual[at])
  const key = identityKeys.find((each) => Object.hasOwn(first, each))
  if (key === undefined) return false
  for (let at = 0; at < expected.length; at++) {
    const value = scalarAt(expected[at], key)
    if (value === undefined || value !== scalarAt(actual[at], key)) return false
    for (let before = 0; before < at; before++) if (scalarAt(actual[before], key) === value) return false
  }
  return true
}

function isWhole(alignment: Alignment): boolean {
  return !alignment.includes(undefined)
}

/** Of lists of different lengths only a true identity pairs elements: chance would, too, and what is paired is learned from. */
function candidateKeys(first: Json | undefined, orAny: boolean): string[] {
  if (!isObject(first)) return []
  const keys = identityKeys.filter((key) => Object.hasOwn(first, key))
  const others = Object.keys(first).filter((key) => !keys.includes(key))
  const endsInId = /(?:^|_)id$|[a-z]I[dD]$/
  return [...keys, ...others.filter((key) => endsInId.test(key)), ...(orAny ? others.filter((key) => !endsInId.test(key)) : [])]
}

/** Undefined for elements that have no such value. */
function valuesOf(list: readonly Json[], key: string): (Json | undefined)[] {
  return list.map((element) => scalarAt(element, key))
}

function scalarAt(element: Json | undefined, key: string): Json | undefined {
  const value = isObject(element) ? element[key] : undefined
  return value !== undefined && isScalar(value) ? value : undefined
}

/** Each value's place among the others; undefined when none is there, or some are there twice. */
function alignBy(
  expected: readonly (Json | undefined)[],
  actual: readonly (Json | undefined)[],
  correspondence: Correspondence,
): Alignment | undefined {
  const places = new Map<Json, number>()
  for (const [at, value] of actual.entries()) {
    if (value === undefined) continue
    if (places.has(value)) return undefined
    places.set(value, at)
  }
  const taken = new Set<number>()
  const alignment = expected.map((value) => {
    const place = value === undefined ? undefined : (places.get(value) ?? places.get(inTwinsTerms(value, correspondence)))
    if (place === undefined || taken.has(place)) return undefined
    taken.add(place)
    return place
  })
  return taken.size > 0 ? alignment : undefined
}

/** Elements that are new to both sides, or wrong, stand for one another in their order; undefined where some identify themselves alike. */
function fillInOrder(alignment: Alignment, expected: readonly (Json | undefined)[]): Alignment | undefined {
  if (isWhole(alignment)) return alignment
  const known = expected.filter((value) => value !== undefined)
  if (new Set(known).size < known.length) return undefined
  const taken = new Set(alignment)
  const free = alignment.keys().filter((place) => !taken.has(place))
  return alignment.map((place) => place ?? free.next().value)
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
