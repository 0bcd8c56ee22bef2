const DIGIT = 1
const UPPER = 2
const LOWER = 4
const AT = 8
const COLON = 16
const SPACE = 32
const EQUALS = 64
const JOIN = 128
const BRACE = 256
const OTHER = 512
const PHONE = 1024

/** Which kinds of characters a text has, as bits: what says quickly that a text is of no interest. */
export const characterKinds = new Uint16Array(128)
for (let code = 0; code < 128; code++) characterKinds[code] = kindOfCharacter(String.fromCharCode(code))

function kindOfCharacter(character: string): number {
  if (/\d/.test(character)) return DIGIT
  if (/[A-Z]/.test(character)) return UPPER
  if (/[a-z]/.test(character)) return LOWER
  if (character === '@') return AT
  if (character === ':') return COLON
  if (character === ' ') return SPACE
  if (character === '=') return EQUALS
  if (character === '+' || character === '(') return PHONE
  if (/[_.-]/.test(character)) return JOIN
  return /[{[]/.test(character) ? BRACE : OTHER
}

/** False only where no detector can find anything in a text of this length with these kinds of characters. */
export function mayNeedScrubbing(mask: number, length: number): boolean {
  if ((mask & (AT | EQUALS | BRACE)) !== 0) return true
  if (length < 11) return false
  if ((mask & COLON) !== 0 && (mask & LOWER) !== 0) return true
  if ((mask & DIGIT) !== 0 && (mask & (PHONE | SPACE)) !== 0) return true
  if ((mask & DIGIT) !== 0 && (mask & (UPPER | LOWER)) === 0) return (mask & COLON) === 0 || length < 19
  return length >= 16 && (mask & (DIGIT | UPPER)) !== 0 && (mask & (LOWER | UPPER)) !== 0
}
