const unitsMs = [
  86_400_000, 3_600_000, 1_800_000, 900_000, 600_000, 300_000, 60_000, 30_000, 15_000, 10_000, 5000, 1000, 500, 250, 100, 50, 10, 1,
]

/** The roundest number above `low` and up to `high`: zero, else a multiple of the largest unit. */
export function roundBetween(low: number, high: number): number {
  if (low < 0 && high >= 0) return 0
  for (const unit of unitsMs) {
    const middle = Math.round((low + high) / 2 / unit) * unit
    for (const candidate of [middle, Math.floor(high / unit) * unit, Math.ceil(low / unit) * unit])
      if (candidate > low && candidate <= high) return candidate
  }
  return Math.round((low + high) / 2)
}
