import type { Json } from '#base'
import { decodePercent } from '#http'
import { isObject } from '#lang'
import { type Call, isRead, isSuccess, type Route } from '../call.ts'
import { type CollectionDraft, isScalar, keyRank, mainKeyField } from './collection-draft.ts'
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

/** So many of the keys that a write answers with must be used later on. */
const usedShareMin = 0.3

/** Adds the answers to writes that are the key of what was made and nothing else: `{"result": 12}`. */
export function addKeyAnswers(drafts: readonly CollectionDraft[], routes: readonly Route[]): void {
  for (const route of routes) {
    const calls = route.calls.filter((call) => !isRead(call) && isSuccess(call))
    for (const [place, shown] of scalarPlaces(calls)) {
      if (new Set(shown.map(({ call, value }) => `${call.session} ${value}`)).size < shown.length) continue
      const rated = drafts
        .filter(
          (draft) => draft.space !== undefined && draft.parents.length === 0 && !route.segments.some(({ space }) => space === draft.space),
        )
        .map((draft) => ({ draft, hits: shown.filter(({ call, value }) => draft.used.get(call.session)?.has(value)).length }))
        .sort((one, other) => other.hits - one.hits)
      const [best, next] = rated
      if (!best || best.hits < 2 || best.hits < shown.length * usedShareMin || best.hits === next?.hits) continue
      const keyField = mainKeyField(best.draft) ?? 'id'
      const instances = shown.map(({ call, raw }): Instance => ({ call, object: { [keyField]: raw } }))
      best.draft.sites.push({ site: { route, path: [place], instances }, keyField })
    }
  }
}

/** Where the answers have one scalar in place of an object: at the root, or under a key beside those of an envelope. */
function scalarPlaces(calls: readonly Call[]): Map<string, { call: Call; value: string; raw: Json }[]> {
  const places = new Map<string, { call: Call; value: string; raw: Json }[]>()
  for (const call of calls) {
    const { value } = call.body
    const entries: [string, Json | undefined][] = isObject(value) ? Object.entries(value) : [['', value]]
    for (const [key, raw] of entries) {
      // A key among other fields is that of the object which has them.
      if (!isScalar(raw) || raw === '' || isEchoed(raw, call) || keyRank(key) < 50) continue
      places.set(key, [...(places.get(key) ?? []), { call, value: String(raw), raw }])
    }
  }
  return places
}

/** Whether the request has the value: then the answer repeats what was sent. */
function isEchoed(raw: Json, { request }: Call): boolean {
  return isObject(request.body) && Object.values(request.body).some((sent) => String(sent) === String(raw))
}
