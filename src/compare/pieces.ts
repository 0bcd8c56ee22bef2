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

/** Calls `visit` with every piece of the text. */
export function eachPiece(text: string, visit: (piece: string) => void): void {
  if (text.length < 6) return
  for (const piece of text.match(matcher) ?? []) visit(piece)
}
