import type { Json } from '#base'
import { isObject } from '#lang'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import type { Timeline } from '../timeline/timeline.ts'

const samplesMax = 60
const depthMax = 2

const known = new WeakMap<Timeline, Map<string, readonly (readonly string[])[]>>()

/** Where the entities of a collection hold scalars, within maps of theirs too: `["hours"]`, `["issue", "id"]`. */
export function scalarPaths(collection: CollectionDraft, timeline: Timeline): readonly (readonly string[])[] {
  const paths = known.get(timeline) ?? new Map<string, readonly (readonly string[])[]>()
  known.set(timeline, paths)
  let found = paths.get(collection.name)
  if (!found) {
    const tracks = timeline.allTracks(collection.name)
    const step = Math.max(1, Math.floor(tracks.length / samplesMax))
    found = pathsOf(
      tracks.filter((_, at) => at % step === 0).flatMap(({ versions }) => versions.slice(-1).map(({ value }) => value)),
      (value) => value !== null,
    )
    paths.set(collection.name, found)
  }
  return found
}

/** The paths at which some of the items (maps) hold a value of a kind; lists are not entered. */
export function pathsOf(items: readonly Json[], isWanted: (value: Json) => boolean): string[][] {
  const found = new Map<string, string[]>()
  const visit = (value: Json, path: readonly string[], within: string) => {
    if (!isObject(value) || path.length === depthMax) return
    for (const key of Object.keys(value)) {
      const item = value[key] as Json
      const id = `${within}\u0000${key}`
      if (isObject(item)) visit(item, [...path, key], id)
      else if (!Array.isArray(item) && !found.has(id) && isWanted(item)) found.set(id, [...path, key])
    }
  }
  for (const item of items) visit(item, [], '')
  return [...found.values()]
}
