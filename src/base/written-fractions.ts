/** Keys of a JSON text under which whole numbers stand: as `275.0`, as `275`. */
export interface WrittenFractions {
  readonly written: ReadonlySet<string>
  readonly left: ReadonlySet<string>
}

/** How the whole numbers of a JSON text are written, by key. */
export function writtenFractions(text: string): WrittenFractions {
  const written = new Set<string>()
  const left = new Set<string>()
  for (const [, key = '', , fraction] of text.matchAll(/"((?:[^"\\]|\\.)*)"\s*:\s*(-?\d+)(\.0+)?(?=[\s,}\]])/g)) {
    if (fraction === undefined) left.add(key)
    else written.add(key)
  }
  return { written, left }
}
