import type { JsonObject } from '#base'
import { entityKey, type Value, type WorldView } from './environment.ts'
import { isList, isObject } from './value.ts'

/** Collections by what references to their entities say of their kind, and the field that says it. */
export interface Kinds {
  readonly field: string
  readonly collections: Readonly<Record<string, string>>
}

const depthMax = 3

/**
 * The entities to which others refer under the names that are asked for (`author,tags`, `comments.author`), each once and none of the others
 * themselves: what JSON:API includes. A reference is a map that says the kind and the key, `{"type": "people", "id": "7"}`, in or below the member
 * of that name. They come name by name, in the order of the references or (`isKept`) in that in which each kind is kept. Nothing is absent
 * where no names are.
 */
export function referredEntities(entities: Value, names: Value, kinds: Kinds, isKept: boolean, world: WorldView): JsonObject[] | undefined {
  const roots = isList(entities) ? entities.filter(isObject) : isObject(entities) ? [entities] : []
  const paths = isList(names) ? names.filter((name) => typeof name === 'string') : typeof names === 'string' ? names.split(',') : undefined
  if (paths === undefined) return undefined
  const seen = new Set<JsonObject>(roots)
  const found: JsonObject[] = []
  for (const path of paths) {
    let level: readonly JsonObject[] = roots
    for (const name of path.trim().split('.')) {
      level = follow(level, name, kinds, isKept, world)
      for (const entity of level) {
        if (seen.has(entity)) continue
        seen.add(entity)
        found.push(entity)
      }
    }
  }
  return found
}

function follow(entities: readonly JsonObject[], name: string, kinds: Kinds, isKept: boolean, world: WorldView): JsonObject[] {
  const references = entities.flatMap((entity) => membersNamed(entity, name, 0)).flatMap((value) => referencesIn(value, kinds, 0))
  const byCollection = new Map<string, Set<JsonObject>>()
  for (const { collection, key } of references) {
    const entity = world.find(collection, key)
    if (entity) byCollection.set(collection, (byCollection.get(collection) ?? new Set()).add(entity))
  }
  return [...byCollection].flatMap(([collection, some]) =>
    isKept ? world.list(collection).filter((entity) => some.has(entity)) : [...some],
  )
}

/** The values under a name in a map, or in the maps that it holds. */
function membersNamed(value: JsonObject, name: string, depth: number): Value[] {
  if (Object.hasOwn(value, name)) return [value[name]]
  return depth < depthMax ? Object.values(value).flatMap((item) => (isObject(item) ? membersNamed(item, name, depth + 1) : [])) : []
}

function referencesIn(value: Value, kinds: Kinds, depth: number): { collection: string; key: string }[] {
  if (isList(value)) return value.flatMap((item) => referencesIn(item, kinds, depth))
  if (!isObject(value)) return []
  const kind = value[kinds.field]
  const collection = typeof kind === 'string' && Object.hasOwn(kinds.collections, kind) ? kinds.collections[kind] : undefined
  if (collection !== undefined) {
    const keys = Object.entries(value).flatMap(([field, item]) => (field === kinds.field ? [] : (entityKey([item]) ?? [])))
    return keys.slice(0, 1).map((key) => ({ collection, key }))
  }
  return depth < depthMax ? Object.values(value).flatMap((item) => referencesIn(item, kinds, depth + 1)) : []
}
