import type { JsonObject } from '#base'
import { entityKey, type Value, valueAt } from '#lang'
import { type CollectionDraft, mainKeyField } from '../collection/collection-draft.ts'
import type { Scope, Scopes } from '../explain/scope.ts'
import { mainSite, ownKey } from '../timeline/field-kinds.ts'
import { parameterOf } from '../timeline/track.ts'

/** One showing of a field, with the entity as it was kept then. */
export interface DerivedReading {
  /** The world and the clock; `self` is the entity. */
  readonly scope: Scope
  readonly self: JsonObject
  readonly target: Value
}

/** An entity in an answer, and what is kept of it. */
export interface Shown {
  readonly scope: Scope
  readonly self: JsonObject
  readonly object: JsonObject
}

const shownMax = 1500

/** Every showing of an entity of a collection; a sample of them where there are many. */
export function shownEntities(collection: CollectionDraft, scopes: Scopes): Shown[] {
  const main = mainSite(collection)
  const keyField = mainKeyField(collection)
  const instances = collection.sites.flatMap(({ site, keyField: own }) =>
    own === keyField ? site.instances.map((instance) => ({ ...instance, own: instance.object[own] })) : [],
  )
  const step = Math.max(1, instances.length / shownMax)
  const sample = Array.from({ length: Math.min(instances.length, shownMax) }, (_, at) => instances[Math.floor(at * step)])
  return sample.flatMap((instance) => {
    if (!instance) return []
    const { call, object } = instance
    const own = ownKey(instance.own, main)
    const key = entityKey([...collection.parents.map((space) => parameterOf(call, space)), own])
    const bare = scopes.createBare(call)
    const self = key === undefined ? undefined : bare.environment.world.find(collection.name, key)
    return self ? [{ scope: scopes.extend(bare, { self }), self, object }] : []
  })
}

/** The readings of one field. */
export function readingsOf(shown: readonly Shown[], path: string): DerivedReading[] {
  const keys = path.split('.')
  return shown.flatMap(({ scope, self, object }) =>
    Object.hasOwn(object, keys[0] ?? '') ? [{ scope, self, target: valueAt(object, keys) }] : [],
  )
}
