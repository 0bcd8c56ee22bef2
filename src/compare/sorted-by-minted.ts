import type { Json } from '#base'
import { parseClockNumber, parseClockText } from './clock-reading.ts'
import type { Correspondence } from './correspondence.ts'
import { type Alignment, isObject } from './identity.ts'

type Scalar = string | number

/** By what a list may be sorted. */
export interface Sorting {
  /** Key of the elements, undefined for the elements themselves. */
  readonly by: string | undefined
  /** Key whose equal values stand together: only among those the list runs up, or down. Undefined where all of it does. */
  readonly within: string | undefined
}

/**
 * Whether both lists run up, or both run down, by a value that each instance mints for itself (a random id, a time), and elements that
 * changed places differ in it: then another order of the same elements is the same sorting. `places` says where each expected element is;
 * `maySortBy` refuses what the service is known not to sort by; without `keepTies` elements that share the value may stand in any order.
 */
export function isSortedByMinted(
  expected: readonly Json[],
  actual: readonly Json[],
  places: Alignment,
  correspondence: Correspondence,
  maySortBy: (sorting: Sorting) => boolean = () => true,
  keepTies = true,
): boolean {
  const first = expected[0]
  const keys = isObject(first) ? Object.keys(first) : [undefined]
  for (const by of keys) {
    const left = column(expected, by)
    const right = left === undefined ? undefined : column(actual, by)
    if (left === undefined || right === undefined || !left.some((value) => isFree(value, correspondence))) continue
    if (keepTies && !tiesStay(left, right, places)) continue
    for (const within of isObject(first) ? [undefined, ...keys.filter((key) => key !== by)] : [undefined]) {
      const groups = groupsOf(expected, within)
      const others = groups === undefined ? undefined : groupsOf(actual, within)
      if (groups === undefined || others === undefined || places.some((place, at) => groups[at] !== others[place as number])) continue
      const sameWay = (runs(left, groups, 1) && runs(right, others, 1)) || (runs(left, groups, -1) && runs(right, others, -1))
      if (sameWay && maySortBy({ by, within })) return true
    }
  }
  return false
}

/** Which ways the list runs under this sorting: up, down, both where it can't be told, none where it is not sorted so. */
export function waysOf(list: readonly Json[], { by, within }: Sorting): (1 | -1)[] {
  const values = column(list, by)
  const groups = values === undefined ? undefined : groupsOf(list, within)
  if (values === undefined || groups === undefined) return []
  return ([1, -1] as const).filter((way) => runs(values, groups, way))
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

/** For each element the number of its group; undefined where equal values do not stand together. */
function groupsOf(list: readonly Json[], key: string | undefined): number[] | undefined {
  if (key === undefined) return list.map(() => 0)
  const numbers: number[] = []
  const known = new Set<Json | undefined>()
  let last: Json | undefined
  for (const [at, element] of list.entries()) {
    const value = isObject(element) ? element[key] : undefined
    if (value !== null && typeof value === 'object') return undefined
    if (at === 0 || value !== last) {
      if (known.has(value)) return undefined
      known.add(value)
    }
    last = value
    numbers.push(known.size)
  }
  return numbers
}

function isFree(value: Scalar, correspondence: Correspondence): boolean {
  if (typeof value === 'number') return correspondence.number(value) !== undefined || parseClockNumber(value) !== undefined
  return correspondence.hasText(value) || correspondence.text(value) !== value || parseClockText(value) !== undefined
}

function runs(values: readonly Scalar[], groups: readonly number[], sign: 1 | -1): boolean {
  for (let at = 1; at < values.length; at++) {
    if (groups[at - 1] !== groups[at]) continue
    const before = values[at - 1] as Scalar
    const value = values[at] as Scalar
    if ((sign === 1 && before > value) || (sign === -1 && before < value)) return false
  }
  return true
}
