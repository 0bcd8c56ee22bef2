// The pieces of a text that can be minted or read from a clock as one: a UUID, a time, a date of HTTP, a run of letters and digits.
const source = [
  '[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}(?![0-9A-Za-z])',
  '\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d(?::\\d\\d(?:[.,]\\d+)?)?(?: ?(?:Z|UTC|[+-]\\d\\d:?\\d\\d))?(?![0-9A-Za-z])',
  '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT',
  '[0-9A-Za-z]+',
].join('|')

const splitter = new RegExp(`(${source})`)
const matcher = new RegExp(source, 'g')

/** The text cut into what stands between pieces (even places) and pieces (odd places); joined they are the text. */
export function splitPieces(text: string): string[] {
  return text.split(splitter)
}

/** The text with each piece replaced by what `replace` makes of it. */
export function replacePieces(text: string, replace: (piece: string) => string): string {
  return text.replace(matcher, replace)
}

/** Of the characters below 128, the letters and digits. */
const isWordCode = Uint8Array.from({ length: 128 }, (_, code) => (/[0-9A-Za-z]/.test(String.fromCharCode(code)) ? 1 : 0))
const longPiece = new RegExp(source, 'y')
/** No shorter word without a digit looks random. */
const longWord = 16

/** Behind the end 0: `NaN`, as `charCodeAt` has it, makes a slow way of each look into the table. */
function codeAt(text: string, at: number): number {
  return at < text.length ? text.charCodeAt(at) : 0
}

/**
 * What a text may hold, told without taking it apart: `random`, a piece that may look random (see `looksRandom`); `digits`, no such piece;
 * `words`, not even a digit.
 */
export function glanceAt(text: string): 'random' | 'digits' | 'words' {
  const { length } = text
  let hasDigit = false
  for (let at = 0; at < length; at++) {
    const start = at
    let isMixed = false
    let code = codeAt(text, at)
    for (; isWordCode[code] === 1; code = codeAt(text, ++at)) if (code < 0x3a) isMixed = true
    const run = at - start
    if (run >= 6 && (isMixed || run >= longWord || (run === 8 && code === 0x2d))) return 'random'
    hasDigit ||= isMixed
  }
  return hasDigit ? 'digits' : 'words'
}

/**
 * Calls `visit` with every piece of the text, of no text under 6. The same as matching the expression, which is asked only where a run of
 * letters and digits may begin more than itself.
 */
export function eachPiece(text: string, visit: (piece: string) => void): void {
  const { length } = text
  if (length < 6) return
  for (let at = 0; at < length; ) {
    const start = at
    while (at < length && isWordCode[text.charCodeAt(at)] === 1) at++
    const run = at - start
    if (run === 0) {
      at++
      continue
    }
    const next = text.charCodeAt(at)
    const mayGoOn = next === 0x2d ? run === 8 || run === 4 : next === 0x2c && run === 3
    if (mayGoOn) {
      longPiece.lastIndex = start
      const piece = longPiece.exec(text)?.[0] as string
      at = start + piece.length
      visit(piece)
    } else visit(text.slice(start, at))
  }
}

/**
 * Calls `visit` with the pieces of the text that anybody may ask the origin of: what looks random or is a time has 6 characters or more, and
 * a digit among them or at least 16.
 */
export function eachTellingPiece(text: string, visit: (piece: string) => void): void {
  const { length } = text
  for (let at = 0; at < length; at++) {
    const start = at
    let isMixed = false
    let code = codeAt(text, at)
    for (; isWordCode[code] === 1; code = codeAt(text, ++at)) if (code < 0x3a) isMixed = true
    const run = at - start
    const mayGoOn = code === 0x2d ? run === 8 || (run === 4 && isMixed) : code === 0x2c && run === 3
    if (!mayGoOn) {
      if (run >= 6 && (isMixed || run >= longWord)) visit(text.slice(start, at))
      continue
    }
    longPiece.lastIndex = start
    const piece = longPiece.exec(text)?.[0] as string
    at = start + piece.length - 1
    if (piece.length >= 6 && (piece.length >= longWord || /\d/.test(piece))) visit(piece)
  }
}
