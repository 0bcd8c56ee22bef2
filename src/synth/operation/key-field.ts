import { equal } from '#lang'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import type { OperationDraft } from './operation-draft.ts'

/** The field of the entity itself that holds its key. */
export function keyField(draft: OperationDraft, collection: CollectionDraft): string | undefined {
  const tracks = draft.timeline.allTracks(collection.name)
  const fields = new Set(tracks.slice(0, 20).flatMap((track) => Object.keys(track.versions[0]?.value ?? {})))
  return [...fields].find((field) =>
    tracks.every((track) => track.versions.every(({ value }) => !Object.hasOwn(value, field) || equal(value[field], track.parts.at(-1)))),
  )
}
