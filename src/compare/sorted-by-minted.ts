import type { Json } from '#base'
import { parseClockNumber, parseClockText } from './clock-reading.ts'
import type { Correspondence } from './correspondence.ts'
import { isObject } from './identity.ts'

/**
 * Whether both lists run up, or both run down, by a value that each instance mints for itself (a random id, a time): then another order of
 * the same elements is the same sorting.
 */
export function isSortedByMinted(expected: readonly Json[], actual: readonly Json[], correspondence: Correspondence): boolean {
  const first = expected[0]
  for (const key of isObject(first) ? Object.keys(first) : [undefined]) {
    const left = column(expected, key)
    const right = left === undefined ? undefined : column(actual, key)
    if (left === undefined || right === undefined || !left.some((value) => isFree(value, correspondence))) continue
    if ((runs(left, 1) && runs(right, 1)) || (runs(left, -1) && runs(right, -1))) return true
  }
  return false
}

function column(list: readonly Json[], key: string | undefined): (string | number)[] | undefined {
  const values: (string | number)[] = []
  for (const element of list) {
    const value = key === undefined ? element : isObject(element) ? element[key] : undefined
    if (typeof value !== 'string' && typeof value !== 'number') return undefined
    values.push(value)
  }
  return values
}

function isFree(value: string | number, correspondence: Correspondence): boolean {
  if (typeof value === 'number') return correspondence.number(value) !== undefined || parseClockNumber(value) !== undefined
  return correspondence.hasText(value) || correspondence.text(value) !== value || parseClockText(value) !== undefined
}

function runs(values: readonly (string | number)[], sign: 1 | -1): boolean {
  for (let at = 1; at < values.length; at++) {
    const before = values[at - 1] as string | number
    const value = values[at] as string | number
    if ((sign === 1 && before > value) || (sign === -1 && before < value)) return false
  }
  return true
}
