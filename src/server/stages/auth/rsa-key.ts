import { checkPrimeSync, createPrivateKey, type KeyObject } from 'node:crypto'

const exponent = 65_537n
const bits = 2048

/**
 * An RSA key that is the same for the same stream of numbers in [0, 1): a twin that is started again signs as it did before. For tests
 * only: such a key protects nothing.
 */
export function createRsaKey(random: () => number): KeyObject {
  for (;;) {
    const [p, q] = [drawPrime(random), drawPrime(random)]
    const order = (p - 1n) * (q - 1n)
    if (p === q || order % exponent === 0n) continue
    const d = inverse(exponent, order)
    const key = { kty: 'RSA', n: p * q, e: exponent, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) }
    const encoded = Object.fromEntries(
      Object.entries(key).map(([name, value]) => [name, typeof value === 'bigint' ? encode(value) : value]),
    )
    return createPrivateKey({ key: encoded, format: 'jwk' })
  }
}

/** Odd, and with its two highest bits set, so that the product of two has all of its bits. */
function drawPrime(random: () => number): bigint {
  const size = bits / 16
  for (;;) {
    const bytes = Uint8Array.from({ length: size }, () => Math.floor(random() * 256))
    bytes[0] = (bytes[0] ?? 0) | 0xc0
    bytes[size - 1] = (bytes[size - 1] ?? 0) | 1
    const candidate = BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
    if (checkPrimeSync(candidate)) return candidate
  }
}

/** Of `value` modulo `modulus`, by Euclid. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [value % modulus, modulus, 1n, 0n]
  while (a > 1n) {
    const quotient = a / b
    ;[a, b] = [b, a % b]
    ;[x, y] = [y, x - quotient * y]
  }
  return x < 0n ? x + modulus : x
}

function encode(value: bigint): string {
  const hex = value.toString(16)
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex').toString('base64url')
}
