import type { Json, JsonObject } from '#base'
import type { Value } from './environment.ts'

export function isObject(value: Value): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isList(value: Value): value is readonly Json[] {
  return Array.isArray(value)
}

/** A property of a map, or undefined; never something inherited. */
export function member(value: Value, key: string): Value {
  if (!isObject(value)) return undefined
  return Object.hasOwn(value, key) ? value[key] : undefined
}

/** Sets an own property even where its name is `__proto__`. */
export function setMember(target: Record<string, Json>, key: string, value: Json): void {
  if (key === '__proto__') Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
  else target[key] = value
}

/** Equality by value; absent equals absent only; 1 and 1n are equal. */
export function equal(left: Value, right: Value): boolean {
  if (left === right) return true
  if (typeof left === 'bigint' || typeof right === 'bigint') return isNumeric(left) && isNumeric(right) && BigInt(left) === BigInt(right)
  if (isList(left)) return isList(right) && left.length === right.length && left.every((item, at) => equal(item, right[at]))
  if (!isObject(left) || !isObject(right)) return false
  const keys = Object.keys(left)
  return keys.length === Object.keys(right).length && keys.every((key) => Object.hasOwn(right, key) && equal(left[key], right[key]))
}

function isNumeric(value: Value): value is number | bigint {
  return typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value))
}

/** Order of sorting: absent and null first, then booleans, numbers, texts by code unit; lists by their items, maps by their entries. */
export function compareValues(left: Value, right: Value): number {
  const difference = rank(left) - rank(right)
  if (difference !== 0) return difference
  if (isList(left) && isList(right)) {
    for (let at = 0; at < Math.min(left.length, right.length); at++) {
      const order = compareValues(left[at], right[at])
      if (order !== 0) return order
    }
    return left.length - right.length
  }
  if (isObject(left) && isObject(right)) return compareValues(sortedEntries(left), sortedEntries(right))
  const a = (left ?? 0) as number
  const b = (right ?? 0) as number
  return a < b ? -1 : a > b ? 1 : 0
}

function sortedEntries(value: JsonObject): Json[] {
  return Object.entries(value)
    .map(([key, item]): Json => [key, item])
    .sort(compareValues)
}

function rank(value: Value): number {
  if (value === undefined || value === null) return 0
  if (typeof value === 'boolean') return 1
  if (typeof value === 'number' || typeof value === 'bigint') return 2
  if (typeof value === 'string') return 3
  return isList(value) ? 4 : 5
}

/** A value at a dotted path; `a.0.b` goes through lists by position. */
export function valueAt(value: Value, path: readonly string[]): Value {
  let current = value
  for (const key of path) {
    current = isList(current) ? current[Number(key)] : member(current, key)
    if (current === undefined) return undefined
  }
  return current
}
