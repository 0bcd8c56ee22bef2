import type { Json, JsonObject } from '#base'
import { entityKey, type Value } from '#lang'

export interface Entity {
  readonly key: string
  /** Parts of the key: parents first, its own last. */
  readonly parts: readonly Json[]
  readonly value: JsonObject
  /** Grows with each entity that comes to be. */
  readonly order: number
  /** When some of its fields took their values, by name, and under `''` when it was made; ms. */
  readonly since?: Readonly<Record<string, number>> | undefined
}

/** Values of the entities whose key begins with these parts. */
export function membersUnder(entities: Iterable<Entity>, parents: readonly Value[]): JsonObject[] {
  const wanted = parents.map((parent) => entityKey([parent]))
  const members: JsonObject[] = []
  for (const entity of entities) {
    if (wanted.every((parent, at) => parent !== undefined && parent === entityKey([entity.parts[at]]))) members.push(entity.value)
  }
  return members
}
