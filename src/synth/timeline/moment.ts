import type { Json, JsonObject } from '#base'
import { DerivedWorld, type EntityWorld } from '#engine'
import { type Environment, entityKey, isList, isObject, tokenOf, type Value } from '#lang'
import type { Entity, Remembered } from '#state'
import type { Call } from '../call.ts'
import type { SessionLog } from './session-log.ts'
import type { Snapshot } from './snapshots.ts'
import type { Timeline } from './timeline.ts'
import { isAliveAt, shownAfter, versionAt } from './track.ts'

/** The world of one session after the call with index `at`, read at a time of the clock: its entities with their derived fields. */
export class Moment implements EntityWorld {
  readonly #stored: StoredMoment
  readonly #read: EntityWorld
  readonly #ownKeys = new Map<JsonObject, string>()

  constructor(timeline: Timeline, session: number, at: number, nowMs: number) {
    this.#stored = new StoredMoment(timeline, session, at)
    const { derived } = timeline
    this.#read = derived.size > 0 ? new DerivedWorld(this.#stored, derived, clockAlone(nowMs, this.#stored)) : this.#stored
  }

  find(collection: string, key: string): JsonObject | undefined {
    return this.#read.find(collection, key)
  }

  list(collection: string, parents?: readonly Value[]): readonly JsonObject[] {
    return this.#read.list(collection, parents)
  }

  entities(collection: string): Iterable<Entity> {
    const entities = this.#read.entities(collection)
    if (this.#read === this.#stored) return entities
    const known = [...entities]
    for (const { value, parts } of known) this.#ownKeys.set(value, entityKey([parts.at(-1)]) ?? '')
    return known
  }

  /** What is kept of an entity, as it is read. */
  show(collection: string, value: JsonObject): JsonObject {
    return this.#read instanceof DerivedWorld ? this.#read.show(collection, value) : value
  }

  /** The last part of the key of an entity that was asked for, by its value. */
  ownKey(value: JsonObject): string | undefined {
    return this.#ownKeys.get(value) ?? this.#stored.ownKey(value)
  }

  issued(text: string): boolean {
    return this.#stored.issued(text)
  }

  versions(collection: string, key: string): readonly JsonObject[] {
    return this.#stored.versions(collection, key)
  }

  left(collection: string, key: string): JsonObject | undefined {
    return this.#stored.left(collection, key)
  }

  written(collection: string, key: string): number | undefined {
    return this.#stored.written(collection, key)
  }

  writes(collection: string, parents: readonly Value[]): number {
    return this.#stored.writes(collection, parents)
  }

  log(collection: string): Iterable<Remembered> {
    return this.#stored.log(collection)
  }

  /** The last part of the key of what a feed of changes holds, by its value. */
  changedKey(value: Json | undefined): string | undefined {
    return this.#stored.changedKey(value)
  }

  /** Whether all of an entity, as it is now, was shown at some time. */
  isWhole(collection: string, key: string): boolean {
    return this.#stored.isWhole(collection, key)
  }
}

/** What expressions see that know no request: the clock and the world. */
function clockAlone(nowMs: number, world: EntityWorld): Environment {
  return {
    target: '',
    path: {},
    query: {},
    header: {},
    body: undefined,
    malformed: false,
    nowMs,
    world,
    minting: { next: () => Number.NaN, random: () => '', draw: () => 0, token: (shape, key) => tokenOf(shape, key) },
    locals: {},
    seal: (text) => text,
  }
}

/** What is kept of the entities. */
class StoredMoment implements EntityWorld {
  readonly #timeline: Timeline
  readonly #session: number
  readonly #at: number
  readonly #snapshots = new Map<string, Snapshot>()
  readonly #changes = new Map<string, readonly Remembered[]>()

  constructor(timeline: Timeline, session: number, at: number) {
    this.#timeline = timeline
    this.#session = session
    this.#at = at
  }

  find(collection: string, key: string): JsonObject | undefined {
    return this.#snapshot(collection).find(key)?.value
  }

  list(collection: string, parents?: readonly Value[]): readonly JsonObject[] {
    const snapshot = this.#snapshot(collection)
    return parents ? snapshot.under(parents) : snapshot.list
  }

  entities(collection: string): Iterable<Entity> {
    return this.#snapshot(collection).entities.values()
  }

  /** The last part of the key of an entity that was asked for, by its value. */
  ownKey(value: JsonObject): string | undefined {
    for (const snapshot of this.#snapshots.values()) {
      const key = snapshot.ownKeys.get(value)
      if (key !== undefined) return key
    }
    return undefined
  }

  versions(collection: string, key: string): readonly JsonObject[] {
    return this.#log(collection).states(key, this.#at)
  }

  left(collection: string, key: string): JsonObject | undefined {
    const last = this.#log(collection).last(key, this.#at)
    return last?.isDeleted ? last.value : undefined
  }

  written(collection: string, key: string): number | undefined {
    return this.#log(collection).last(key, this.#at)?.written
  }

  writes(collection: string, parents: readonly Value[]): number {
    return this.#log(collection).writes(parents, this.#at)
  }

  log(collection: string): Iterable<Remembered> {
    let log = this.#changes.get(collection)
    if (!log) {
      log = this.#log(collection).all(this.#at)
      this.#changes.set(collection, log)
    }
    return log
  }

  /** The last part of the key of what a feed of changes holds, by its value. */
  changedKey(value: Json | undefined): string | undefined {
    for (const log of this.#changes.values()) {
      const found = log.find((entry) => entry.value === value)
      if (found) return String(found.parts.at(-1))
    }
    return undefined
  }

  #log(collection: string): SessionLog {
    return this.#timeline.log(collection, this.#session)
  }

  /** Whether all of an entity, as it is now, was shown at some time. */
  isWhole(collection: string, key: string): boolean {
    const track = this.#timeline
      .tracks(collection, this.#session)
      .find((candidate) => candidate.key === key && isAliveAt(candidate, this.#at))
    const version = track && versionAt(track, this.#at)
    return track !== undefined && version !== undefined && shownAfter(track, version.at).whole
  }

  issued(text: string): boolean {
    return issuedBefore(this.#timeline.sessions[this.#session] ?? [], this.#at, text)
  }

  #snapshot(collection: string): Snapshot {
    let snapshot = this.#snapshots.get(collection)
    if (!snapshot) {
      snapshot = this.#timeline.snapshot(collection, this.#session, this.#at)
      this.#snapshots.set(collection, snapshot)
    }
    return snapshot
  }
}

const issuedIndex = new WeakMap<readonly Call[], Map<string, number>>()

/** Whether the service had handed out a text of 16 characters or more in an answer up to a call. */
function issuedBefore(calls: readonly Call[], at: number, text: string): boolean {
  let index = issuedIndex.get(calls)
  if (!index) {
    index = new Map()
    for (const call of calls) noteTexts(call.body.value, index, call.index)
    issuedIndex.set(calls, index)
  }
  const first = index.get(text)
  return first !== undefined && first <= at
}

function noteTexts(value: Json | undefined, index: Map<string, number>, at: number): void {
  if (typeof value === 'string') {
    if (value.length >= 16 && !index.has(value)) index.set(value, at)
  } else if (isList(value)) for (const item of value) noteTexts(item, index, at)
  else if (isObject(value)) for (const item of Object.values(value)) noteTexts(item, index, at)
}
