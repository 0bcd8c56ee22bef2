import { invariant, type Json, type JsonObject } from '#base'
import { entityKey, type Value } from '#lang'
import type { Doubts } from './doubts.ts'

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

/** Every write to the entities of one collection, as data. */
export interface SavedPast {
  /** In the order in which entities were first written; the states of each from the oldest on. */
  readonly entities: readonly { readonly parts: readonly Json[]; readonly states: readonly SavedState[] }[]
  /** Writes by the key of the parents. */
  readonly counts: readonly (readonly [parents: string, count: number])[]
  readonly writes: number
}

interface SavedState extends Pick<Remembered, 'isDeleted' | 'written' | 'order'> {
  /** Left out where it is what the entity is now. */
  readonly value?: JsonObject | undefined
  readonly doubted?: true | undefined
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

  /** `living` gives what an entity is now. */
  save(living: (key: string) => JsonObject | undefined, doubts: Doubts): SavedPast {
    const entities = [...this.#entries.values()].map((last) => {
      const states: SavedState[] = []
      for (let state: Remembered | undefined = last; state; state = state.before) {
        const { value, isDeleted, written, order } = state
        const isNow = living(state.key) === value
        states.push({ isDeleted, written, order, ...(isNow ? {} : { value }), ...(!isNow && doubts.has(value) ? { doubted: true } : {}) })
      }
      return { parts: last.parts, states: states.reverse() }
    })
    return { entities, counts: [...this.#counts], writes: this.#writes }
  }

  static load({ entities, counts, writes }: SavedPast, living: (key: string) => JsonObject | undefined, doubts: Doubts): Past {
    const past = new Past()
    for (const { parts, states } of entities) {
      const key = entityKey(parts)
      invariant(key !== undefined, 'what is remembered has a key')
      for (const { value = living(key), doubted, ...state } of states) {
        invariant(value !== undefined, 'a state that is not said is what the entity is now')
        if (doubted) doubts.add(value)
        past.#entries.set(key, { key, parts, value, ...state, before: past.#entries.get(key) })
      }
    }
    for (const [parents, count] of counts) past.#counts.set(parents, count)
    past.#writes = writes
    return past
  }
}
