/**
 * SipHash-2-4, the keyed pseudo-random function of Aumasson and Bernstein (2012), in 32-bit arithmetic.
 * Without the 16-byte key nobody can tell its output from random bits, nor find an input for an output.
 */
export interface SipHash {
  /** The 64-bit hash of the UTF-8 bytes of `text`; `high` and `low` are unsigned 32-bit halves. */
  text(text: string): HashHalves
  /** The same for bytes. */
  bytes(data: Uint8Array): HashHalves
}

export interface HashHalves {
  readonly high: number
  readonly low: number
}

/** `key` has 16 bytes. */
export function createSipHash(key: Uint8Array): SipHash {
  if (key.length !== 16) throw new RangeError(`a SipHash key has 16 bytes, not ${key.length}`)
  const words = readWords(key)
  const encoder = new TextEncoder()
  let scratch = new Uint8Array(1024)
  return {
    bytes: (data) => hash(words, data, data.length),
    text(text) {
      if (text.length * 3 > scratch.length) scratch = new Uint8Array(text.length * 4)
      const { written } = encoder.encodeInto(text, scratch)
      return hash(words, scratch, written)
    },
  }
}

function readWords(key: Uint8Array): Int32Array {
  const view = new DataView(key.buffer, key.byteOffset, 16)
  return Int32Array.of(view.getInt32(0, true), view.getInt32(4, true), view.getInt32(8, true), view.getInt32(12, true))
}

/** v0 low, v0 high, v1 low, … v3 high. Reused: JavaScript runs one hash at a time. */
const state = new Int32Array(8)

function hash(key: Int32Array, data: Uint8Array, length: number): HashHalves {
  const [k0 = 0, k1 = 0, k2 = 0, k3 = 0] = key
  state[0] = k0 ^ 0x70736575
  state[1] = k1 ^ 0x736f6d65
  state[2] = k2 ^ 0x6e646f6d
  state[3] = k3 ^ 0x646f7261
  state[4] = k0 ^ 0x6e657261
  state[5] = k1 ^ 0x6c796765
  state[6] = k2 ^ 0x79746573
  state[7] = k3 ^ 0x74656462
  const whole = length - (length % 8)
  for (let at = 0; at < whole; at += 8) absorb(word(data, at, 4), word(data, at + 4, 4))
  const rest = length - whole
  absorb(word(data, whole, Math.min(rest, 4)), word(data, whole + 4, Math.max(rest - 4, 0)) | (length << 24))
  state[4] = (state[4] as number) ^ 0xff
  for (let round = 0; round < 4; round++) mix()
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
  return { high: (b ^ d ^ f ^ h) >>> 0, low: (a ^ c ^ e ^ g) >>> 0 }
}

function word(data: Uint8Array, at: number, count: number): number {
  let value = 0
  for (let index = 0; index < count; index++) value |= (data[at + index] as number) << (8 * index)
  return value
}

function absorb(low: number, high: number): void {
  state[6] = (state[6] as number) ^ low
  state[7] = (state[7] as number) ^ high
  mix()
  mix()
  state[0] = (state[0] as number) ^ low
  state[1] = (state[1] as number) ^ high
}

/** One SipRound on 64-bit words held as (low, high) pairs. */
function mix(): void {
  let [a = 0, A = 0, b = 0, B = 0, c = 0, C = 0, d = 0, D = 0] = state
  let sum = (a >>> 0) + (b >>> 0)
  A = (A + B + (sum > 0xffffffff ? 1 : 0)) | 0
  a = sum | 0
  let swap = (b << 13) | (B >>> 19)
  B = ((B << 13) | (b >>> 19)) ^ A
  b = swap ^ a
  swap = a
  a = A
  A = swap
  sum = (c >>> 0) + (d >>> 0)
  C = (C + D + (sum > 0xffffffff ? 1 : 0)) | 0
  c = sum | 0
  swap = (d << 16) | (D >>> 16)
  D = ((D << 16) | (d >>> 16)) ^ C
  d = swap ^ c
  sum = (a >>> 0) + (d >>> 0)
  A = (A + D + (sum > 0xffffffff ? 1 : 0)) | 0
  a = sum | 0
  swap = (d << 21) | (D >>> 11)
  D = ((D << 21) | (d >>> 11)) ^ A
  d = swap ^ a
  sum = (c >>> 0) + (b >>> 0)
  C = (C + B + (sum > 0xffffffff ? 1 : 0)) | 0
  c = sum | 0
  swap = (b << 17) | (B >>> 15)
  B = ((B << 17) | (b >>> 15)) ^ C
  b = swap ^ c
  swap = c
  c = C
  C = swap
  state[0] = a
  state[1] = A
  state[2] = b
  state[3] = B
  state[4] = c
  state[5] = C
  state[6] = d
  state[7] = D
}
