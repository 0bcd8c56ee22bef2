import type { JsonObject } from '#base'
import type { Environment, Value, WorldView } from '#lang'
import type { Entity, Remembered, ViewSpec } from '#state'
import { type DerivedField, deriveEntity, dropAbsent } from './derive-entity.ts'

/** Where a query finds its entities: the world of a session, or what the learner knows of one. */
export interface EntitySource {
  entities(collection: string): Iterable<Entity>
  /** All entities, those that are no more among them, in the order of the last write to each. */
  log(collection: string): Iterable<Remembered>
  /** The members that a view wants, in its order; undefined where all are to be read. Asked for only where both hang on an entity alone. */
  view?(collection: string, describe: () => ViewSpec): readonly Entity[] | undefined
}

/** What expressions and queries read. */
export interface EntityWorld extends WorldView, EntitySource {}

/** The derived fields of each collection that has some, in the order in which they are worked out. */
export type DerivedFields = ReadonlyMap<string, readonly DerivedField[]>

/** A world as it is read at one moment: its entities with their derived fields. */
export class DerivedWorld implements EntityWorld {
  readonly #source: EntityWorld
  readonly #fields: DerivedFields
  readonly #plain: Environment
  readonly #version: () => number
  /** What is read in a world without derived fields, as most are, needs none of these. */
  #environment: Environment | undefined
  #shown: WeakMap<JsonObject, JsonObject> | undefined
  #stored: WeakMap<JsonObject, JsonObject> | undefined
  #entities: Map<string, readonly Entity[]> | undefined
  #seen: number

  /** `environment` gives the clock; its world is taken over by this one. `version` grows with each change of the source. */
  constructor(source: EntityWorld, fields: DerivedFields, environment: Environment, version: () => number = () => 0) {
    this.#source = source
    this.#fields = fields
    this.#plain = environment
    this.#version = version
    this.#seen = version()
  }

  find(collection: string, key: string): JsonObject | undefined {
    const found = this.#source.find(collection, key)
    return found && this.show(collection, found)
  }

  list(collection: string, parents?: readonly Value[]): readonly JsonObject[] {
    const list = this.#source.list(collection, parents)
    return this.#fields.has(collection) ? list.map((entity) => this.show(collection, entity)) : list
  }

  entities(collection: string): Iterable<Entity> {
    if (!this.#fields.has(collection)) return this.#source.entities(collection)
    this.#refresh()
    this.#entities ??= new Map()
    let entities = this.#entities.get(collection)
    if (!entities) {
      entities = Array.from(this.#source.entities(collection), (entity) => ({ ...entity, value: this.show(collection, entity.value) }))
      this.#entities.set(collection, entities)
    }
    return entities
  }

  view(collection: string, describe: () => ViewSpec): readonly Entity[] | undefined {
    return this.#fields.has(collection) ? undefined : this.#source.view?.(collection, describe)
  }

  versions(collection: string, key: string): readonly JsonObject[] {
    return this.#source.versions(collection, key)
  }

  left(collection: string, key: string): JsonObject | undefined {
    return this.#source.left(collection, key)
  }

  written(collection: string, key: string): number | undefined {
    return this.#source.written(collection, key)
  }

  writes(collection: string, parents: readonly Value[]): number {
    return this.#source.writes(collection, parents)
  }

  log(collection: string): Iterable<Remembered> {
    return this.#source.log(collection)
  }

  issued(text: string): boolean {
    return this.#source.issued(text)
  }

  /** A stored entity as it is read. */
  show(collection: string, entity: JsonObject): JsonObject {
    const fields = this.#fields.get(collection)
    if (!fields) return entity
    this.#refresh()
    this.#shown ??= new WeakMap()
    let shown = this.#shown.get(entity)
    if (!shown) {
      this.#environment ??= { ...this.#plain, world: this, locals: {} }
      shown = deriveEntity(entity, fields, this.#environment)
      this.#shown.set(entity, shown)
      this.#stored ??= new WeakMap()
      this.#stored.set(shown, entity)
      dropAbsent(shown, fields)
    }
    return shown
  }

  /** What is kept of an entity that was read. */
  storedOf(shown: JsonObject): JsonObject {
    return this.#stored?.get(shown) ?? shown
  }

  /** Forgets what was worked out once the source has changed. */
  #refresh(): void {
    const version = this.#version()
    if (version === this.#seen) return
    this.#seen = version
    this.#shown = undefined
    this.#entities = undefined
  }
}
