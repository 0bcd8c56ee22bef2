/**
 * One order for the items of several lists in which each stands at most once: each list's own where they agree; what no list relates
 * stands as in `otherwise`, or as it was met.
 */
export function mergeOrders(lists: readonly (readonly string[])[], otherwise: readonly string[] = []): string[] {
  const all = [...new Set([...otherwise, ...lists.flat()])]
  const behind = new Map(all.map((item) => [item, new Map<string, number>()]))
  for (const list of lists) {
    list.forEach((item, at) => {
      for (const later of list.slice(at + 1)) {
        const counts = behind.get(later) as Map<string, number>
        counts.set(item, (counts.get(item) ?? 0) + 1)
      }
    })
  }
  const isBefore = (item: string, other: string) => (behind.get(other)?.get(item) ?? 0) > (behind.get(item)?.get(other) ?? 0)
  const order: string[] = []
  const left = new Set(all)
  while (left.size > 0) {
    const next = [...left].find((item) => ![...left].some((other) => other !== item && isBefore(other, item))) ?? ([...left][0] as string)
    order.push(next)
    left.delete(next)
  }
  return order
}
