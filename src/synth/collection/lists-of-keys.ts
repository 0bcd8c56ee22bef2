import type { Json } from '#base'
import { isList, isObject, type Value } from '#lang'
import { type Call, isSuccess, type Route } from '../call.ts'
import { type CollectionDraft, mainKeyField } from './collection-draft.ts'
import { knownEntities } from './link-by-value.ts'
import type { Site } from './sites.ts'

/** Shorter texts are words that any list may hold. */
const lengthMin = 4
const hitsMin = 3
const shareMin = 0.4

/** Links lists of plain texts that are keys of entities: names of databases, buckets, topics. Each is shown as an entity with its key only. */
export function linkListsOfKeys(drafts: readonly CollectionDraft[], routes: readonly Route[]): void {
  const known = drafts.map((draft) => ({ draft, keyField: mainKeyField(draft), entities: knownEntities(draft) }))
  for (const route of routes) {
    if (route.method !== 'GET') continue
    const calls = route.calls.filter(isSuccess)
    for (const path of listPaths(calls)) {
      const items = calls.flatMap((call) => itemsAt(call, path).map((item) => ({ call, item })))
      const rated = known.map(({ draft, keyField, entities }) => ({
        draft,
        keyField,
        hits: items.filter(({ call, item }) => entities.has(`${call.session}\u0000${item}`)).length,
      }))
      const [best] = rated.sort((a, b) => b.hits - a.hits)
      if (!best || best.keyField === undefined || best.hits < hitsMin || best.hits < items.length * shareMin) continue
      const keyField = best.keyField
      const instances = items.map(({ call, item }) => ({ call, object: { [keyField]: item as Json } }))
      const site: Site = { route, path: [...path, '[]'], instances, isWrapped: true }
      best.draft.sites.push({ site, keyField })
    }
  }
}

/** Where the answers hold lists of texts and of nothing else: the whole answer, or one field of it. */
function listPaths(calls: readonly Call[]): string[][] {
  const names = new Set(calls.flatMap(({ body }) => (isObject(body.value) ? Object.keys(body.value) : [])))
  const paths = [[], ...[...names].map((name) => [name])]
  return paths.filter((path) => calls.some((call) => itemsAt(call, path).length > 0) && calls.every((call) => isTexts(valueAt(call, path))))
}

function valueAt({ body }: Call, [name]: readonly string[]): Value {
  return name === undefined ? body.value : isObject(body.value) ? body.value[name] : undefined
}

function isTexts(value: Value): boolean {
  return value === undefined || (isList(value) && value.every((item) => typeof item === 'string' && item.length >= lengthMin))
}

function itemsAt(call: Call, path: readonly string[]): readonly string[] {
  const value = valueAt(call, path)
  return isList(value) ? (value as readonly string[]) : []
}
