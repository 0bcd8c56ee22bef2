import type { Json, JsonObject } from '#base'
import { entityKey, type Value, type WorldView } from '#lang'
import { findByAlias } from './find-by-alias.ts'

export interface Entity {
  readonly key: string
  /** Parts of the key: parents first, its own last. */
  readonly parts: readonly Json[]
  readonly value: JsonObject
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

/** A session's entities, sequences and issued texts, with transactions. */
export class World implements WorldView {
  readonly #collections = new Map<string, Map<string, Entity>>()
  readonly #lists = new Map<string, readonly JsonObject[]>()
  readonly #sequences = new Map<string, number>()
  readonly #issued = new Set<string>()
  readonly #aliases: ReadonlyMap<string, readonly string[]>
  /** Numbers that grow in the order in which entities came to be. */
  readonly #places = new WeakMap<Entity, number>()
  #lastPlace = 0
  #undo: (() => void)[] = []

  /** `aliases`: fields other than the key that name an entity, by collection. */
  constructor(aliases: ReadonlyMap<string, readonly string[]> = new Map()) {
    this.#aliases = aliases
  }

  find(collection: string, key: string): JsonObject | undefined {
    return this.entity(collection, key)?.value
  }

  /** The living entity under a key, or under another name of it. */
  entity(collection: string, key: string): Entity | undefined {
    const entities = this.#collections.get(collection)
    const found = entities?.get(key)
    const aliases = found || !entities ? undefined : this.#aliases.get(collection)
    return entities && aliases ? findByAlias(entities.values(), aliases, key) : found
  }

  list(collection: string, parents?: readonly Value[]): readonly JsonObject[] {
    if (parents) return membersUnder(this.entities(collection), parents)
    const cached = this.#lists.get(collection)
    if (cached) return cached
    const values = [...this.entities(collection)].map((entity) => entity.value)
    this.#lists.set(collection, values)
    return values
  }

  entities(collection: string): Iterable<Entity> {
    return this.#collections.get(collection)?.values() ?? []
  }

  collections(): Iterable<string> {
    return this.#collections.keys()
  }

  issued(text: string): boolean {
    return this.#issued.has(text)
  }

  issue(text: string): void {
    if (this.#issued.has(text)) return
    this.#issued.add(text)
    this.#undo.push(() => this.#issued.delete(text))
  }

  /** Creates or replaces; a replaced entity keeps its place in the order. */
  put(collection: string, parts: readonly Value[], value: JsonObject): boolean {
    const key = entityKey(parts)
    if (key === undefined) return false
    let entities = this.#collections.get(collection)
    if (!entities) {
      entities = new Map()
      this.#collections.set(collection, entities)
    }
    const target = entities
    const before = target.get(key)
    const entity = { key, parts: parts as Json[], value }
    this.#places.set(entity, before ? this.#placeOf(before) : ++this.#lastPlace)
    target.set(key, entity)
    this.#lists.delete(collection)
    this.#undo.push(() => {
      if (before) target.set(key, before)
      else target.delete(key)
      this.#lists.delete(collection)
    })
    return true
  }

  delete(collection: string, key: string): boolean {
    const entities = this.#collections.get(collection)
    const entity = this.entity(collection, key)
    if (!entities || !entity) return false
    entities.delete(entity.key)
    this.#lists.delete(collection)
    this.#undo.push(() => {
      this.#putBack(entities, entity)
      this.#lists.delete(collection)
    })
    return true
  }

  /** Puts a deleted entity where it was. Taking back is rare: it may look at all, so that deleting need not. */
  #putBack(entities: Map<string, Entity>, entity: Entity): void {
    const later = [...entities.values()].filter((other) => this.#placeOf(other) > this.#placeOf(entity))
    entities.set(entity.key, entity)
    for (const other of later) {
      entities.delete(other.key)
      entities.set(other.key, other)
    }
  }

  #placeOf(entity: Entity): number {
    return this.#places.get(entity) ?? 0
  }

  /** The next number of a sequence whose first is `start`. */
  next(sequence: string, start: number): number {
    const before = this.#sequences.get(sequence)
    const number = before ?? start
    this.#sequences.set(sequence, number + 1)
    this.#undo.push(() => {
      if (before === undefined) this.#sequences.delete(sequence)
      else this.#sequences.set(sequence, before)
    })
    return number
  }

  /** Keeps what was done since the last commit. */
  commit(): void {
    this.#undo.length = 0
  }

  /** Takes back what was done since the last commit. */
  rollback(): void {
    while (this.#undo.length > 0) this.#undo.pop()?.()
  }
}
