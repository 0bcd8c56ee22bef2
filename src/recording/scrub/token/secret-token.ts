import type { SipHash } from '#base'
import { isSealed, readSymbols, type Symbols, seal } from './seal.ts'
import { createSymbolStream, drawSymbol, writeSymbols } from './symbol-stream.ts'
import { maskVendorPrefix } from './vendor-prefix.ts'

/**
 * A token for a secret of any form: a digit for a digit, a letter of the same case for a letter, the other characters kept, so that
 * length, alphabet and layout stay. A vendor's prefix stays readable but is no longer the vendor's (`vendor-prefix.ts`).
 */
export function toSecretToken(hash: SipHash, value: string): string {
  const { text, kept } = maskVendorPrefix(withSymbols(value))
  const seed = hash.text(value)
  let token = text
  for (let attempt = 0; attempt < 64; attempt++) {
    token = draw(text, kept, createSymbolStream(seed, attempt))
    // A token whose letters all happen to be hexadecimal digits would be read with other rooms than it was made with.
    if (isSecretToken(token)) return token
  }
  return token
}

export function isSecretToken(text: string): boolean {
  const symbols = readSymbols(text)
  return symbols.at.length === 1 ? symbols.value[0] === lonely(symbols) : isSealed(symbols)
}

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

function draw(text: string, kept: number, stream: ReturnType<typeof createSymbolStream>): string {
  const symbols = readSymbols(text)
  const { at, value, room } = symbols
  if (at.length === 1) return writeSymbols(text, at, [lonely(symbols)])
  const uuid = uuidPattern.test(text)
  const number = room.every((size) => size === 10)
  for (let index = 0; index < at.length; index++) {
    const place = at[index] as number
    if (place < kept || (uuid && (place === 14 || place === 19))) continue
    // The first digit of a number stays what it is to a reader of numbers: zero, or not zero.
    if (number && index === 0) value[0] = value[0] === 0 ? 0 : 1 + stream.below(9)
    else value[index] = drawSymbol(stream, room[index] as number)
  }
  seal(symbols)
  return writeSymbols(text, at, value)
}

/** One symbol has no room for a checksum: all one-symbol values share a token. */
function lonely(symbols: Symbols): number {
  return symbols.room[0] === 10 ? 0 : 33
}

/**
 * Where too few of the characters are letters or digits to make a token of, the others count as letters; so do letters beyond ASCII,
 * and `@`, which would make the token look like an address.
 */
function withSymbols(value: string): string {
  const plain = value.replace(/[@\u0080-\uffff]/g, 'x')
  const symbols = readSymbols(plain).at.length
  const solid = plain.replace(/\s/g, '').length
  return symbols >= 3 && symbols * 2 >= solid ? plain : plain.replace(/[!-/:-@[-`{-~]/g, 'x')
}
