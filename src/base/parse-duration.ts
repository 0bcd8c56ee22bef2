const unitsMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }

/** What `parseDuration` reads. */
export const durationPattern = /^(?:\d+(?:\.\d+)?(?:ms|[smhdw]))+$/

/** `90d`, `12h`, `1d12h`: milliseconds; undefined when it is no duration. Units are ms, s, m, h, d and w. */
export function parseDuration(text: string): number | undefined {
  if (!durationPattern.test(text)) return undefined
  let total = 0
  for (const [, amount, unit] of text.matchAll(/([\d.]+)(ms|[smhdw])/g)) total += Number(amount) * (unitsMs[unit as string] as number)
  return total
}
