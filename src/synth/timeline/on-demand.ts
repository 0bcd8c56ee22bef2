import type { CollectionDraft } from '../collection/collection-draft.ts'
import type { Reading } from './read-instance.ts'
import type { Track } from './track.ts'

/** What no answer was asked for is not known, be it there or not. */
export function withUnseen(track: Track): Track {
  const onDemand = onDemandFields(track.collection)
  if (onDemand.length === 0) return track
  const versions = track.versions.map(({ at, value, unknown }) => ({
    at,
    value,
    unknown: new Set([...unknown, ...onDemand.filter((field) => !Object.hasOwn(value, field))]),
  }))
  return { ...track, versions }
}

function onDemandFields({ relations = {} }: CollectionDraft): string[] {
  return Object.keys(relations).filter((field) => relations[field]?.onDemand)
}

/** The fields that a place leaves out, with those that this answer was not asked for. */
export function withUnasked(hidden: ReadonlySet<string> | undefined, { value }: Pick<Reading, 'value'>, collection: CollectionDraft) {
  const unasked = onDemandFields(collection).filter((field) => !Object.hasOwn(value, field))
  return unasked.length === 0 ? hidden : new Set([...(hidden ?? []), ...unasked])
}
