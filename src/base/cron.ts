import { momentOf, momentsOf, toWallTime } from './zoned-time.ts'

/** Times of the calendar: `minute hour day-of-month month day-of-week`, as crontab has them. */
export interface Cron {
  /** Minutes of a day, in order. */
  readonly times: readonly number[]
  /** By number, 1 to 31, 1 to 12, 0 (Sunday) to 6. */
  readonly days: ReadonlySet<number>
  readonly months: ReadonlySet<number>
  readonly weekdays: ReadonlySet<number>
  /** A day that meets one of both is meant, where both are said. */
  readonly isEitherDay: boolean
  /** It goes on through all hours: an hour that comes twice counts twice. */
  readonly isHourly: boolean
}

const names: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
}
const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const dayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const dayMs = 86_400_000
/** No clock leaps further. */
const leapMs = 3 * 3_600_000
/** 29 February on a given weekday comes after 40 years at the latest. */
const daysMax = 366 * 41

interface Field {
  readonly name: string
  readonly from: number
  readonly to: number
  readonly words?: { readonly list: readonly string[]; readonly first: number }
}

const fields: readonly Field[] = [
  { name: 'minute', from: 0, to: 59 },
  { name: 'hour', from: 0, to: 23 },
  { name: 'day of the month', from: 1, to: 31 },
  { name: 'month', from: 1, to: 12, words: { list: monthNames, first: 1 } },
  { name: 'day of the week', from: 0, to: 7, words: { list: dayNames, first: 0 } },
]

/** What is wrong with it, for people, where it can't be read. */
export function parseCron(text: string): Cron | string {
  const written = (names[text.trim().toLowerCase()] ?? text).trim().split(/\s+/)
  if (written.length !== fields.length) {
    return `"${text}" has ${written.length} fields, and five are needed: minute, hour, day of the month, month, day of the week ("0 2 * * *" is at 02:00 each day)`
  }
  const sets: Set<number>[] = []
  for (const [at, field] of fields.entries()) {
    const set = readField(written[at] as string, field)
    if (set === undefined)
      return `"${written[at]}" is no ${field.name} of "${text}": write *, ${field.from}-${field.to}, a list with commas, or a step such as */5`
    sets.push(set)
  }
  const [minutes, hours, days, months, weekdays] = sets as [Set<number>, Set<number>, Set<number>, Set<number>, Set<number>]
  if (weekdays.delete(7)) weekdays.add(0)
  const isSaid = (at: number) => !(written[at] as string).startsWith('*')
  const inOrder = (set: Set<number>) => [...set].sort((a, b) => a - b)
  const cron: Cron = {
    times: inOrder(hours).flatMap((hour) => inOrder(minutes).map((minute) => hour * 60 + minute)),
    days,
    months,
    weekdays,
    isEitherDay: isSaid(2) && isSaid(4),
    isHourly: !isSaid(1),
  }
  return nextCron(cron, 0, 'UTC') === undefined ? `"${text}" never comes: no month has such a day` : cron
}

function readField(text: string, { from, to, words }: Field): Set<number> | undefined {
  const numbers = new Set<number>()
  const read = (part: string): number | undefined => {
    const word = words?.list.indexOf(part.toLowerCase()) ?? -1
    if (word !== -1) return word + (words?.first ?? 0)
    const number = /^\d{1,2}$/.test(part) ? Number(part) : Number.NaN
    return number >= from && number <= to ? number : undefined
  }
  for (const part of text.split(',')) {
    const match = /^(\*|[^-/]+)(?:-([^-/]+))?(?:\/(\d{1,2}))?$/.exec(part)
    if (!match) return undefined
    const [, begin = '', end, step] = match
    if (begin === '*' && end !== undefined) return undefined
    const first = begin === '*' ? from : read(begin)
    const last = begin === '*' ? (to === 7 ? 6 : to) : end !== undefined ? read(end) : step === undefined ? first : to
    const by = step === undefined ? 1 : Number(step)
    if (first === undefined || last === undefined || last < first || by === 0) return undefined
    for (let number = first; number <= last; number += by) numbers.add(number)
  }
  return numbers
}

/**
 * The first of its moments that comes after another one; undefined where none does. Clocks of the zone show the time. One that they leap
 * over comes as much later as they leap; one that comes twice counts once, the first time, unless it goes on through all hours.
 */
export function nextCron(cron: Cron, afterMs: number, zone: string): number | undefined {
  // where clocks are put back, what they have shown comes once more
  const isSteady = toWallTime(afterMs - leapMs, zone) - toWallTime(afterMs + leapMs, zone) === -2 * leapMs
  const slackMs = isSteady ? 0 : leapMs
  const fromWallMs = toWallTime(afterMs, zone) - slackMs
  const begin = Math.floor(fromWallMs / dayMs) * dayMs
  for (let at = 0; at < daysMax; at++) {
    const dayWallMs = begin + at * dayMs
    if (!isDay(cron, new Date(dayWallMs))) continue
    const next = firstAfter(cron, { dayWallMs, fromWallMs, afterMs, zone, slackMs })
    if (next !== undefined) return next
  }
  return undefined
}

function isDay({ months, days, weekdays, isEitherDay }: Cron, day: Date): boolean {
  if (!months.has(day.getUTCMonth() + 1)) return false
  const [isDate, isWeekday] = [days.has(day.getUTCDate()), weekdays.has(day.getUTCDay())]
  return isEitherDay ? isDate || isWeekday : isDate && isWeekday
}

interface Search {
  readonly dayWallMs: number
  /** What clocks show before this does not come any more. */
  readonly fromWallMs: number
  readonly afterMs: number
  readonly zone: string
  readonly slackMs: number
}

function firstAfter({ times, isHourly }: Cron, { dayWallMs, fromWallMs, afterMs, zone, slackMs }: Search): number | undefined {
  let first: number | undefined
  for (const minute of times) {
    const wallMs = dayWallMs + minute * 60_000
    if (wallMs < fromWallMs) continue
    // those that follow on this day come later, but for an hour that comes twice
    if (first !== undefined && wallMs - toWallTime(first, zone) > slackMs) break
    for (const moment of isHourly ? momentsOf(wallMs, zone) : [momentOf(wallMs, zone)]) {
      if (moment > afterMs && (first === undefined || moment < first)) first = moment
    }
  }
  return first
}
