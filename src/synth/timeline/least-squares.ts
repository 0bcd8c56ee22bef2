/** A sum that was seen: of these terms, each as often as it is named. */
export interface Row {
  readonly terms: readonly string[]
  readonly sum: number
}

const roundsMax = 2000
const enough = 1e-7

/**
 * What each term must be, none of them below zero, for the sums to come out as near as they can. Where several answers are as good, the terms that
 * stand in most sums get what there is, and the others nothing.
 */
export function leastSquares(rows: readonly Row[]): Map<string, number> {
  const inRows = new Map<string, number>()
  for (const { terms } of rows) for (const term of new Set(terms)) inRows.set(term, (inRows.get(term) ?? 0) + 1)
  const names = [...inRows].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([name]) => name)
  const place = new Map(names.map((name, at) => [name, at]))
  const size = names.length
  const square = Array.from({ length: size }, () => new Float64Array(size))
  const right = new Float64Array(size)
  for (const { terms, sum } of rows) {
    const times = new Map<number, number>()
    for (const term of terms) times.set(place.get(term) ?? 0, (times.get(place.get(term) ?? 0) ?? 0) + 1)
    for (const [one, count] of times) {
      right[one] = (right[one] ?? 0) + count * sum
      const line = square[one] as Float64Array
      for (const [other, more] of times) line[other] = (line[other] ?? 0) + count * more
    }
  }
  const values = new Float64Array(size)
  for (let round = 0; round < roundsMax; round++) {
    let moved = 0
    for (let at = 0; at < size; at++) {
      const line = square[at] as Float64Array
      const own = line[at] ?? 0
      let rest = right[at] ?? 0
      for (let other = 0; other < size; other++) if (other !== at) rest -= (line[other] ?? 0) * (values[other] ?? 0)
      const next = Math.max(0, rest / own)
      moved = Math.max(moved, Math.abs(next - (values[at] ?? 0)))
      values[at] = next
    }
    if (moved < enough) break
  }
  return new Map(names.map((name, at) => [name, values[at] ?? 0]))
}
