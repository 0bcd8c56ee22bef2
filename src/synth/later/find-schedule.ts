import type { Json } from '#base'
import { parseTime } from '#lang'
import { type Call, valueKey } from '../call.ts'
import { bestThreshold } from './best-threshold.ts'
import { isQuietBetween, middleMs, type Span } from './moving-readings.ts'

/** A change that comes some time after a field took a value. */
export interface Step {
  readonly from: Json
  readonly to: Json
  /** Since the field took the value. */
  readonly afterMs: number
}

/** A span with the time since when the field has the value with which the span begins. */
export interface Timed {
  readonly span: Span
  readonly sinceMs: number
}

export interface Schedule {
  readonly field: string
  readonly steps: readonly Step[]
  /** The spans that it explains. */
  readonly timed: readonly Timed[]
  readonly misses: number
  readonly of: number
}

const valuesMax = 6
const missesMax = 0.1
/** Share of the rarer of the readings before and after a change that may be on the wrong side of its time. */
const wrongMax = 0.25
const seenMin = 2

/** When the values of a field follow each other, from the one that an entity is made with on. Undefined where time alone does not decide. */
export function findSchedule(field: string, spans: readonly Span[], sessions: readonly (readonly Call[])[]): Schedule | undefined {
  const shown = spans.filter(({ readings: [first] }) => first && Object.hasOwn(first.values, field))
  const births = shown.filter(({ track, from, readings }) => track.bornBy === from && readings[0]?.call === from)
  if (countQuiet(field, shown, sessions) < seenMin) return undefined
  const values = new Set(shown.flatMap(({ readings }) => readings.map(({ values }) => valueKey(values[field]))))
  if (values.size < 2 || values.size > valuesMax || births.length < seenMin) return undefined
  const steps = new Map<string, Step>()
  const timed: Timed[] = births.map((span) => ({ span, sinceMs: middleMs(span.from) }))
  let counts = learnSteps(field, timed, steps)
  if (!counts || steps.size === 0) return undefined
  // A write that shows another value than time alone would give has set it.
  for (const span of shown) {
    if (births.includes(span) || span.readings[0]?.call !== span.from) continue
    const before = timed.findLast(({ span: earlier }) => earlier.track === span.track && earlier.from.index < span.from.index)
    const start = before?.span.readings[0]?.values[field]
    const expected = before && start !== undefined ? valueAfter(start, before.sinceMs, middleMs(span.from), steps) : undefined
    const isMoved = expected === undefined || valueKey(expected.value) !== valueKey(span.readings[0]?.values[field])
    timed.push({ span, sinceMs: isMoved ? middleMs(span.from) : expected.sinceMs })
  }
  counts = learnSteps(field, timed, steps) ?? counts
  return counts.misses > counts.of * missesMax ? undefined : { field, steps: [...steps.values()], timed, ...counts }
}

/** Changes between two readings with no write at all in between. */
function countQuiet(field: string, spans: readonly Span[], sessions: readonly (readonly Call[])[]): number {
  let count = 0
  for (const { track, readings } of spans) {
    const own = readings.filter(({ values }) => Object.hasOwn(values, field))
    own.slice(1).forEach(({ call, values }, at) => {
      const before = own[at]
      if (!before || before.isAssumed || valueKey(before.values[field]) === valueKey(values[field])) return
      if (isQuietBetween(sessions[track.session] ?? [], before.call.index, call.index)) count++
    })
  }
  return count
}

/** The value that a field has after some time, and since when. */
export function valueAfter(
  start: Json,
  sinceMs: number,
  nowMs: number,
  steps: ReadonlyMap<string, Step>,
): { value: Json; sinceMs: number } {
  let current = { value: start, sinceMs }
  for (let count = 0; count <= valuesMax; count++) {
    const step = steps.get(valueKey(current.value))
    if (!step || current.sinceMs + step.afterMs > nowMs) break
    current = { value: step.to, sinceMs: current.sinceMs + step.afterMs }
  }
  return current
}

/** Learns for each value with which spans begin what follows; adds to what is known. */
function learnSteps(field: string, timed: readonly Timed[], steps: Map<string, Step>): { misses: number; of: number } | undefined {
  let misses = 0
  let of = 0
  const groups = Map.groupBy(timed, ({ span }) => valueKey(span.readings[0]?.values[field]))
  for (const [, group] of [...groups].sort((a, b) => b[1].length - a[1].length)) {
    const points = group.flatMap(({ span, sinceMs }) =>
      span.readings.flatMap(({ call, values }) =>
        Object.hasOwn(values, field) ? [{ age: middleMs(call) - sinceMs, value: values[field] as Json, key: valueKey(values[field]) }] : [],
      ),
    )
    of += points.length
    const earliest = new Map<string, number>()
    for (const { age, key } of points) earliest.set(key, Math.min(age, earliest.get(key) ?? Number.POSITIVE_INFINITY))
    const order = [...earliest].sort((a, b) => a[1] - b[1]).map(([key]) => key)
    let enteredMs = 0
    for (const [place, key] of order.slice(1).entries()) {
      const from = order[place] as string
      const later = new Set(order.slice(place + 1))
      const after = points.filter((point) => later.has(point.key))
      if (after.length < seenMin) return undefined
      const earlier = points.filter((point) => !later.has(point.key))
      const threshold = bestThreshold(
        earlier.map(({ age }) => age),
        after.map(({ age }) => age),
      )
      if (!threshold || threshold.atMs <= enteredMs || threshold.misses > Math.min(earlier.length, after.length) * wrongMax)
        return undefined
      misses += threshold.misses
      const atMs = exactMs(threshold.atMs, group, field, key) ?? threshold.atMs
      const known = {
        from: points.find((point) => point.key === from)?.value ?? null,
        to: points.find((point) => point.key === key)?.value ?? null,
      }
      if (!steps.has(from)) steps.set(from, { ...known, afterMs: atMs - enteredMs })
      enteredMs = atMs
    }
  }
  return { misses, of }
}

const slackMs = 2500
const spreadMs = 50

/** A moment beside the field that says when the change came, always as long after. */
function exactMs(aboutMs: number, group: readonly Timed[], field: string, key: string): number | undefined {
  const offsets = new Map<string, number[]>()
  let count = 0
  for (const { span, sinceMs } of group) {
    const reading = span.readings.find(({ values }) => valueKey(values[field]) === key)
    if (!reading) continue
    count++
    for (const [name, value] of Object.entries(reading.values)) {
      const ms = typeof value === 'string' ? parseTime(value) : undefined
      if (ms !== undefined && Math.abs(ms - sinceMs - aboutMs) <= slackMs) offsets.set(name, [...(offsets.get(name) ?? []), ms - sinceMs])
    }
  }
  for (const each of offsets.values()) {
    const [low, high] = [Math.min(...each), Math.max(...each)]
    if (each.length === count && high - low <= spreadMs) return Math.round((low + high) / 2 / 10) * 10
  }
  return undefined
}
