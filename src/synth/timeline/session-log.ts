import type { Json, JsonObject } from '#base'
import { entityKey, type Value } from '#lang'
import type { Remembered } from '#state'
import { type Call, isRead } from '../call.ts'
import type { Track } from './track.ts'

interface Entry extends Remembered {
  /** Index of the call that wrote. */
  readonly index: number
}

/** The writes to the entities of one collection in one session, as hindsight knows them. */
export class SessionLog {
  readonly #byKey = new Map<string, Entry[]>()
  /** Indexes of the writes, by parents. */
  readonly #byParents = new Map<string, number[]>()

  constructor(tracks: readonly Track[], calls: readonly Call[]) {
    const births = new Set(tracks.map(({ key, bornBy }) => `${key} ${bornBy?.index}`))
    // What made a key anew was one write, though a life ended with it.
    const writes = tracks.flatMap((track) =>
      writesOf(track, calls).filter(({ key, index, isDeleted }) => !isDeleted || !births.has(`${key} ${index}`)),
    )
    writes.sort((a, b) => a.index - b.index)
    writes.forEach((write, order) => {
      const parents = entityKey(write.parts.slice(0, -1)) ?? ''
      const own = this.#byParents.get(parents) ?? []
      this.#byParents.set(parents, own)
      own.push(write.index)
      const entries = this.#byKey.get(write.key) ?? []
      this.#byKey.set(write.key, entries)
      entries.push({ ...write, written: own.length, order, before: entries.at(-1) })
    })
  }

  /** The last write to an entity up to the call with index `at`. */
  last(key: string, at: number): Remembered | undefined {
    return this.#byKey.get(key)?.findLast(({ index }) => index <= at)
  }

  states(key: string, at: number): JsonObject[] {
    return (this.#byKey.get(key) ?? []).filter(({ index }) => index <= at).map(({ value }) => value)
  }

  writes(parents: readonly Value[], at: number): number {
    return (this.#byParents.get(entityKey(parents) ?? '') ?? []).filter((index) => index <= at).length
  }

  /** All entities up to a call, those that are no more among them, in the order of the last write to each. */
  all(at: number): Remembered[] {
    return [...this.#byKey.keys()].flatMap((key) => this.last(key, at) ?? []).sort((a, b) => a.order - b.order)
  }
}

interface Write {
  readonly index: number
  readonly key: string
  readonly parts: readonly Json[]
  readonly value: JsonObject
  readonly isDeleted: boolean
}

function writesOf({ key, parts, versions, diedBy, left }: Track, calls: readonly Call[]): Write[] {
  const writes: Write[] = versions
    // What changed by itself between two readings was not written.
    .filter(({ at }, place) => place === 0 || isWrite(calls[at]))
    .map(({ at, value }) => ({ index: at, key, parts, value, isDeleted: false }))
  if (diedBy) writes.push({ index: diedBy.index, key, parts, value: left ?? versions.at(-1)?.value ?? {}, isDeleted: true })
  return writes
}

/** Whether there is a call and it may change something: between two calls there is none. */
function isWrite(call: Call | undefined): boolean {
  return call !== undefined && !isRead(call)
}
