import type { Json, Period } from '#base'
import { parseTime, type TimeFormat, timeFormatOf, timeResolutionMs } from '#lang'
import type { Call } from '../call.ts'
import type { Timeline } from '../timeline/timeline.ts'
import { type Interval, intervalsOf, type Sight, type sightsOf } from './intervals.ts'
import { middleMs } from './moving-readings.ts'
import { lengthOf, periodOf, periodsBetween, type Renewal } from './renewal.ts'
import { roundBetween } from './round-between.ts'

/** An interval in which renewals came. */
export interface Renewed extends Interval {
  /** So many. */
  readonly count: number
  /** When the last of them did. */
  readonly atMs: number
}

/** A field that moves on by whole periods, before it is known what goes with it. */
export interface Row extends Pick<Renewal, 'lead' | 'offsetMs' | 'isCounted'> {
  /** Of the moment; what a number counts by. */
  readonly step: { readonly period: Period; readonly format: TimeFormat } | { readonly by: number }
  readonly renewed: readonly Renewed[]
  /** Sights of entities that would have been renewed, and were not. */
  readonly overdue: readonly Sight[]
}

/** Renewals that nothing but time explains. */
const renewedMin = 2
/** Share of a period by which sights have to differ in their place within it: a field that is touched by who looks at it is always new. */
const spreadMin = 0.2
/** What the recorder's clock and the service's may be apart. */
const slackMs = 50

/** The moments of a field move on by one period each time that the clock comes to them, or comes so long after them. Undefined where they do not. */
export function findMomentRow(spans: ReturnType<typeof sightsOf>, lead: string, timeline: Timeline): Row | undefined {
  const formats = new Set(
    spans.flatMap(({ sights }) => sights.flatMap(({ values }) => (isSaid(values[lead]) ? [timeFormatOf(values[lead])] : []))),
  )
  const [format] = formats
  if (formats.size !== 1 || format === undefined) return undefined
  const momentOf = ({ values }: Sight) => parseTime(values[lead]) ?? Number.NaN
  const intervals = intervalsOf(spans, lead, timeline).filter(
    ({ before, after }) => isSaid(before.values[lead]) && isSaid(after.values[lead]),
  )
  const moved = intervals.filter(({ before, after }) => momentOf(before) !== momentOf(after))
  if (moved.filter(({ isQuiet }) => isQuiet).length < renewedMin) return undefined
  const period = periodOf(moved.map(({ before, after }) => ({ fromMs: momentOf(before), toMs: momentOf(after) })))
  if (period === undefined) return undefined
  const lengthMs = lengthOf(period)
  if (lengthMs < 2 * timeResolutionMs(format)) return undefined
  const ageOf = (sight: Sight) => sight.nowMs - momentOf(sight)
  const lowMs = Math.max(...moved.flatMap(({ before, after }) => [ageOf(before), ageOf(after)]))
  const highMs = Math.min(...moved.map(({ after }) => ageOf(after) + lengthMs))
  const offsetMs = between(lowMs, highMs, [0, lengthMs])
  if (offsetMs === undefined) return undefined
  const sights = spans.flatMap((span) => span.sights).filter(({ values }) => isSaid(values[lead]))
  const overdue = sights.filter((sight) => ageOf(sight) >= offsetMs + slackMs)
  const ages = sights.filter((sight) => ageOf(sight) < offsetMs).map(ageOf)
  if (Math.max(...ages) - Math.min(...ages) < lengthMs * spreadMin) return undefined
  const renewed = moved.map((interval): Renewed => {
    const count = periodsBetween(momentOf(interval.before), momentOf(interval.after), period) ?? 1
    const lastMs = momentOf(interval.before) + Math.round(((momentOf(interval.after) - momentOf(interval.before)) * (count - 1)) / count)
    return { ...interval, count, atMs: lastMs + offsetMs }
  })
  return { lead, offsetMs, isCounted: false, step: { period, format }, renewed, overdue }
}

/** A number of what is made goes on by as much each time that a period has passed since then. Undefined where it does not. */
export function findCountRow(spans: ReturnType<typeof sightsOf>, lead: string, timeline: Timeline): Row | undefined {
  const own = spans.filter(
    ({ track, from, sights: [first] }) => track.bornBy === from && first?.call === from && isCount(first.values[lead]),
  )
  const counted = own.flatMap(({ from, sights }) => {
    const start = sights[0]?.values[lead] as number
    return sights
      .slice(1)
      .flatMap((sight) => (isCount(sight.values[lead]) ? [{ sight, ageMs: ageSince(from, sight), moved: sight.values[lead] - start }] : []))
  })
  const by = leastOf(counted.map(({ moved }) => moved))
  if (by === undefined) return undefined
  const intervals = intervalsOf(own, lead, timeline)
  const moved = intervals.filter(({ before, after }) => before.values[lead] !== after.values[lead])
  const counts = counted.map(({ moved, ageMs }) => ({ count: moved / by, ageMs }))
  if (moved.filter(({ isQuiet }) => isQuiet).length < renewedMin || !counts.some(({ count }) => count > 1)) return undefined
  if (counts.some(({ count }) => !Number.isInteger(count) || count < 0)) return undefined
  // stays are what tells a period from the time between two looks
  if (moved.length === intervals.length) return undefined
  const lowMs = Math.max(...counts.map(({ count, ageMs }) => ageMs / (count + 1)))
  const highMs = Math.min(...counts.filter(({ count }) => count > 0).map(({ count, ageMs }) => ageMs / count))
  const periodMs = between(lowMs, highMs, [])
  if (periodMs === undefined || highMs - lowMs > periodMs * spreadMin) return undefined
  const bornMs = new Map(own.map(({ track, from }) => [track, middleMs(from)]))
  const renewed = moved.map((interval): Renewed => {
    const count = (Number(interval.after.values[lead]) - Number(interval.before.values[lead])) / by
    const since = bornMs.get(interval.track) ?? 0
    return { ...interval, count, atMs: since + Math.floor((interval.after.nowMs - since) / periodMs) * periodMs }
  })
  return { lead, offsetMs: periodMs, isCounted: true, step: { by }, renewed, overdue: [] }
}

/** A time above one and up to another: one of these where it is among them, else the roundest. Undefined where there is none. */
function between(lowMs: number, highMs: number, likely: readonly number[]): number | undefined {
  if (lowMs >= highMs + slackMs) return undefined
  if (lowMs >= highMs) return Math.round(highMs)
  return likely.find((ms) => ms > lowMs && ms <= highMs) ?? roundBetween(lowMs, highMs)
}

function isSaid(value: Json | undefined): value is string | number {
  return typeof value === 'string' || typeof value === 'number'
}

function isCount(value: Json | undefined): value is number {
  return Number.isSafeInteger(value)
}

function ageSince(from: Call, { nowMs }: Sight): number {
  return nowMs - middleMs(from)
}

/** The move nearest to none. */
function leastOf(moves: readonly number[]): number | undefined {
  return moves.filter((move) => move !== 0).sort((a, b) => Math.abs(a) - Math.abs(b))[0]
}
