import { isUuid } from './looks-random.ts'
import { splitPieces } from './pieces.ts'

/** Sizes of the alphabets from which identifiers are drawn. */
const alphabets: readonly (readonly [pattern: RegExp, size: number])[] = [
  [/^\d+$/, 10],
  [/^[0-9a-f]+$/, 16],
  [/^[0-9A-F]+$/, 16],
  [/^[0-9a-z]+$/, 36],
  [/^[0-9A-Z]+$/, 36],
  [/^[0-9A-Za-z]+$/, 62],
  [/^[\w+/=.~-]+$/, 66],
]

/** Below this a likeness by chance is no explanation. */
const leastChance = 1e-3

/**
 * Whether two different minted values are written alike: UUIDs of one version and case; else the same length and alphabets that could be
 * one (`12345678` may by chance come from a source of hex digits, `zzzzzzzz` can't).
 */
export function isSameFormat(expected: string, actual: string): boolean {
  if (isUuid(expected)) return isUuid(actual) && uuidLayout(expected) === uuidLayout(actual)
  if (expected.length !== actual.length) return false
  const left = alphabetOf(expected)
  const right = alphabetOf(actual)
  if (left === right) return left !== undefined
  if (left === undefined || right === undefined) return false
  const narrow = left[1] <= right[1] ? left : right
  const wide = narrow === left ? right : left
  const text = narrow === left ? expected : actual
  if (!wide[0].test(text)) return false
  return (narrow[1] / wide[1]) ** expected.length >= leastChance
}

/** Whether two different values are written alike piece by piece, with the same signs between the pieces. */
export function isSameBuild(expected: string, actual: string): boolean {
  if (expected.length !== actual.length) return false
  const right = splitPieces(actual)
  return splitPieces(expected).every((piece, at) => piece === right[at] || (at % 2 === 1 && isSameFormat(piece, right[at] ?? '')))
}

function alphabetOf(text: string): readonly [RegExp, number] | undefined {
  return alphabets.find(([pattern]) => pattern.test(text))
}

/** Version, variant and case: what all UUIDs of one maker share. */
function uuidLayout(uuid: string): string {
  const version = uuid[14] ?? ''
  const rfc = /[89ab]/i.test(uuid[19] ?? '')
  const letters = uuid.replace(/[^A-Za-z]/g, '')
  const upper = letters !== '' && letters === letters.toUpperCase()
  return `${rfc ? version : 'other'} ${upper}`
}
