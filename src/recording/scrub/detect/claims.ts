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
  const claims: Claim[] = []
  let changed = false
  return {
    text,
    isEmpty: () => claims.length === 0,
    taken: (start, end) => claims.some((claim) => claim.start < end && start < claim.end),
    claim(start, end, replacement) {
      claims.push({ start, end, replacement })
      if (replacement !== text.slice(start, end)) changed = true
    },
    apply() {
      if (!changed) return text
      claims.sort((a, b) => a.start - b.start)
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
