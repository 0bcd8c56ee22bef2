import type { Json } from '#base'
import { parseClockNumber, parseClockText } from './clock-reading.ts'
import { isNumeric, isSameKind } from './is-equal-scalar.ts'
import { isNear, judgeClock } from './judge-clock.ts'
import { splitPieces } from './pieces.ts'
import { isSameFormat } from './same-format.ts'
import type { Scope } from './scope.ts'
import type { Verdict } from './verdict.ts'

/** What the second instance of a service has where it differs from the first. */
export interface SecondValue {
  readonly value: Json
  /** What the two have here stands for one another wherever it is met. Else not even the service is consistent, and only the kind counts. */
  readonly isSteady: boolean
  /** The place is called an id: a number there is a name, and stands for the same thing wherever it is met. */
  readonly isId: boolean
}

/** A shorter piece is no name: it is met in too many texts. */
const leastName = 6
/** Longest text that is remembered as a whole. */
const longestWhole = 128
const words = /^[\w+/=.~-]+$/

/** A value that two instances of the service do not share: the twin's is of the same kind and form, and stands for the same from then on. */
export function judgeFree(expected: Json, second: SecondValue, actual: Json, scope: Scope): Verdict {
  if (!isSameKind(expected, actual)) return isSameKind(second.value, actual) ? 'unverified' : 'type_mismatch'
  if (typeof expected === 'string') return judgeFreeText(expected, second, actual as string, scope)
  return isNumeric(expected) ? judgeFreeNumber(expected, second, actual as number | bigint, scope) : 'unverified'
}

function judgeFreeNumber(expected: number | bigint, second: SecondValue, actual: number | bigint, scope: Scope): Verdict {
  const { correspondence, clock } = scope
  const reading = parseClockNumber(Number(expected))
  if (reading !== undefined && isNear(reading, clock)) return judgeClock(reading, parseClockNumber(Number(actual)), clock)
  if (!second.isSteady) return 'unverified'
  const known = second.isId ? correspondence.number(expected) : undefined
  if (known !== undefined) return known === actual ? 'mapped' : 'symbol_inconsistent'
  if (second.isId && isWhole(expected) && isWhole(actual)) correspondence.learnNumber(expected, actual)
  const isFormShared = !isNumeric(second.value) || isWhole(second.value) === isWhole(expected)
  return isFormShared && isWhole(actual) !== isWhole(expected) ? 'format_mismatch' : 'unverified'
}

function isWhole(value: number | bigint): boolean {
  return typeof value === 'bigint' || Number.isInteger(value)
}

function judgeFreeText(expected: string, second: SecondValue, actual: string, scope: Scope): Verdict {
  const { correspondence, clock } = scope
  const reading = parseClockText(expected)
  if (reading !== undefined && isNear(reading, clock)) {
    // Not held to what it stood for before: two things may have the same moment.
    const verdict = judgeClock(reading, parseClockText(actual), clock)
    if (verdict === 'unverified') correspondence.learnText(expected, actual)
    return verdict
  }
  const translated = correspondence.text(expected)
  if (translated === actual && translated !== expected) return 'mapped'
  if (!second.isSteady) return 'unverified'
  if (correspondence.hasText(expected)) return translated === actual ? 'mapped' : 'symbol_inconsistent'
  const other = String(second.value)
  const [left, middle, right] = [splitPieces(expected), splitPieces(other), splitPieces(actual)]
  if (!isBuiltAlike(left, middle)) return judgeWhole(expected, other, actual, scope)
  const verdict = isBuiltAlike(left, right) ? judgePieces(left, middle, right, scope) : 'format_mismatch'
  learnWhole(expected, actual, scope)
  return verdict
}

function isBuiltAlike(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((part, at) => at % 2 === 1 || part === right[at])
}

/** Pieces that both instances share are equal, in the twin's terms; the others are alike. */
function judgePieces(left: readonly string[], middle: readonly string[], right: readonly string[], scope: Scope): Verdict {
  let worst: Verdict = 'unverified'
  for (let at = 1; at < left.length; at += 2) {
    const [piece, other, actual] = [left[at] as string, middle[at] as string, right[at] as string]
    const verdict = judgePiece(piece, other, actual, scope)
    if (verdict !== 'same' && verdict !== 'unverified') worst = verdict
  }
  return worst
}

function judgePiece(piece: string, other: string, actual: string, { correspondence, clock }: Scope): Verdict {
  const reading = parseClockText(piece)
  if (reading !== undefined && isNear(reading, clock)) return judgeClock(reading, parseClockText(actual), clock)
  const known = correspondence.piece(piece)
  if (known !== undefined) return known === actual ? 'same' : 'symbol_inconsistent'
  if (piece === other) return piece === actual ? 'same' : 'value_mismatch'
  if (piece.length >= leastName) correspondence.learnPiece(piece, actual)
  return isFormed(piece, other, actual) ? 'unverified' : 'format_mismatch'
}

/** Minted as one, such as `V1StGXR8_Z5jdHi6B-myT`; or texts of which nothing can be said. */
function judgeWhole(expected: string, other: string, actual: string, scope: Scope): Verdict {
  learnWhole(expected, actual, scope)
  return isFormed(expected, other, actual) ? 'unverified' : 'format_mismatch'
}

function learnWhole(expected: string, actual: string, { correspondence }: Scope): void {
  if (expected.length >= leastName && words.test(expected) && words.test(actual)) correspondence.learnWord(expected, actual)
  else if (expected.length <= longestWhole) correspondence.learnText(expected, actual)
}

/** Written as the service writes it: what its instances' values have in common, the twin's has, too. */
function isFormed(expected: string, other: string, actual: string): boolean {
  if (isSameFormat(expected, actual) || isSameFormat(other, actual)) return true
  // Short runs of digits count something: their length says nothing.
  const isCount = [expected, other, actual].every((text) => /^\d{1,14}$/.test(text))
  return isCount || !isSameFormat(expected, other)
}
