import type { Json } from '#base'
import { countLeaves } from './count-leaves.ts'
import { type Alignment, alignLists } from './identity.ts'
import type { Scope } from './scope.ts'
import { isSortedByMinted, type Sorting } from './sorted-by-minted.ts'

export interface ListPairing {
  /** For each expected element its place in the actual list, undefined when it has no partner. */
  readonly places: Alignment
  /** Elements stand in another order, for whatever reason. */
  readonly moved: boolean
  /** Elements of both lists stand in another order, and not for a value that each instance mints for itself. */
  readonly reordered: boolean
  /** Reordered, but only among elements that share such a value: of one moment. */
  readonly tied: boolean
  /** Leaves of elements without a partner, on either side. */
  readonly lostLeaves: number
}

/** Pairs the elements of two lists: by identity where there is one, else by position. Without identity, lists of different lengths have no pairs. */
export function pairLists(expected: readonly Json[], actual: readonly Json[], scope: Scope, path: () => string): ListPairing {
  const { correspondence } = scope
  const sameLength = expected.length === actual.length
  const alignment = sameLength && expected.length < 2 ? undefined : alignLists(expected, actual, correspondence)
  if (alignment === undefined) {
    if (sameLength) return { places: expected.map((_, at) => at), moved: false, reordered: false, tied: false, lostLeaves: 0 }
    return { places: [], moved: false, reordered: false, tied: false, lostLeaves: Math.max(countLeaves(expected), countLeaves(actual)) }
  }
  if (!sameLength)
    return { places: alignment, moved: false, reordered: false, tied: false, lostLeaves: countLost(expected, actual, alignment) }
  const moved = alignment.some((place, at) => place !== at)
  const maySortBy = (sorting: Sorting) => scope.maySortBy?.(path(), sorting) !== false
  const reordered = moved && !isSortedByMinted(expected, actual, alignment, correspondence, maySortBy)
  const tied = reordered && isSortedByMinted(expected, actual, alignment, correspondence, maySortBy, false)
  return { places: alignment, moved, reordered, tied, lostLeaves: 0 }
}

function countLost(expected: readonly Json[], actual: readonly Json[], alignment: Alignment): number {
  const partners = new Set(alignment)
  let leaves = 0
  for (let at = 0; at < expected.length; at++) if (alignment[at] === undefined) leaves += countLeaves(expected[at])
  for (let at = 0; at < actual.length; at++) if (!partners.has(at)) leaves += countLeaves(actual[at])
  return leaves
}
