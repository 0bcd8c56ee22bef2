import { decodePercent } from '#http'
import { type Call, isRead, isSuccess, type Route } from '../call.ts'
import { type CollectionDraft, mainKeyField } from './collection-draft.ts'
import type { Instance } from './sites.ts'

/**
 * The key of the entity that a write says to have made by where it is: the end of its `Location`, where that is a path of the collection.
 */
export function locatedKey(call: Call, collection: CollectionDraft): string | undefined {
  if (collection.space === undefined || isRead(call) || !isSuccess(call)) return undefined
  const location = call.headers.find(([name]) => name.toLowerCase() === 'location')?.[1]
  const path = location?.replace(/^https?:\/\/[^/]*/, '').replace(/[?#].*$/, '')
  if (path === undefined) return undefined
  const parts = path.split('/')
  const places = collection.space.split('/')
  if (parts.length !== places.length || !places.every((place, at) => place === '{}' || place === parts[at])) return undefined
  const key = decodePercent(parts.at(-1) ?? '')
  return key === '' ? undefined : key
}

/** Adds the answers that show of an entity nothing but where it is: `201 Created` with a `Location` and no body. */
export function addLocated(drafts: readonly CollectionDraft[], routes: readonly Route[]): void {
  for (const draft of drafts) {
    if (draft.space === undefined || draft.parents.length > 0) continue
    const keyField = mainKeyField(draft) ?? 'id'
    for (const route of routes) {
      const instances = route.calls.flatMap((call): Instance[] => {
        const key = call.body.encoding === 'none' ? locatedKey(call, draft) : undefined
        return key === undefined ? [] : [{ call, object: { [keyField]: key } }]
      })
      if (instances.length > 0) draft.sites.push({ site: { route, path: ['Location'], instances }, keyField })
    }
  }
}
