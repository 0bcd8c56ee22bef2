import type { Json, JsonObject } from '#base'
import { entityKey, type Value } from '#lang'

/** What has been of one entity: its last state, alive or as a deletion left it, and the states before. */
export interface Remembered {
  readonly key: string
  readonly parts: readonly Json[]
  readonly value: JsonObject
  readonly isDeleted: boolean
  /** Place of the last write among the writes to entities with the same parents, from 1. */
  readonly written: number
  /** Grows with each write. */
  readonly order: number
  readonly before: Remembered | undefined
}

/** Every write to the entities of one collection. */
export class Past {
  readonly #entries: Map<string, Remembered>
  readonly #counts: Map<string, number>
  #writes: number

  constructor(from?: Past) {
    this.#entries = new Map(from ? from.#entries : [])
    this.#counts = new Map(from ? from.#counts : [])
    this.#writes = from ? from.#writes : 0
  }

  /** Notes a write; that an entity was deleted is one, too. Gives what takes it back. */
  write(key: string, parts: readonly Json[], value: JsonObject, isDeleted: boolean): () => void {
    const parents = entityKey(parts.slice(0, -1)) ?? ''
    const count = this.#counts.get(parents) ?? 0
    const before = this.#entries.get(key)
    this.#counts.set(parents, count + 1)
    this.#entries.set(key, { key, parts, value, isDeleted, written: count + 1, order: ++this.#writes, before })
    return () => {
      this.#counts.set(parents, count)
      this.#writes--
      if (before) this.#entries.set(key, before)
      else this.#entries.delete(key)
    }
  }

  get(key: string): Remembered | undefined {
    return this.#entries.get(key)
  }

  /** All entities, those that are no more among them, in the order of the last write to each. */
  all(): Remembered[] {
    return [...this.#entries.values()].sort((a, b) => a.order - b.order)
  }

  /** Number of writes to entities with these parents. */
  writes(parents: readonly Value[]): number {
    return this.#counts.get(entityKey(parents) ?? '') ?? 0
  }

  /** The states that an entity has had, oldest first. */
  states(key: string): JsonObject[] {
    const states: JsonObject[] = []
    for (let state = this.#entries.get(key); state; state = state.before) states.push(state.value)
    return states.reverse()
  }
}
