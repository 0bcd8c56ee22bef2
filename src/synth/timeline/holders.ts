import type { Timeline } from './timeline.ts'

export interface Holder {
  readonly collection: string
  readonly field: string
}

/** Shorter texts are the same by chance. */
const lengthMin = 16

/** Long texts in the fields of entities, each of which one entity alone has, with where it stands. */
export function indexHolders(timeline: Timeline): ReadonlyMap<string, readonly Holder[]> {
  const holders = new Map<string, Map<string, Holder & { readonly owner: string }>>()
  const shared = new Set<string>()
  for (const { name } of timeline.collections)
    for (const { key, session, versions } of timeline.allTracks(name))
      for (const { value } of versions)
        for (const [field, text] of Object.entries(value)) {
          if (typeof text !== 'string' || text.length < lengthMin || /\s/.test(text)) continue
          const place = `${name} ${field}`
          const owner = `${session} ${key}`
          const places = holders.get(text) ?? new Map<string, Holder & { readonly owner: string }>()
          holders.set(text, places)
          const known = places.get(place)
          if (!known) places.set(place, { collection: name, field, owner })
          // Fields that hold what several entities have are references, or texts.
          else if (known.owner !== owner) shared.add(place)
        }
  return new Map(
    [...holders].map(([text, places]) => [text, [...places].flatMap(([place, holder]) => (shared.has(place) ? [] : [holder]))]),
  )
}
