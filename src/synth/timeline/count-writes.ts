import { isObject, type Value } from '#lang'
import type { Collection } from '#model'
import { type Call, isRead, isSuccess, type Route } from '../call.ts'
import type { Timeline } from './timeline.ts'
import type { Life } from './track.ts'

/** A number that a whole service keeps, one more with each write that does something: a revision, an index of changes. */
export interface WriteCount {
  /** What it is before the first write of a session. */
  readonly start: number
  /** What it is right after a call. */
  after(call: Call): number
  /** Whether a call makes it one more. */
  isCounted(call: Call): boolean
}

/** Name under which the number is kept, and its key. */
export const countedName = 'counted'
export const countedKey = 'all'

const depthMax = 3
const routesMin = 3
const stepsMin = 8
/** So many of the steps from one answer to the next must be those of such a number. */
const shareMin = 0.98

/** Finds the number at a place that many routes show, and tells the timeline what it was when. */
export function findWriteCount(routes: readonly Route[], timeline: Timeline): WriteCount | undefined {
  const places = new Map<string, Reading[]>()
  const own = new Set(routes)
  for (const call of timeline.sessions.flat()) {
    if (!own.has(call.route) || call.field || call.route.isPart || !isSuccess(call)) continue
    visit(call.body.value, '', 0, (place, number) => {
      const readings = places.get(place) ?? []
      places.set(place, readings)
      readings.push({ call, number })
    })
  }
  const good = [...places.values()].filter((readings) => isWriteCount(readings, timeline))
  const [readings] = good.sort((a, b) => b.length - a.length)
  if (!readings) return undefined
  const start = startOf(readings, timeline)
  const bySession = Map.groupBy(readings, ({ call }) => call.session)
  const counts = timeline.sessions.map((calls, session) => countIn(calls, bySession.get(session) ?? [], start))
  timeline.keep(
    countedName,
    timeline.sessions.map((_, session) => [toLife(counts[session] ?? [], start)]),
  )
  const at = (call: Call, index: number) => counts[call.session]?.findLast((version) => version.at <= index)?.number ?? start
  const after = (call: Call) => at(call, call.index)
  return { start, after, isCounted: (call) => after(call) > at(call, call.index - 1) }
}

/** The collection that holds the number. */
export function printWriteCount({ start }: WriteCount): Record<string, Collection> {
  return { [countedName]: { key: ['key'], fixtures: [{ value: { key: countedKey, value: start } }] } }
}

interface Reading {
  readonly call: Call
  readonly number: number
}

interface Count {
  readonly at: number
  readonly number: number
}

function visit(value: Value, place: string, depth: number, found: (place: string, number: number) => void): void {
  if (typeof value === 'number' ? Number.isSafeInteger(value) && value >= 0 : typeof value === 'string' && /^\d{1,15}$/.test(value))
    found(place, Number(value))
  else if (isObject(value) && depth < depthMax)
    for (const [key, item] of Object.entries(value)) visit(item, `${place}/${key}`, depth + 1, found)
}

/** Whether a number never goes down, and goes up by no more than the number of writes since it was shown last. */
function isWriteCount(readings: readonly Reading[], timeline: Timeline): boolean {
  const routes = new Set(readings.map(({ call }) => call.route))
  if (routes.size < routesMin || ![...routes].some((route) => isReading(route)) || [...routes].every(isReading)) return false
  let right = 0
  let steps = 0
  let ups = 0
  for (const own of Map.groupBy(readings, ({ call }) => call.session).values()) {
    for (const [at, { call, number }] of own.entries()) {
      const last = own[at - 1]
      if (!last) continue
      const step = number - last.number
      steps++
      if (step > 0) ups++
      if (step >= 0 && step <= writesBetween(timeline.sessions[call.session] ?? [], last.call.index, call.index).length) right++
    }
  }
  return ups >= stepsMin && right >= steps * shareMin
}

function isReading({ calls: [first] }: Route): boolean {
  return first !== undefined && isRead(first)
}

/** The writes after the call with one index, up to that with another. */
function writesBetween(calls: readonly Call[], from: number, to: number): Call[] {
  return calls.slice(Math.max(0, from + 1), to + 1).filter((call) => !isRead(call) && isSuccess(call))
}

/** What the number was before the first write, in most of the sessions. */
function startOf(readings: readonly Reading[], timeline: Timeline): number {
  const counted = new Set<Route>()
  for (const own of Map.groupBy(readings, ({ call }) => call.session).values())
    for (const [at, { call, number }] of own.entries()) if (at > 0 && number > (own[at - 1]?.number ?? number)) counted.add(call.route)
  const starts = [...Map.groupBy(readings, ({ call }) => call.session).values()].flatMap(([first]) => {
    if (!first) return []
    const writes = writesBetween(timeline.sessions[first.call.session] ?? [], -1, first.call.index)
    return [first.number - writes.filter(({ route }) => counted.has(route)).length]
  })
  const [best] = [...Map.groupBy(starts, (start) => start)].sort((a, b) => b[1].length - a[1].length || a[0] - b[0])
  return best?.[0] ?? 0
}

/** The number from call to call; where several writes lie between two answers, the last of them moved it. */
function countIn(calls: readonly Call[], readings: readonly Reading[], start: number): Count[] {
  const counts: Count[] = []
  let last = { at: -1, number: start }
  for (const { call, number } of readings) {
    const moved = writesBetween(calls, last.at, call.index).slice(-Math.max(0, number - last.number))
    if (number > last.number)
      for (const [place, { index }] of moved.entries()) counts.push({ at: index, number: number - moved.length + place + 1 })
    last = { at: call.index, number }
  }
  return counts
}

function toLife(counts: readonly Count[], start: number): Life {
  const versions = [{ at: -1, number: start }, ...counts].map(({ at, number }) => ({
    at,
    value: { key: countedKey, value: number },
    unknown: new Set<string>(),
  }))
  return { key: countedKey, parts: [countedKey], bornBy: undefined, diedBy: undefined, versions }
}
