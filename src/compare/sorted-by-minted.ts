import type { Json } from '#base'
import { parseClockNumber, parseClockText } from './clock-reading.ts'
import type { Correspondence } from './correspondence.ts'
import { type Alignment, isObject } from './identity.ts'

type Scalar = string | number

/**
 * Whether both lists run up, or both run down, by a value that each instance mints for itself (a random id, a time), and elements that
 * changed places differ in it: then another order of the same elements is the same sorting. `places` says where each expected element is.
 */
export function isSortedByMinted(
  expected: readonly Json[],
  actual: readonly Json[],
  places: Alignment,
  correspondence: Correspondence,
): boolean {
  const first = expected[0]
  for (const key of isObject(first) ? Object.keys(first) : [undefined]) {
    const left = column(expected, key)
    const right = left === undefined ? undefined : column(actual, key)
    if (left === undefined || right === undefined || !left.some((value) => isFree(value, correspondence))) continue
    const sameWay = (runs(left, 1) && runs(right, 1)) || (runs(left, -1) && runs(right, -1))
    if (sameWay && tiesStay(left, right, places)) return true
  }
  return false
}

function tiesStay(left: readonly Scalar[], right: readonly Scalar[], places: Alignment): boolean {
  for (let at = 1; at < left.length; at++) {
    const before = places[at - 1] as number
    const place = places[at] as number
    if (before > place && left[at - 1] === left[at] && right[before] === right[place]) return false
  }
  return true
}

function column(list: readonly Json[], key: string | undefined): Scalar[] | undefined {
  const values: Scalar[] = []
  for (const element of list) {
    const value = key === undefined ? element : isObject(element) ? element[key] : undefined
    if (typeof value !== 'string' && typeof value !== 'number') return undefined
    values.push(value)
  }
  return values
}

function isFree(value: Scalar, correspondence: Correspondence): boolean {
  if (typeof value === 'number') return correspondence.number(value) !== undefined || parseClockNumber(value) !== undefined
  return correspondence.hasText(value) || correspondence.text(value) !== value || parseClockText(value) !== undefined
}

function runs(values: readonly Scalar[], sign: 1 | -1): boolean {
  for (let at = 1; at < values.length; at++) {
    const before = values[at - 1] as Scalar
    const value = values[at] as Scalar
    if ((sign === 1 && before > value) || (sign === -1 && before < value)) return false
  }
  return true
}
