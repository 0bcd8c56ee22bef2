import { addPeriods, type Json, type JsonObject, type Period } from '#base'
import { parseTime, printLiteral, printMember, type TimeFormat } from '#lang'
import type { CollectionDraft } from '../collection/collection-draft.ts'

/** What is done again and again by itself, one period after the other. */
export interface Renewal {
  /** The field that tells when it is due: the moment itself, or a number that counts. */
  readonly lead: string
  /** When it is due: at that moment and so long after it, or so long after the number became what it is; ms. */
  readonly offsetMs: number
  readonly isCounted: boolean
  /** Test of the entities that are renewed; all where it is left out. */
  readonly when?: string
  /** What it sets, as a model says it. */
  readonly set: Readonly<Record<string, Json>>
}

type LaterRule = NonNullable<CollectionDraft['later']>[number]

export function printRenewal({ lead, offsetMs, isCounted, when, set }: Renewal): LaterRule {
  const moment = `moment(self${printMember(lead)})`
  return {
    ...(when === undefined ? {} : { when }),
    ...(isCounted ? { of: lead, at: `since + ${offsetMs}` } : { at: offsetMs === 0 ? moment : `${moment} + ${offsetMs}` }),
    set: { ...set },
  }
}

/** The moment of a field one period later. */
export function printStep(field: string, { months, ms }: Period, format: TimeFormat): Json {
  const moment = `moment(self${printMember(field)})`
  const later = months > 0 ? `plus(${moment}, ${printLiteral(`${months}mo`)})` : `${moment} + ${ms}`
  return { $: `time(${later}, ${printLiteral(format)})` }
}

/** So many periods lie between two moments; undefined where it is no whole number of them. */
export function periodsBetween(fromMs: number, toMs: number, period: Period): number | undefined {
  const about = Math.round((toMs - fromMs) / lengthOf(period))
  for (const count of [about, about - 1, about + 1]) {
    if (count >= 1 && stepsFrom(fromMs, period, count) === toMs) return count
  }
  return undefined
}

const dayMs = 86_400_000

/** On the average; ms. */
export function lengthOf({ months, ms }: Period): number {
  return months * 30.436875 * dayMs + ms
}

/** One after the other: months that end early stay so. */
function stepsFrom(fromMs: number, period: Period, count: number): number {
  if (period.months === 0) return fromMs + period.ms * count
  let atMs = fromMs
  for (let step = 0; step < Math.min(count, stepsMax); step++) atMs = addPeriods(atMs, period, 1, 'UTC')
  return atMs
}

const stepsMax = 1000

const calendar = [1, 2, 3, 6, 12].map((months): Period => ({ months, days: 0, ms: 0 }))
const sharesMax = 4

/** The longest period of which all these distances are whole numbers: of the calendar where that fits, else of the clock. */
export function periodOf(distances: readonly { readonly fromMs: number; readonly toMs: number }[]): Period | undefined {
  const shortest = Math.min(...distances.map(({ fromMs, toMs }) => toMs - fromMs))
  if (!(shortest > 0)) return undefined
  const fits = (period: Period) => distances.every(({ fromMs, toMs }) => periodsBetween(fromMs, toMs, period) !== undefined)
  const clock = Array.from({ length: sharesMax }, (_, at): Period => ({ months: 0, days: 0, ms: shortest / (at + 1) }))
  return [...calendar.toReversed(), ...clock].find((period) => (period.months > 0 || Number.isInteger(period.ms)) && fits(period))
}

/** When a renewal is due, as the entity is; ms since 1970. */
export function dueOf({ lead, offsetMs, isCounted }: Renewal, self: JsonObject, sinceMs: number | undefined): number | undefined {
  const fromMs = isCounted ? sinceMs : parseTime(self[lead])
  return fromMs === undefined ? undefined : fromMs + offsetMs
}
