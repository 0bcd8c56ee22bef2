/** Parts of a text that one detector has decided about, so that no later one reads them in another way. */
export interface Claims {
  readonly text: string
  /** Whether any part of it is taken. */
  taken(start: number, end: number): boolean
  /** Takes the part, to be replaced by `replacement` (which may be the part itself). */
  claim(start: number, end: number, replacement: string): void
  isEmpty(): boolean
  /** The text with all replacements made. */
  apply(): string
}

interface Claim {
  readonly start: number
  readonly end: number
  readonly replacement: string
}

export function createClaims(text: string): Claims {
  /** In order, without overlaps. */
  const claims: Claim[] = []
  let changed = false

  /** The first claim that ends after `at`. */
  function firstAfter(at: number): number {
    let low = 0
    let high = claims.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((claims[middle] as Claim).end <= at) low = middle + 1
      else high = middle
    }
    return low
  }

  return {
    text,
    isEmpty: () => claims.length === 0,
    taken(start, end) {
      const next = claims[firstAfter(start)]
      return next !== undefined && next.start < end
    },
    claim(start, end, replacement) {
      claims.splice(firstAfter(start), 0, { start, end, replacement })
      if (replacement !== text.slice(start, end)) changed = true
    },
    apply() {
      if (!changed) return text
      let out = ''
      let from = 0
      for (const { start, end, replacement } of claims) {
        out += text.slice(from, start) + replacement
        from = end
      }
      return out + text.slice(from)
    },
  }
}
