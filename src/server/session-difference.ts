import { isDeepStrictEqual } from 'node:util'
import type { JsonObject } from '#base'

type Entities = ReadonlyMap<string, ReadonlyMap<string, JsonObject>>

/** Between two moments of one collection; all in the order of the collection. */
export interface CollectionDifference {
  readonly added: readonly JsonObject[]
  readonly removed: readonly JsonObject[]
  readonly changed: readonly { readonly before: JsonObject; readonly after: JsonObject }[]
}

/** By collection; those in which nothing differs are left out. */
export type SessionDifference = Readonly<Record<string, CollectionDifference>>

/** What differs between the entities of two sessions. */
export function sessionDifference(before: Entities, after: Entities): SessionDifference {
  const found: Record<string, CollectionDifference> = Object.create(null)
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const difference = collectionDifference(before.get(name) ?? new Map(), after.get(name) ?? new Map())
    if (Object.values(difference).some((list) => list.length > 0)) found[name] = difference
  }
  return found
}

function collectionDifference(before: ReadonlyMap<string, JsonObject>, after: ReadonlyMap<string, JsonObject>): CollectionDifference {
  const added: JsonObject[] = []
  const changed: { before: JsonObject; after: JsonObject }[] = []
  for (const [key, value] of after) {
    const old = before.get(key)
    if (old === undefined) added.push(value)
    else if (old !== value && !isDeepStrictEqual(old, value)) changed.push({ before: old, after: value })
  }
  const removed = [...before].flatMap(([key, value]) => (after.has(key) ? [] : [value]))
  return { added, removed, changed }
}
