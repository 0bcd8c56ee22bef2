/** A stream of numbers in [0, 1), the same for the same seed. */
export interface Random {
  (): number
  /** A stream that goes on as this one will. */
  fork(): Random
  /** Where it is: `resumeRandom` goes on from there. */
  words(): RandomWords
}

export type RandomWords = readonly [number, number, number, number]

/** xoshiro128** seeded through splitmix32. */
export function createRandom(seed: number): Random {
  let mix = seed | 0
  const word = () => {
    mix = (mix + 0x9e3779b9) | 0
    let x = Math.imul(mix ^ (mix >>> 16), 0x21f0aaad)
    x = Math.imul(x ^ (x >>> 15), 0x735a2d97)
    return (x ^ (x >>> 15)) >>> 0
  }
  return resumeRandom([word(), word(), word(), word()])
}

/** A stream that goes on from where another one was. */
export function resumeRandom([first, second, third, fourth]: RandomWords): Random {
  let [a, b, c, d] = [first, second, third, fourth]
  const next = () => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0
    const shifted = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = rotate(d, 11)
    return result / 4294967296
  }
  return Object.assign(next, { fork: () => resumeRandom([a, b, c, d]), words: (): RandomWords => [a, b, c, d] })
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits))
}
