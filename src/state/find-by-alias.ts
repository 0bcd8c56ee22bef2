import type { JsonObject } from '#base'

/** What is needed of an entity to find it by another name. */
interface Named {
  readonly key: string
  readonly value: JsonObject
}

/** The first entity whose field of one of the names `aliases` has the value that stands last in the key; parents must be the same. */
export function findByAlias<E extends Named>(entities: Iterable<E>, aliases: readonly string[], key: string): E | undefined {
  const split = key.lastIndexOf('\u0000') + 1
  const name = key.slice(split)
  for (const entity of entities) {
    if (split > 0 && entity.key.slice(0, entity.key.lastIndexOf('\u0000') + 1) !== key.slice(0, split)) continue
    if (aliases.some((alias) => Object.hasOwn(entity.value, alias) && String(entity.value[alias]) === name)) return entity
  }
  return undefined
}
