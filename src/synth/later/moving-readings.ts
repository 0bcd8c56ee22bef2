import type { Json } from '#base'
import { entityKey } from '#lang'
import { type Call, isRead, isSuccess } from '../call.ts'
import { type CollectionDraft, isScalar, mainKeyField } from '../collection/collection-draft.ts'
import { mainSite, ownKey } from '../timeline/field-kinds.ts'
import type { Timeline } from '../timeline/timeline.ts'
import { isAliveAt, parameterOf, type Track } from '../timeline/track.ts'

/** What an answer shows of the fields that move. */
export interface MovingReading {
  readonly call: Call
  readonly values: Readonly<Record<string, Json>>
  /** No answer showed it: the entity began as others did. */
  readonly isAssumed?: boolean
}

/** Readings between a write to an entity and the next one: only time passes in between. */
export interface Span {
  readonly track: Track
  /** The write that the span begins with. */
  readonly from: Call
  /** In order; the first is that of the write itself where its answer shows the entity. */
  readonly readings: readonly MovingReading[]
}

/** The readings of some fields of a collection's entities, cut at each write. */
export function spansOf(collection: CollectionDraft, fields: ReadonlySet<string>, timeline: Timeline): Span[] {
  return [...readingsByTrack(collection, fields, timeline)].flatMap(([track, readings]) => {
    const calls = timeline.sessions[track.session] ?? []
    const cuts = [...new Set([track.bornBy?.index, ...track.writes])].filter((at) => at !== undefined && at >= (track.bornBy?.index ?? 0))
    const starts = (cuts as number[]).sort((a, b) => a - b)
    return starts.flatMap((start, at) => {
      const end = starts[at + 1] ?? Number.POSITIVE_INFINITY
      const own = readings.filter(({ call }) => call.index >= start && call.index < end).sort((a, b) => a.call.index - b.call.index)
      const from = calls[start]
      return from && own.length > 0 ? [{ track, from, readings: own }] : []
    })
  })
}

function readingsByTrack(collection: CollectionDraft, fields: ReadonlySet<string>, timeline: Timeline): Map<Track, MovingReading[]> {
  const main = mainSite(collection)
  const keyField = mainKeyField(collection)
  const byTrack = new Map<Track, MovingReading[]>()
  for (const { site, keyField: shownKey } of collection.sites) {
    if (shownKey !== keyField) continue
    for (const { call, object } of site.instances) {
      const own = ownKey(object[shownKey], main)
      const key = isScalar(own) ? entityKey([...collection.parents.map((space) => parameterOf(call, space)), own]) : undefined
      const track = timeline
        .tracks(collection.name, call.session)
        .find((candidate) => candidate.key === key && isAliveAt(candidate, call.index))
      if (!track) continue
      const values = Object.fromEntries(Object.entries(object).filter(([name]) => fields.has(name)))
      if (Object.keys(values).length === 0) continue
      byTrack.set(track, [...(byTrack.get(track) ?? []), { call, values }])
    }
  }
  return byTrack
}

export function middleMs({ startedAtMs, endedAtMs }: Call): number {
  return (startedAtMs + endedAtMs) / 2
}

/**
 * What entities are right after the call that made them where its answer does not show it: as the youngest that any answer showed.
 * Undefined where all answers show it.
 */
export function assumedStart(spans: readonly Span[]): MovingReading['values'] | undefined {
  let youngest: { values: MovingReading['values']; age: number } | undefined
  for (const span of spans) {
    const [first] = span.readings
    if (!first || !isUnseenBirth(span)) continue
    const age = middleMs(first.call) - middleMs(span.from)
    if (!youngest || age < youngest.age) youngest = { values: first.values, age }
  }
  return youngest?.values
}

/** The same span, beginning with the assumed values where nothing shows them. */
export function withStart(span: Span, values: MovingReading['values']): Span {
  return isUnseenBirth(span) ? { ...span, readings: [{ call: span.from, values, isAssumed: true }, ...span.readings] } : span
}

function isUnseenBirth({ track, from, readings }: Span): boolean {
  return track.bornBy === from && readings[0]?.call !== from
}

/** Whether no write of the session came after one call and up to another: what changed in between changed by itself. */
export function isQuietBetween(calls: readonly Call[], from: number, until: number): boolean {
  return !calls.some((call) => call.index > from && call.index <= until && !isRead(call) && isSuccess(call))
}
