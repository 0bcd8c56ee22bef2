/** Kinds of characters, as bits. */
export const characterBits = {
  digit: 1,
  upper: 2,
  lower: 4,
  at: 8,
  colon: 16,
  space: 32,
  equals: 64,
  /** `_`, `.` and `-`. */
  join: 128,
  /** `{`, `[`, and escapes. */
  brace: 256,
  /** `+` and `(`. */
  dial: 512,
  slash: 1024,
  other: 2048,
} as const

/** The bit of each ASCII character. */
export const characterKinds = new Uint16Array(128)
for (let code = 0; code < 128; code++) characterKinds[code] = kindOfCharacter(String.fromCharCode(code))

function kindOfCharacter(character: string): number {
  if (/\d/.test(character)) return characterBits.digit
  if (/[A-Z]/.test(character)) return characterBits.upper
  if (/[a-z]/.test(character)) return characterBits.lower
  if (/[_.-]/.test(character)) return characterBits.join
  if (/[{[]/.test(character)) return characterBits.brace
  if (/[+(]/.test(character)) return characterBits.dial
  const named: Record<string, number> = {
    '@': characterBits.at,
    ':': characterBits.colon,
    ' ': characterBits.space,
    '=': characterBits.equals,
  }
  return character === '/' ? characterBits.slash : (named[character] ?? characterBits.other)
}

/** All kinds that occur in a text. */
export function characterMask(text: string): number {
  let mask = 0
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    mask |= code < 128 ? (characterKinds[code] as number) : characterBits.other
  }
  return mask
}

const { digit, upper, lower, at, colon, space, equals, join, brace, dial, slash } = characterBits
const letter = upper | lower

/**
 * False only where no detector can find anything in `text` from `start` to `end`, whose kinds of characters `mask` holds: most values of
 * most bodies are ruled out here, which is what makes scrubbing fast.
 */
export function mayNeedScrubbing(text: string, start: number, end: number, mask: number): boolean {
  if ((mask & (at | equals | brace)) !== 0) return true
  const length = end - start
  if (length < 11 || (mask & (digit | letter)) === 0) return false
  if ((mask & digit) === 0)
    return (mask & colon) !== 0 ? (mask & (slash | space)) !== 0 || length > 20 : length >= 24 && (mask & upper) !== 0
  if (isTime(text, start, length) || isUuid(text, start, length)) return false
  if ((mask & letter) === 0) return length >= 13 || (mask & (dial | space | join)) !== 0
  if ((mask & (space | dial | colon)) !== 0) return true
  return length >= 16
}

/** `2026-01-01T…` or with a space. */
function isTime(text: string, start: number, length: number): boolean {
  if (length > 35 || text.charCodeAt(start + 4) !== 45 || text.charCodeAt(start + 7) !== 45) return false
  const middle = text.charCodeAt(start + 10)
  return middle === 84 || (middle === 32 && text.charCodeAt(start + 13) === 58)
}

function isUuid(text: string, start: number, length: number): boolean {
  if (length !== 36) return false
  const dashes = text.charCodeAt(start + 8) === 45 && text.charCodeAt(start + 13) === 45
  return dashes && text.charCodeAt(start + 18) === 45 && text.charCodeAt(start + 23) === 45
}
