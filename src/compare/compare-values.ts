import type { Json, JsonObject, WrittenFractions } from '#base'
import { countLeaves } from './count-leaves.ts'
import { type FieldRule, type FieldTree, fieldBelow } from './field-class.ts'
import { isObject } from './identity.ts'
import { isNumeric } from './is-equal-scalar.ts'
import { judgeByClass } from './judge-by-class.ts'
import { judgeByLooks } from './judge-by-looks.ts'
import { isClockReading, isSameReading } from './judge-clock.ts'
import { pairKeys } from './pair-keys.ts'
import { pairLists } from './pair-lists.ts'
import { type PathStep, printPath } from './path.ts'
import type { Scope } from './scope.ts'
import type { Tally } from './tally.ts'
import { isRight, type Verdict } from './verdict.ts'

/** A walk down two values side by side. */
export interface Walk {
  readonly scope: Scope
  readonly tally: Tally
  /** Where the walk is, below the body. */
  readonly steps: PathStep[]
  /** How both bodies write whole numbers; left out where neither has a fraction. */
  readonly spelling?: { readonly expected: Spelling; readonly actual: Spelling }
}

/** By key, `none` where no whole number has a fraction. */
type Spelling = WrittenFractions | 'none'

/** Compares a recorded value with the twin's, counts leaves and collects divergences; learns what stands for what. */
export function compareValues(expected: Json, actual: Json, walk: Walk, fields?: FieldTree, owner?: Owner): void {
  if (typeof expected !== 'object' || expected === null) {
    if (typeof actual === 'object' && actual !== null) mistyped(expected, actual, walk)
    else compareLeaf(expected, actual, walk, fields, owner)
  } else if (Array.isArray(expected)) {
    if (Array.isArray(actual)) compareLists(expected, actual, walk, fields, owner)
    else mistyped(expected, actual, walk)
  } else if (isObject(actual)) compareObjects(expected as JsonObject, actual, walk, fields, owner)
  else mistyped(expected, actual, walk)
}

function mistyped(expected: Json, actual: Json, walk: Walk): void {
  walk.tally.structure('type_mismatch', countLeaves(expected), placeOf(walk), expected, actual)
}

function compareLeaf(expected: Json, actual: Json, walk: Walk, fields: FieldTree | undefined, owner: Owner | undefined): void {
  const { scope } = walk
  const rule = fields?.rule
  const verdict = judgeLeaf(expected, actual, walk, rule)
  if (verdict === 'unverified' && owner !== undefined && typeof expected === 'string' && typeof actual === 'string') {
    scope.correspondence.learnOwned(owner.expected, expected, actual)
  }
  if (verdict === 'same' && isNumeric(expected) && Number.isInteger(expected) && isSpelledOtherwise(walk)) {
    const [wanted, got] = spelledAs(expected, walk)
    walk.tally.leaf('format_mismatch', () => ({ path: placeOf(walk), expected: wanted, actual: got }))
    return
  }
  const before = rule === undefined && owner !== undefined && isRight(verdict) ? noteReading(owner, expected, actual, walk) : undefined
  // Most leaves: nothing is to be said of them.
  if (before === undefined && verdict === 'same') walk.tally.right(1)
  else if (before === undefined) walk.tally.leaf(verdict, () => ({ path: placeOf(walk), expected: inTwinsTerms(expected, scope), actual }))
  else walk.tally.leaf('symbol_inconsistent', () => ({ path: placeOf(walk), expected: before, actual }))
}

function judgeLeaf(expected: Json, actual: Json, walk: Walk, rule: FieldRule | undefined): Verdict {
  const { scope } = walk
  if (rule !== undefined) {
    scope.onRule?.(rule)
    return judgeByClass(expected, actual, rule, scope)
  }
  const known = scope.judgeLeaf === undefined ? undefined : scope.judgeLeaf(expected, actual, () => placeOf(walk))
  return known ?? judgeByLooks(expected, actual, scope)
}

/** Whether one side always writes whole numbers under this key with a fraction, `275.0`, and the other never: clients with types mind. */
function isSpelledOtherwise({ spelling, steps }: Walk): boolean {
  if (spelling === undefined) return false
  const key = steps.at(-1)
  if (typeof key !== 'string') return false
  const [wanted, got] = [hasFraction(spelling.expected, key), hasFraction(spelling.actual, key)]
  return wanted !== undefined && got !== undefined && wanted !== got
}

/** Undefined where it is now so and now otherwise. */
function hasFraction(spelling: Spelling, key: string): boolean | undefined {
  if (spelling === 'none' || !spelling.written.has(key)) return false
  return spelling.left.has(key) ? undefined : true
}

function spelledAs(value: number | bigint, { spelling, steps }: Walk): [expected: string, actual: string] {
  const isFirst = spelling !== undefined && hasFraction(spelling.expected, String(steps.at(-1))) === true
  const [whole, fraction] = [String(value), `${value}.0`]
  return isFirst ? [fraction, whole] : [whole, fraction]
}

/** A moment that a field of an entity showed before must be read as the twin showed it then; if it is not, what the twin showed. */
function noteReading(owner: Owner, expected: Json, actual: Json, { scope, steps }: Walk): string | number | undefined {
  if (!isClockReading(expected) || !isClockReading(actual) || inTwinsTerms(owner.expected, scope) !== owner.actual) return undefined
  const field = String(steps.findLast((step) => typeof step === 'string'))
  const before = scope.correspondence.reading(owner.expected, field, expected)
  scope.correspondence.learnReading(owner.expected, field, expected, actual)
  return before === undefined || isSameReading(before, actual) ? undefined : before
}

function inTwinsTerms(expected: Json, scope: Scope): Json {
  if (typeof expected === 'string') return scope.correspondence.text(expected)
  if (isNumeric(expected)) return scope.correspondence.number(expected) ?? expected
  return expected
}

function compareObjects(
  expected: JsonObject,
  actual: JsonObject,
  walk: Walk,
  fields: FieldTree | undefined,
  outer: Owner | undefined,
): void {
  const { tally, steps, scope } = walk
  const owner = ownerOf(expected, actual) ?? outer
  const names = Object.keys(actual)
  let matched = 0
  let count = 0
  let renamed: ReadonlyMap<string, string> | undefined
  for (const key in expected) {
    const value = expected[key] as Json
    let name: string | undefined = key
    // mostly both have the same keys in the same order
    if (names[count++] !== key && !Object.hasOwn(actual, key)) {
      renamed ??= pairKeys(expected, actual, scope)
      name = renamed.get(key)
    }
    if (name === undefined) {
      tally.structure('missing_field', countLeaves(value), printPath('body', [...steps, key]), value, undefined)
      continue
    }
    matched++
    steps.push(key)
    compareValues(value, actual[name] as Json, walk, fieldBelow(fields, key), owner)
    steps.pop()
  }
  if (names.length === 0 && count === 0) tally.right(1)
  if (names.length === matched) return
  const partners = new Set(renamed?.values())
  for (const name of names) {
    if (Object.hasOwn(expected, name) || partners.has(name)) continue
    tally.structure('extra_field', countLeaves(actual[name]), printPath('body', [...steps, name]), undefined, actual[name])
  }
}

function compareLists(expected: readonly Json[], actual: readonly Json[], walk: Walk, fields: FieldTree | undefined, owner?: Owner): void {
  const { tally, scope, steps } = walk
  const { places, moved, reordered, tied, lostLeaves } = pairLists(expected, actual, scope, () => placeOf(walk))
  if (moved) scope.onMoved?.(placeOf(walk), tied)
  if (expected.length === 0 && actual.length === 0) tally.right(1)
  if (expected.length !== actual.length) {
    tally.structure('array_length_mismatch', lostLeaves, placeOf(walk), expected.length, actual.length)
  } else if (reordered && scope.isUnordered?.(placeOf(walk)) !== true) {
    tally.structure('order_mismatch', 1, placeOf(walk), keysOf(places), places as number[])
  }
  const below = fieldBelow(fields)
  for (let at = 0; at < places.length; at++) {
    const place = places[at]
    if (place === undefined) continue
    steps.push(at)
    compareValues(expected[at] as Json, actual[place] as Json, walk, below, owner)
    steps.pop()
  }
}

function keysOf(list: readonly unknown[]): number[] {
  return list.map((_, at) => at)
}

/** The entity that an object shows, by its id in the recording and in the twin, as text. */
interface Owner {
  readonly expected: string
  readonly actual: string | undefined
}

function ownerOf(expected: JsonObject, actual: JsonObject): Owner | undefined {
  const id = idOf(expected)
  return id === undefined ? undefined : { expected: id, actual: idOf(actual) }
}

function idOf(object: JsonObject): string | undefined {
  const id = object['id'] ?? object['_id'] ?? object['objectId'] ?? object['uuid']
  return typeof id === 'string' || typeof id === 'number' ? String(id) : undefined
}

function placeOf(walk: Walk): string {
  return printPath('body', walk.steps)
}
