/**
 * How a token is known for a token, by anybody and without the key: its last letters and digits are a checksum of the others.
 *
 * A value has symbols (letters, without regard to case, and digits) and separators, which do not count. The checksum takes two fifths of
 * the room that the symbols have, at most 32 bits, and half of it when there is little. So a value that nobody scrubbed passes for a token
 * (and stays) with a chance of about 2^-32 from 18 symbols on, 2^-14 at eight, one in a thousand at six digits and one in a hundred at
 * four; and whoever sees a token of four digits can guess with the same chance that it is the value itself. The rest of the room tells
 * different values apart: no map of all short values is both without repetition and unchanged when made twice.
 */
export interface Symbols {
  /** Where in the text each symbol stands. */
  readonly at: number[]
  /** 0 to 9 for digits, 10 to 35 for letters. */
  readonly value: number[]
  /** How many values the symbol may take: 10, 26, or 6 for a letter of a hexadecimal number. */
  readonly room: number[]
}

/** The symbols of `text` from `from` on. */
export function readSymbols(text: string, from = 0): Symbols {
  const at: number[] = []
  const value: number[] = []
  const room: number[] = []
  for (let index = from; index < text.length; index++) {
    const symbol = symbolOf(text.charCodeAt(index))
    if (symbol < 0) continue
    at.push(index)
    value.push(symbol)
    room.push(symbol < 10 ? 10 : 26)
  }
  narrowHexadecimal(value, room)
  return { at, value, room }
}

/** Letters within twelve or more hexadecimal digits, of which some are letters and some are not, have the room of such letters. */
function narrowHexadecimal(value: readonly number[], room: number[]): void {
  let start = 0
  for (let end = 0; end <= value.length; end++) {
    if (end < value.length && (value[end] as number) < 16) continue
    if (end - start >= 12) {
      const letters = value.slice(start, end).filter((symbol) => symbol >= 10).length
      if (letters > 0 && letters < end - start) {
        for (let index = start; index < end; index++) if (room[index] === 26) room[index] = 6
      }
    }
    start = end + 1
  }
}

function symbolOf(code: number): number {
  if (code >= 48 && code <= 57) return code - 48
  const lower = code | 32
  return lower >= 97 && lower <= 122 && code < 128 ? lower - 87 : -1
}

/** Whether the checksum holds. A text without symbols is no token. `salt` stands for what else the checksum covers. */
export function isSealed(symbols: Symbols, salt = 0, maximumBits = 32): boolean {
  const count = symbols.at.length
  if (count === 0) return false
  const body = bodyLength(symbols.room, maximumBits)
  const sum = createSum(symbols.value, body, salt)
  for (let index = body; index < count; index++) {
    if (symbols.value[index] !== sealSymbol(sum, symbols.room[index] as number)) return false
  }
  return true
}

/** Overwrites the last values with the checksum of the others. */
export function seal(symbols: Symbols, salt = 0, maximumBits = 32): void {
  const body = bodyLength(symbols.room, maximumBits)
  const sum = createSum(symbols.value, body, salt)
  for (let index = body; index < symbols.at.length; index++) symbols.value[index] = sealSymbol(sum, symbols.room[index] as number)
}

/** How many symbols come before the checksum, which gets as many as come nearest to its share of the room. */
function bodyLength(room: readonly number[], maximumBits: number): number {
  let all = 0
  for (const size of room) all += bits(size)
  const share = Math.min(maximumBits, Math.max(all * 0.4, Math.min(13, all / 2)))
  let body = room.length
  let used = 0
  while (body > 0) {
    const more = bits(room[body - 1] as number)
    if (used > 0 && used + more - share > share - used) break
    used += more
    body--
  }
  return body
}

function bits(size: number): number {
  return size === 10 ? 3.3219 : size === 26 ? 4.7004 : 2.585
}

function sealSymbol(sum: () => number, room: number): number {
  return room === 10 ? sum() % 10 : 10 + (sum() % room)
}

/** A stream of 32-bit numbers that every symbol of the body and its place decide. */
function createSum(values: readonly number[], body: number, salt: number): () => number {
  let a = 0x64_6f_70_70 ^ salt
  let b = 0x65_6c_3a_31 ^ body
  for (let index = 0; index < body; index++) {
    a = Math.imul(a ^ (values[index] as number), 0x9e3779b1)
    a = (a << 13) | (a >>> 19)
    b = Math.imul(b + a, 0x85ebca77)
    b ^= b >>> 15
  }
  return () => {
    a = (a + 0x9e3779b9) | 0
    let mixed = Math.imul(a ^ b ^ (a >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    b = (b + mixed) | 0
    return (mixed ^ (mixed >>> 15)) >>> 0
  }
}
