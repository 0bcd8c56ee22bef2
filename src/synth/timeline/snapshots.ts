import type { JsonObject } from '#base'
import { entityKey, type Value } from '#lang'
import { type Entity, membersUnder } from '#state'
import { isAliveAt, type Life, versionAt } from './track.ts'

/** The living entities of one collection, from one change to the next. */
export class Snapshot {
  readonly entities: ReadonlyMap<string, Entity>
  readonly #aliases: readonly string[]
  #list: readonly JsonObject[] | undefined
  #ownKeys: ReadonlyMap<JsonObject, string> | undefined
  #named: Map<string, Entity> | undefined
  readonly #under = new Map<string, readonly JsonObject[]>()

  /** `gone`: those that were deleted instead of the living, as they were last. */
  constructor(tracks: readonly Life[], at: number, aliases: readonly string[], gone = false) {
    const entities = new Map<string, Entity>()
    const isMember = (track: Life) => (gone ? track.diedBy !== undefined && track.diedBy.index <= at : isAliveAt(track, at))
    for (const track of tracks) {
      const version = isMember(track) ? versionAt(track, at) : undefined
      if (version) entities.set(track.key, { key: track.key, parts: track.parts, value: version.value, order: entities.size })
    }
    this.entities = entities
    this.#aliases = aliases
  }

  get list(): readonly JsonObject[] {
    this.#list ??= Array.from(this.entities.values(), ({ value }) => value)
    return this.#list
  }

  /** The last parts of the keys, by value. */
  get ownKeys(): ReadonlyMap<JsonObject, string> {
    this.#ownKeys ??= new Map(Array.from(this.entities.values(), ({ value, parts }) => [value, entityKey([parts.at(-1)]) ?? '']))
    return this.#ownKeys
  }

  under(parents: readonly Value[]): readonly JsonObject[] {
    const key = entityKey(parents) ?? ''
    let members = this.#under.get(key)
    if (!members) {
      members = membersUnder(this.entities.values(), parents)
      this.#under.set(key, members)
    }
    return members
  }

  /** The entity under a key, or under another name of it (see `findByAlias`). */
  find(key: string): Entity | undefined {
    const found = this.entities.get(key)
    if (found || this.#aliases.length === 0) return found
    this.#named ??= this.#nameAll()
    return this.#named.get(key)
  }

  /** By the parents' part of the key and the value of an alias; the first entity has it. */
  #nameAll(): Map<string, Entity> {
    const named = new Map<string, Entity>()
    for (const entity of this.entities.values()) {
      const parents = entity.key.slice(0, entity.key.lastIndexOf('\u0000') + 1)
      for (const alias of this.#aliases) {
        const name = Object.hasOwn(entity.value, alias) ? parents + String(entity.value[alias]) : undefined
        if (name !== undefined && !named.has(name)) named.set(name, entity)
      }
    }
    return named
  }
}

/** The snapshots of one collection (of what was deleted from it, with `gone`) in one session: one for each call that changed it, made when first asked for. */
export class Snapshots {
  readonly #tracks: readonly Life[]
  readonly #aliases: readonly string[]
  /** Indexes of the calls that changed something, ascending. */
  readonly #changes: readonly number[]
  readonly #made = new Map<number, Snapshot>()
  readonly #gone: boolean

  constructor(tracks: readonly Life[], aliases: Iterable<string>, gone = false) {
    this.#gone = gone
    this.#tracks = tracks
    this.#aliases = [...aliases]
    const changes = tracks.flatMap(({ bornBy, diedBy, endedAt, versions }) => [
      bornBy?.index ?? -1,
      ...(diedBy ? [diedBy.index] : []),
      ...(endedAt === undefined ? [] : [endedAt]),
      ...versions.map(({ at }) => at),
    ])
    this.#changes = [...new Set(changes)].sort((a, b) => a - b)
  }

  /** As it was after the call with index `at`. */
  after(at: number): Snapshot {
    const place = this.#changes.findLast((change) => change <= at) ?? -1
    let snapshot = this.#made.get(place)
    if (!snapshot) {
      snapshot = new Snapshot(this.#tracks, place, this.#aliases, this.#gone)
      this.#made.set(place, snapshot)
    }
    return snapshot
  }
}
