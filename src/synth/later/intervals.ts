import type { Json, JsonObject } from '#base'
import type { Call } from '../call.ts'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import type { Timeline } from '../timeline/timeline.ts'
import { type Track, versionAt } from '../timeline/track.ts'
import { isQuietBetween, middleMs, spansOf } from './moving-readings.ts'

/** What an answer shows of an entity. */
export interface Sight {
  readonly call: Call
  readonly nowMs: number
  /** The fields that move, as they were shown. */
  readonly values: Readonly<Record<string, Json>>
  /** What is known of the entity beside them. */
  readonly stored: JsonObject
}

/** Two sights of an entity, one after the other, with no write to it in between. */
export interface Interval {
  readonly track: Track
  readonly before: Sight
  readonly after: Sight
  /** Nothing was written at all: what changed in between changed by itself. */
  readonly isQuiet: boolean
}

/** What is seen of the entities of a collection while nobody writes to them: all sights of each, in order. */
export function sightsOf(
  collection: CollectionDraft,
  fields: ReadonlySet<string>,
  timeline: Timeline,
): { track: Track; from: Call; sights: Sight[] }[] {
  return spansOf(collection, fields, timeline).map(({ track, from, readings }) => ({
    track,
    from,
    sights: readings.map(({ call, values }) => ({
      call,
      nowMs: middleMs(call),
      values,
      stored: versionAt(track, call.index)?.value ?? {},
    })),
  }))
}

/** The intervals between sights of a field. */
export function intervalsOf(spans: ReturnType<typeof sightsOf>, field: string, timeline: Timeline): Interval[] {
  return spans.flatMap(({ track, sights }) => {
    const own = sights.filter(({ values }) => Object.hasOwn(values, field))
    return own.slice(1).map((after, at) => {
      const before = own[at] as Sight
      return { track, before, after, isQuiet: isQuietBetween(timeline.sessions[track.session] ?? [], before.call.index, after.call.index) }
    })
  })
}
