import type { HashHalves } from '#base'

/** Symbols drawn from the keyed hash of a value: without the key nobody can tell them from random ones. */
export interface SymbolStream {
  /** 0 ≤ n < `size`. */
  below(size: number): number
}

/** `attempt` gives another stream for the same value, for when the first token will not do. */
export function createSymbolStream(hash: HashHalves, attempt = 0): SymbolStream {
  let a = hash.high | 0
  let b = hash.low | 0
  let c = Math.imul(attempt + 1, 0x9e3779b1)
  let counter = 1
  // sfc32, a small fast generator; its seed is the keyed hash, so knowing the token does not lead to the value.
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return sum >>> 0
  }
  for (let round = 0; round < 8; round++) next()
  return { below: (size) => next() % size }
}

/** A symbol of the same kind: a digit for a digit, a letter for a letter. */
export function drawSymbol(stream: SymbolStream, room: number): number {
  return room === 10 ? stream.below(10) : 10 + stream.below(room)
}

/** `text` with its symbols replaced; each letter keeps the case that it had in `text`. */
export function writeSymbols(text: string, at: readonly number[], values: readonly number[]): string {
  let out = ''
  let from = 0
  for (let index = 0; index < at.length; index++) {
    const place = at[index] as number
    const code = text.charCodeAt(place)
    const value = values[index] as number
    out += text.slice(from, place)
    if (value < 10) out += String.fromCharCode(48 + value)
    else out += String.fromCharCode((code >= 65 && code <= 90 ? 55 : 87) + value)
    from = place + 1
  }
  return out + text.slice(from)
}
