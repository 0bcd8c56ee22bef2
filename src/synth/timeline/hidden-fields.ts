import type { CollectionDraft, LinkedSite } from '../collection/collection-draft.ts'
import { isScalar } from '../collection/collection-draft.ts'

/** The fields that each place leaves out of entities that are known to have them: what it doesn't show may be there all the same. */
export function hiddenFields(collection: CollectionDraft): ReadonlyMap<LinkedSite, ReadonlySet<string>> {
  const first = firstShowings(collection)
  return new Map(collection.sites.map((linked) => [linked, hiddenAt(linked, first)]))
}

/** When each field of each entity was first shown, by field and then session and key. */
function firstShowings({ sites }: CollectionDraft): Map<string, Map<string, number>> {
  const first = new Map<string, Map<string, number>>()
  for (const { site, keyField } of sites) {
    for (const { call, object } of site.instances) {
      if (!isScalar(object[keyField])) continue
      const entity = `${call.session} ${String(object[keyField])}`
      for (const field of Object.keys(object)) {
        const entities = first.get(field) ?? new Map<string, number>()
        first.set(field, entities)
        entities.set(entity, Math.min(entities.get(entity) ?? call.index, call.index))
      }
    }
  }
  return first
}

function hiddenAt({ site, keyField }: LinkedSite, first: ReadonlyMap<string, ReadonlyMap<string, number>>): Set<string> {
  const shown = new Set(site.instances.flatMap(({ object }) => Object.keys(object)))
  const hidden = new Set<string>()
  for (const [field, entities] of first) {
    if (shown.has(field)) continue
    const isLeftOut = site.instances.some(
      ({ call, object }) => (entities.get(`${call.session} ${String(object[keyField])}`) ?? Number.POSITIVE_INFINITY) < call.index,
    )
    if (isLeftOut) hidden.add(field)
  }
  return hidden
}
