import type { Json, JsonObject } from '#base'
import type { Call } from '../call.ts'
import type { CollectionDraft } from '../collection/collection-draft.ts'

/** When something was there in a session, and what it was. */
export interface Life {
  readonly key: string
  readonly parts: readonly Json[]
  /** The call that made it; undefined for what was there before the session. */
  readonly bornBy: Call | undefined
  /** The call that ended it. */
  diedBy: Call | undefined
  /** When it ended by itself: between two calls, as a number between their indexes. */
  endedAt?: number
  /** Values from the call with this index on; -1 is the start of the session. In order. */
  readonly versions: Version[]
}

/** The life of one entity in one session, with hindsight. */
export interface Track extends Life {
  readonly collection: CollectionDraft
  readonly session: number
  /** The calls that may have made it, where nothing tells which of several did. */
  readonly origins?: readonly Call[]
  /** What its end left of it, as far as an answer shows that. */
  readonly left?: JsonObject | undefined
  /** When which fields were shown, and whether that was all of it; in order. */
  readonly shown: readonly { readonly at: number; readonly fields: ReadonlySet<string>; readonly whole: boolean }[]
  /** Indexes of the writes that may have changed it. */
  readonly writes: readonly number[]
}

export interface Version {
  readonly at: number
  readonly value: JsonObject
  /** Fields whose value at this moment is not sure: another write lies between it and their first reading. */
  readonly unknown: ReadonlySet<string>
}

export function isAliveAt(track: Life, at: number): boolean {
  return (
    (track.bornBy?.index ?? -1) <= at &&
    !(track.diedBy && track.diedBy.index <= at) &&
    !(track.endedAt !== undefined && track.endedAt <= at)
  )
}

/** What was shown of an entity after a write and before the next one. */
export function shownAfter(track: Track, at: number): { readonly fields: ReadonlySet<string>; readonly whole: boolean } {
  const next = track.writes.find((write) => write > at) ?? Number.POSITIVE_INFINITY
  const shown = track.shown.filter((entry) => entry.at >= at && (entry.at < next || entry.at === at))
  return { fields: new Set(shown.flatMap(({ fields }) => [...fields])), whole: shown.some(({ whole }) => whole) }
}

/** The version in force after the call with index `at`; the first one where nothing is known of earlier times. */
export function versionAt(track: Life, at: number): Version | undefined {
  let found = track.versions[0]
  for (const version of track.versions) if (version.at <= at) found = version
  return found
}

/** The version in force right before a call: what happens between two calls has happened. */
export function versionBefore(track: Track, call: Call): Version | undefined {
  return versionAt(track, call.index - 0.25)
}

export function endsInSpace(route: Call['route'], collection: CollectionDraft): boolean {
  return (
    !collection.linkRoutes?.has(route) &&
    collection.space !== undefined &&
    route.segments[route.segments.length - 1]?.space === collection.space
  )
}

/** The value that a call's path has at a parameter place. */
export function parameterOf(call: Call, space: string): string | undefined {
  const segment = call.route.segments.find((candidate) => candidate.space === space)
  return segment?.parameter === undefined ? undefined : call.path[segment.parameter]
}
