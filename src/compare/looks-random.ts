const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Whether the text is a UUID of any version, in either case. */
export function isUuid(text: string): boolean {
  return text.length === 36 && uuidPattern.test(text)
}

/**
 * Whether a piece of text reads like the product of a random source or a hash: a UUID, a hex run with digits and letters, a long run of
 * digits, letters and digits shuffled. Words, counters, versions (`v1beta2`) and dates do not. It is only a first sieve: where the piece came
 * from decides.
 */
export function looksRandom(piece: string): boolean {
  const { length } = piece
  if (length < 6) return false
  if (length === 36 && piece[8] === '-') return isUuid(piece)
  let digits = 0
  let uppers = 0
  let lowers = 0
  let beyondHex = 0
  let turns = 0
  let last = 0
  for (let at = 0; at < length; at++) {
    const code = piece.charCodeAt(at)
    const kind = code >= 48 && code <= 57 ? 1 : code >= 65 && code <= 90 ? 2 : code >= 97 && code <= 122 ? 3 : 0
    if (kind === 0) return false
    if (kind === 1) digits++
    else if ((code | 32) > 102) beyondHex++
    if (kind === 2) uppers++
    if (kind === 3) lowers++
    // a capital that begins a word is no turn: OrderCreated
    if (last !== 0 && kind !== last && !(last === 2 && kind === 3)) turns++
    last = kind
  }
  if (digits === length) return length >= 15
  if (digits === 0) return uppers > 0 && lowers > 0 && length >= 16 && turns * 5 >= length
  if (beyondHex === 0 && (uppers === 0 || lowers === 0) && length >= 8) return turns >= 2 || length >= 16
  return length >= 8 ? turns >= 3 && turns * 6 >= length : turns >= 4
}
