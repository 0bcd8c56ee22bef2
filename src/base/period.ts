import { momentOf, toWallTime } from './zoned-time.ts'

/** A span of the calendar and of the clock: `1mo`, `1y`, `2w`, `1d12h`. */
export interface Period {
  readonly months: number
  readonly days: number
  readonly ms: number
}

const units: Readonly<Record<string, Period>> = {
  y: { months: 12, days: 0, ms: 0 },
  mo: { months: 1, days: 0, ms: 0 },
  w: { months: 0, days: 7, ms: 0 },
  d: { months: 0, days: 1, ms: 0 },
  h: { months: 0, days: 0, ms: 3_600_000 },
  m: { months: 0, days: 0, ms: 60_000 },
  s: { months: 0, days: 0, ms: 1000 },
  ms: { months: 0, days: 0, ms: 1 },
}

/** What `parsePeriod` reads; it may be nothing still: `0d`. */
export const periodPattern = /^(?:\d{1,9}(?:mo|ms|[ywdhms]))+$/

/** Undefined when it is no period, or nothing. */
export function parsePeriod(text: string): Period | undefined {
  if (!periodPattern.test(text)) return undefined
  let period = { months: 0, days: 0, ms: 0 }
  for (const [, amount, name = ''] of text.matchAll(/(\d+)(mo|ms|[ywdhms])/g)) {
    const unit = units[name] as Period
    const times = Number(amount)
    period = { months: period.months + unit.months * times, days: period.days + unit.days * times, ms: period.ms + unit.ms * times }
  }
  return period.months + period.days + period.ms > 0 ? period : undefined
}

/**
 * A moment so many periods later. Years, months, weeks and days are those of the calendar in the zone: the clocks show the same time, and
 * a month that has no such day ends with its last one. Hours and less are spans of time. Counted from the first moment, not step by step:
 * from the 31st on, months end on the 28th, the 31st, the 30th.
 */
export function addPeriods(atMs: number, { months, days, ms }: Period, times: number, zone: string): number {
  if (months === 0 && days === 0) return atMs + ms * times
  const wall = new Date(toWallTime(atMs, zone))
  const date = wall.getUTCDate()
  if (months !== 0) {
    wall.setUTCDate(1)
    wall.setUTCMonth(wall.getUTCMonth() + months * times)
    const last = new Date(Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth() + 1, 0)).getUTCDate()
    wall.setUTCDate(Math.min(date, last))
  }
  if (days !== 0) wall.setUTCDate(wall.getUTCDate() + days * times)
  return momentOf(wall.getTime(), zone) + ms * times
}

const monthMs = 30.436875 * 86_400_000

/** The first of the moments `atMs`, one period later, two periods later, … that comes after another one. */
export function nextOf(atMs: number, period: Period, afterMs: number, zone: string): number {
  if (atMs > afterMs) return atMs
  const lengthMs = period.months * monthMs + period.days * 86_400_000 + period.ms
  let times = Math.max(0, Math.floor((afterMs - atMs) / lengthMs) - 1)
  while (times > 0 && addPeriods(atMs, period, times, zone) > afterMs) times--
  for (;;) {
    const nextMs = addPeriods(atMs, period, times, zone)
    // beyond what a date can name
    if (Number.isNaN(nextMs)) return Number.POSITIVE_INFINITY
    if (nextMs > afterMs) return nextMs
    times++
  }
}
