const sizeMax = 20_000

/** The same function, remembering what it gave for each text; for pure functions that are asked the same again and again. */
export function memoize<R>(compute: (text: string) => R): (text: string) => R {
  const known = new Map<string, R>()
  return (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    const result = compute(text)
    if (known.size >= sizeMax) known.clear()
    known.set(text, result)
    return result
  }
}

/** The same for functions of two texts. */
export function memoizePair<R>(compute: (one: string, other: string) => R): (one: string, other: string) => R {
  const known = memoize((_one: string) => new Map<string, R>())
  return (one, other) => {
    const ofOne = known(one)
    const before = ofOne.get(other)
    if (before !== undefined) return before
    const result = compute(one, other)
    ofOne.set(other, result)
    return result
  }
}
