import { roundBetween } from './round-between.ts'

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
