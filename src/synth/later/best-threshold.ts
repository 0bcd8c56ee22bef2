export interface Threshold {
  /** From here on it is otherwise; ms. */
  readonly atMs: number
  /** Observations on the wrong side of it. */
  readonly misses: number
}

/** The time that best tells ages at which nothing had happened yet from those at which it had: a round one where there is a choice. */
export function bestThreshold(before: readonly number[], after: readonly number[]): Threshold | undefined {
  if (before.length === 0 || after.length === 0) return undefined
  const ages = [...before.map((age) => ({ age, isAfter: false })), ...after.map((age) => ({ age, isAfter: true }))].sort(
    (a, b) => a.age - b.age || Number(a.isAfter) - Number(b.isAfter),
  )
  // Below the first age all of `before` are wrong.
  let misses = before.length
  let best: { low: number; high: number; misses: number } | undefined
  ages.forEach(({ age, isAfter }, at) => {
    misses += isAfter ? 1 : -1
    const high = ages[at + 1]?.age ?? age
    if (high > age && (!best || misses < best.misses)) best = { low: age, high, misses }
  })
  return best && { atMs: roundBetween(best.low, best.high), misses: best.misses }
}

const unitsMs = [
  86_400_000, 3_600_000, 1_800_000, 900_000, 600_000, 300_000, 60_000, 30_000, 15_000, 10_000, 5000, 1000, 500, 250, 100, 50, 10, 1,
]

/** The roundest number above `low` and up to `high`: zero, else a multiple of the largest unit. */
function roundBetween(low: number, high: number): number {
  if (low < 0 && high >= 0) return 0
  for (const unit of unitsMs) {
    const middle = Math.round((low + high) / 2 / unit) * unit
    for (const candidate of [middle, Math.floor(high / unit) * unit, Math.ceil(low / unit) * unit])
      if (candidate > low && candidate <= high) return candidate
  }
  return Math.round((low + high) / 2)
}
