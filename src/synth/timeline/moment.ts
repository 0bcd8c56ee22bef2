import type { Json, JsonObject } from '#base'
import type { EntitySource } from '#engine'
import { isList, isObject, type Value, type WorldView } from '#lang'
import { type Entity, findByAlias, membersUnder } from '#state'
import type { Call } from '../call.ts'
import type { Timeline } from './timeline.ts'
import { isAliveAt, shownAfter, versionAt } from './track.ts'

/** The world of one session after the call with index `at`. */
export class Moment implements WorldView, EntitySource {
  readonly #timeline: Timeline
  readonly #session: number
  readonly #at: number
  readonly #entities = new Map<string, Map<string, Entity>>()
  readonly #lists = new Map<string, readonly JsonObject[]>()

  constructor(timeline: Timeline, session: number, at: number) {
    this.#timeline = timeline
    this.#session = session
    this.#at = at
  }

  find(collection: string, key: string): JsonObject | undefined {
    const entities = this.#load(collection)
    const found = entities.get(key)
    if (found) return found.value
    const aliases = this.#timeline.collections.find(({ name }) => name === collection)?.aliases
    return aliases && aliases.size > 0 ? findByAlias(entities.values(), [...aliases], key)?.value : undefined
  }

  list(collection: string, parents?: readonly Value[]): readonly JsonObject[] {
    if (parents) return membersUnder(this.entities(collection), parents)
    let list = this.#lists.get(collection)
    if (!list) {
      list = [...this.#load(collection).values()].map((entity) => entity.value)
      this.#lists.set(collection, list)
    }
    return list
  }

  entities(collection: string): Iterable<Entity> {
    return this.#load(collection).values()
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

  #load(collection: string): Map<string, Entity> {
    const known = this.#entities.get(collection)
    if (known) return known
    const entities = new Map<string, Entity>()
    for (const track of this.#timeline.tracks(collection, this.#session)) {
      if (!isAliveAt(track, this.#at)) continue
      const version = versionAt(track, this.#at)
      if (version) entities.set(track.key, { key: track.key, parts: track.parts, value: version.value, order: entities.size })
    }
    this.#entities.set(collection, entities)
    return entities
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
