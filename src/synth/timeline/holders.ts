import { keyRank, keyRankOfReferences } from '../collection/collection-draft.ts'
import type { Timeline } from './timeline.ts'

export interface Holder {
  readonly collection: string
  readonly field: string
  /** The text may be that of others elsewhere: it is told by its name, too. */
  readonly isShort?: true
}

/** Shorter texts are the same by chance, but for names of entities under the same name. */
const lengthMin = 16
const nameLengthMin = 3

/** Texts in the fields of entities, each of which one entity alone has, with where it stands: long ones, and names. */
export function indexHolders(timeline: Timeline): ReadonlyMap<string, readonly Holder[]> {
  const holders = new Map<string, Map<string, Holder & { readonly owner: string }>>()
  const owners = new Map<string, string>()
  const shared = new Set<string>()
  for (const { name, graph } of timeline.collections)
    for (const { key, session, versions } of timeline.allTracks(name))
      for (const { value } of versions)
        for (const [field, text] of Object.entries(value)) {
          if (typeof text !== 'string' || /\s/.test(text)) continue
          const isShort = text.length < lengthMin
          if (isShort && (graph || text.length < nameLengthMin || !isName(field))) continue
          const place = `${name} ${field} ${isShort}`
          const owner = `${session} ${key}`
          const places = holders.get(text) ?? new Map<string, Holder & { readonly owner: string }>()
          holders.set(text, places)
          // A long text is made up once; a name may come again in another session.
          const id = `${place} ${isShort ? session : ''} ${text}`
          const known = owners.get(id)
          owners.set(id, owner)
          if (known === undefined) places.set(place, { collection: name, field, owner, ...(isShort ? { isShort } : {}) })
          // Fields that hold what several entities have are references, or texts.
          else if (known !== owner) shared.add(place)
        }
  return new Map(
    [...holders].map(([text, places]) => [text, [...places].flatMap(([place, holder]) => (shared.has(place) ? [] : [holder]))]),
  )
}

/** Whether entities go by what stands in a field, though it is no id of theirs. */
function isName(field: string): boolean {
  return keyRank(field) > 0 && keyRank(field) < keyRankOfReferences
}
