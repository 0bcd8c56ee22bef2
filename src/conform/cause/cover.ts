/**
 * Deals things out to causes, each to one of those that it may have, so that few causes explain many of them: again and again the cause
 * that explains most of what is left. Of two that explain as many, the one met first. Linear in the number of possible causes.
 */
export function coverGreedily<C>(things: readonly (readonly C[])[], keyOf: (cause: C) => string): Map<C, number[]> {
  const possible = new Map<string, { cause: C; members: number[]; order: number }>()
  for (const [at, causes] of things.entries()) {
    for (const cause of causes) {
      const known = possible.get(keyOf(cause))
      if (known === undefined) possible.set(keyOf(cause), { cause, members: [at], order: possible.size })
      else known.members.push(at)
    }
  }
  const covered = new Uint8Array(things.length)
  const bySize = new Map<number, { cause: C; members: number[]; order: number }[]>()
  const put = (entry: { cause: C; members: number[]; order: number }) => {
    const same = bySize.get(entry.members.length)
    if (same === undefined) bySize.set(entry.members.length, [entry])
    else same.push(entry)
  }
  let largest = 0
  for (const entry of possible.values()) {
    put(entry)
    largest = Math.max(largest, entry.members.length)
  }
  const chosen = new Map<C, number[]>()
  for (let size = largest; size > 0; size--) {
    const same = (bySize.get(size) ?? []).sort((left, right) => left.order - right.order)
    for (const entry of same) {
      const left = entry.members.filter((at) => covered[at] === 0)
      if (left.length === entry.members.length) {
        chosen.set(entry.cause, left)
        for (const at of left) covered[at] = 1
      } else if (left.length > 0) {
        put({ ...entry, members: left })
      }
    }
  }
  return chosen
}
