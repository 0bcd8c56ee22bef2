import type { Json } from '#base'
import { parseClockText } from './clock-reading.ts'
import { compareResponses } from './compare-responses.ts'
import type { Divergence } from './divergence.ts'
import type { FieldTree } from './field-class.ts'
import { isEqualScalar } from './is-equal-scalar.ts'
import { judgeByLooks } from './judge-by-looks.ts'
import { isClockReading, isSameReading } from './judge-clock.ts'
import { judgeFree, type SecondValue } from './judge-free.ts'
import type { ComparableResponse } from './message.ts'
import type { Origins, Scope } from './scope.ts'
import { Tally } from './tally.ts'
import { isIdKey } from './translate-json.ts'
import type { Verdict } from './verdict.ts'

/** What two instances of a service gave otherwise in one answer: no third one can be held to it. */
export interface Noise {
  /** The second instance's status where it is another one. */
  readonly status: number | undefined
  /** By path, what the second instance has there. */
  readonly leaves: ReadonlyMap<string, SecondValue>
  /** Paths of lists that came in another order, also where both are sorted by something that each instance makes up. */
  readonly reordered: ReadonlySet<string>
  /** Paths of what only one of the two has, and of lists of different lengths. */
  readonly unsettled: ReadonlySet<string>
}

const allMinted: Origins = { isMinted: () => true, isKnown: () => false, isSent: () => false }

/** Holds the answer of a second instance against the first one's. `scope` has the correspondence of these two, which grows. */
export function findNoise(first: ComparableResponse, second: ComparableResponse, scope: Scope): Noise {
  const leaves = new Map<string, SecondValue>()
  const judgeLeaf = (one: Json, other: Json, path: () => string): Verdict => {
    if (isEqualScalar(one, other)) return 'same'
    const place = path()
    const value = { value: other, isSteady: true, isId: isIdKey(place) }
    const verdict = judgeFree(one, value, other, scope)
    if (verdict === 'mapped') return verdict
    leaves.set(place, { ...value, isSteady: verdict === 'unverified' })
    return 'unverified'
  }
  const reordered = new Set<string>()
  const onMoved = (path: string) => reordered.add(path)
  const { divergences } = compareResponses(first, second, { ...scope, origins: allMinted, judgeLeaf, onMoved })
  return {
    status: first.status === second.status ? undefined : second.status,
    leaves,
    reordered,
    unsettled: new Set(divergences.filter(({ category }) => category !== 'order_mismatch').map(({ path }) => path)),
  }
}

/** Compares an answer with the service's where a second instance has told what the service repeats: that to the letter, the rest by its form. */
export function compareBesideNoise(
  expected: ComparableResponse,
  actual: ComparableResponse,
  scope: Scope,
  noise: Noise,
  fields?: FieldTree,
): Tally {
  if (noise.status !== undefined && noise.status === actual.status) {
    const tally = new Tally()
    tally.unknown()
    return tally
  }
  const { origins } = scope
  // What both instances say is nothing that one of them made up; but they may have read their clocks at the same moment.
  const isReading = (piece: string) => parseClockText(piece) !== undefined && origins.isMinted(piece)
  const isKnown = (piece: string) => origins.isKnown(piece)
  const repeated: Scope = { ...scope, origins: { isMinted: isReading, isKnown, isSent: () => true } }
  const judgeLeaf = (one: Json, other: Json, path: () => string): Verdict => {
    const second = noise.leaves.get(path())
    return second === undefined ? judgeByLooks(one, other, repeated) : judgeFree(one, second, other, scope)
  }
  const tied = new Set<string>()
  const onMoved = (path: string, isTied: boolean) => {
    if (isTied) tied.add(path)
  }
  const tally = compareResponses(expected, actual, { ...scope, judgeLeaf, onMoved }, fields)
  tally.forgive(({ path, category }) => isUnsettled(path, noise) || (category === 'order_mismatch' && noise.reordered.has(path)))
  tally.soften((divergence) => tied.has(divergence.path) || isShiftOfMoment(divergence, scope))
  return tally
}

/**
 * A moment that the twin has shown before, a little shifted: between the instances of a live service milliseconds are a matter of chance.
 * So is another ETag, a digest over such moments.
 */
function isShiftOfMoment({ path, category, expected, actual }: Divergence, { clock }: Scope): boolean {
  if (expected === undefined || actual === undefined) return false
  if (path === 'header.etag') return true
  if (category !== 'symbol_inconsistent') return false
  return isClockReading(expected) && isClockReading(actual) && isSameReading(expected, actual, clock.toleranceMs)
}

/** Whether the place, or one around it, is not the same in both instances. */
function isUnsettled(path: string, { unsettled }: Noise): boolean {
  if (unsettled.size === 0) return false
  if (unsettled.has(path)) return true
  for (let at = path.length - 1; at > 0; at--) {
    if ((path[at] === '.' || path[at] === '[') && unsettled.has(path.slice(0, at))) return true
  }
  return false
}
