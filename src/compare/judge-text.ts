import { decodeBase64Text } from './base64-text.ts'
import { type ClockReading, parseClockText } from './clock-reading.ts'
import { isNear, isOfSession, judgeClock } from './judge-clock.ts'
import { looksRandom } from './looks-random.ts'
import { eachTellingPiece, glanceAt, splitPieces } from './pieces.ts'
import { isSameBuild, isSameFormat } from './same-format.ts'
import type { Scope } from './scope.ts'
import type { Verdict } from './verdict.ts'

const gravity: Record<Verdict, number> = {
  same: 0,
  mapped: 1,
  unverified: 2,
  format_mismatch: 3,
  symbol_inconsistent: 4,
  value_mismatch: 5,
  type_mismatch: 6,
}

/** A shorter value is another one's by chance. */
const leastMinted = 6
/** A text of more pieces is no value that is minted as one. */
const piecesMax = 15

/** Two strings, by the first of: equal in the twin's terms, base64 of alike texts, minted by both, alike piece by piece, minted as one word. */
export function judgeText(expected: string, actual: string, scope: Scope): Verdict {
  const { correspondence } = scope
  // most texts are words: a glance tells that nothing in them is minted or stands for anything
  const look = expected === actual ? glanceAt(expected) : 'random'
  if (look === 'words' && correspondence.hasDigitsOnly) return 'same'
  const translated = correspondence.text(expected)
  if (translated === actual) {
    if (translated === expected) return look === 'random' ? adoptMinted(expected, scope) : 'same'
    if (!correspondence.look(expected)) return 'mapped'
    return isSameFormat(expected, actual) ? 'unverified' : 'format_mismatch'
  }
  const isKnown = correspondence.hasText(expected)
  const verdict =
    judgeEncoded(expected, actual, scope) ??
    judgeMintedWhole(expected, actual, scope) ??
    judgePieces(expected, actual, scope) ??
    judgeWord(expected, actual, scope)
  return verdict === 'value_mismatch' && isKnown ? 'symbol_inconsistent' : verdict
}

/** Equal, but no second instance of the service would have minted it: the twin knows it by heart. From now on it stands for itself. */
function adoptMinted(text: string, scope: Scope): Verdict {
  let adopted = false
  eachTellingPiece(text, (piece) => {
    if (!isMinted(piece, scope) || scope.correspondence.hasText(piece) || decodeBase64Text(text) !== undefined) return
    scope.correspondence.learnPiece(piece, piece)
    adopted = true
  })
  return adopted ? 'unverified' : 'same'
}

function isMinted(piece: string, scope: Scope): boolean {
  return looksRandom(piece) && scope.origins.isMinted(piece)
}

/** Undefined when the texts are not built alike, or are words of which only the whole is minted. */
function judgePieces(expected: string, actual: string, scope: Scope): Verdict | undefined {
  const left = splitPieces(expected)
  const right = splitPieces(actual)
  if (left.length !== right.length) return undefined
  for (let at = 0; at < left.length; at += 2) if (left[at] !== right[at]) return undefined
  if (left.length > 3 && left.some((piece, at) => piece.length !== right[at]?.length) && isWord(expected)) return undefined
  let verdict: Verdict = 'same'
  let isCountWrong = false
  for (let at = 1; at < left.length; at += 2) {
    const [piece, other] = [left[at] as string, right[at] as string]
    const one = judgePiece(piece, other, scope)
    if (one === 'value_mismatch' && isWord(expected)) return undefined
    if (one === 'value_mismatch' && /^\d+$/.test(piece) && /^\d+$/.test(other)) isCountWrong = true
    else if (gravity[one] > gravity[verdict]) verdict = one
  }
  // Also where the count before a minted piece is wrong (`1-9f3c…` for `2-07be…`): the client sends the twin's back.
  if (verdict === 'unverified' && expected.length <= 128) scope.correspondence.learnText(expected, actual)
  return isCountWrong ? 'value_mismatch' : verdict
}

function judgePiece(expected: string, actual: string, scope: Scope): Verdict {
  const known = scope.correspondence.piece(expected)
  if (expected === actual && known === undefined) return glanceAt(expected) === 'random' ? adoptMinted(expected, scope) : 'same'
  if (known === actual) return 'mapped'
  if (known !== undefined) return 'symbol_inconsistent'
  const reading = parseClockText(expected)
  if (reading !== undefined && isReading(reading, expected, scope)) return judgeReading(reading, expected, actual, scope)
  return isMinted(expected, scope) || isMintedByBoth(expected, actual, scope) ? judgeMinted(expected, actual, scope) : 'value_mismatch'
}

/**
 * Whether both made the value up, though it does not read like minted: chance gives `TVlBbSOmlE`, too. That it is random then is the twin's
 * word, which mints what the recordings showed to be. A plain word is one of a few, whoever says it.
 */
function isMintedByBoth(expected: string, actual: string, { isMade, origins }: Scope): boolean {
  return (
    actual.length >= leastMinted &&
    !isPlain(expected) &&
    isSameBuild(expected, actual) &&
    isMade?.(actual) === true &&
    !origins.isSent(expected)
  )
}

/** Letters with no digit among them, and no small one before a capital but at the beginning of a second word. */
function isPlain(text: string): boolean {
  return !/\d/.test(text) && (text.match(/[a-z][A-Z]/g)?.length ?? 0) < 2
}

/** Of several pieces, some of which do not read like minted (`r:7f1ae307b42a457b`). Undefined where the pieces tell. */
function judgeMintedWhole(expected: string, actual: string, scope: Scope): Verdict | undefined {
  const pieces = splitPieces(expected)
  if (pieces.length <= 3 || pieces.length > piecesMax) return undefined
  const telling = pieces.filter((piece, at) => at % 2 === 1 && isMinted(piece, scope))
  if (telling.length === 0 || telling.length * 2 === pieces.length - 1 || !isMintedByBoth(expected, actual, scope)) return undefined
  if (scope.correspondence.hasText(expected)) return 'symbol_inconsistent'
  scope.correspondence.learnWord(expected, actual)
  return 'unverified'
}

function judgeReading(reading: ClockReading, expected: string, actual: string, { clock, correspondence }: Scope): Verdict {
  const known = correspondence.text(expected)
  const before = known === expected ? undefined : parseClockText(known)
  return judgeClock(reading, parseClockText(actual), clock, before)
}

/** A moment of the session may be the service's reading even if a client's clock has shown the same; any other must not be a client's. */
function isReading(reading: ClockReading, text: string, { clock, origins }: Scope): boolean {
  return isNear(reading, clock) && (isOfSession(reading, clock) || origins.isMinted(text))
}

/**
 * A value that an earlier answer has shown is one that the twin failed to show then. Learned even when it is wrong, so that one fault is
 * reported once.
 */
function judgeMinted(expected: string, actual: string, scope: Scope): Verdict {
  const before = scope.correspondence.originOf(actual)
  if (before !== undefined && before !== expected) return 'symbol_inconsistent'
  if (scope.isMade?.(actual) === false) return 'value_mismatch'
  scope.correspondence.learnPiece(expected, actual)
  if (scope.origins.isKnown(expected)) return 'symbol_inconsistent'
  return isSameFormat(expected, actual) ? 'unverified' : 'format_mismatch'
}

/** Base64 of a text, such as `Order:17` or a cursor, is judged by the text. */
function judgeEncoded(expected: string, actual: string, scope: Scope): Verdict | undefined {
  const left = decodeBase64Text(expected)
  const right = left === undefined ? undefined : decodeBase64Text(actual)
  if (left === undefined || right === undefined) return undefined
  const verdict = judgeText(left, right, scope)
  if (verdict === 'unverified' || verdict === 'mapped') scope.correspondence.learnText(expected, actual)
  return verdict
}

/** Texts that are not built alike: a time and none, one minted word such as `V1StGXR8_Z5jdHi6B-myT` or a JWT, or simply another text. */
function judgeWord(expected: string, actual: string, scope: Scope): Verdict {
  const { correspondence } = scope
  const reading = parseClockText(expected)
  if (reading !== undefined && isReading(reading, expected, scope)) return judgeReading(reading, expected, actual, scope)
  if (!mintedSomewhere(expected, scope)) return 'value_mismatch'
  if (!isWord(expected)) return splitPieces(expected).length === 3 ? 'format_mismatch' : 'value_mismatch'
  if (correspondence.hasText(expected)) return 'symbol_inconsistent'
  if (scope.isMade?.(actual) === false) return 'value_mismatch'
  correspondence.learnWord(expected, actual)
  return isSameFormat(expected, actual) ? 'unverified' : 'format_mismatch'
}

/** Letters of both cases and digits with the few symbols of base64url, base64 and JWTs between them, and no plain word among them. */
function isWord(text: string): boolean {
  if (text.length < 12 || text.length > 4096 || !/^[\w+/=.~-]+$/.test(text)) return false
  if (!/[a-z]/.test(text) || !/[A-Z]/.test(text) || !/\d/.test(text)) return false
  return splitPieces(text).every((piece) => piece.length < 5 || !/^[A-Z]?[a-z]+$|^[A-Z]+$/.test(piece))
}

function mintedSomewhere(text: string, scope: Scope): boolean {
  let minted = false
  eachTellingPiece(text, (piece) => {
    minted ||= isMinted(piece, scope)
  })
  return minted
}
