import type { Json, JsonObject } from '#base'
import { compileDerived, createContext, type DerivedFields } from '#engine'
import { isObject } from '#lang'
import type { Call } from '../call.ts'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import { relationsOf } from '../collection/relations.ts'
import { type Cascade, inferCascades } from './cascades.ts'
import { type Ending, inferEndings } from './endings.ts'
import { ownerOfGone } from './gone.ts'
import { type Holder, indexHolders } from './holders.ts'
import { Moment } from './moment.ts'
import { endRenamed } from './renames.ts'
import { SessionLog } from './session-log.ts'
import { SessionWrites } from './session-writes.ts'
import { type Snapshot, Snapshots } from './snapshots.ts'
import type { Life, Track } from './track.ts'
import { trackCollection } from './track-collection.ts'

const noNames: ReadonlySet<string> = new Set()

function depthOf({ partOf }: CollectionDraft): number {
  return partOf ? 1 + depthOf(partOf) : 0
}

/** What is known, with hindsight, of every entity at every moment. */
export class Timeline {
  readonly sessions: readonly (readonly Call[])[]
  readonly collections: readonly CollectionDraft[]
  readonly cascades: readonly Cascade[]
  readonly endings: readonly Ending[]
  /** By collection name, then session. */
  readonly #tracks = new Map<string, Track[][]>()
  /** What is no entity, by name, then session. */
  readonly #kept = new Map<string, readonly (readonly Life[])[]>()
  /** By collection name, then session. */
  readonly #snapshots = new Map<string, Snapshots[]>()
  readonly #logs = new Map<string, SessionLog>()
  readonly #moving = new Map<string, readonly string[]>()
  /** By the last part of a key, or what stands for it. */
  #keyed: ReadonlyMap<string, ReadonlySet<string>> | undefined
  #holders: ReadonlyMap<string, readonly Holder[]> | undefined
  readonly #writes: readonly SessionWrites[]
  #derived: DerivedFields = new Map()

  constructor(sessions: readonly (readonly Call[])[], collections: readonly CollectionDraft[]) {
    this.sessions = sessions
    this.collections = collections
    this.#writes = sessions.map((calls) => new SessionWrites(calls))
    // Parts are looked at when it is known what they are parts of.
    for (const collection of [...collections].sort((a, b) => depthOf(a) - depthOf(b))) this.#track(collection)
    endRenamed(this)
    this.cascades = inferCascades(this)
    // What goes with something else is explained by that.
    this.endings = inferEndings(this)
  }

  tracks(collection: string, session: number): readonly Track[] {
    return this.#tracks.get(collection)?.[session] ?? []
  }

  allTracks(collection: string): readonly Track[] {
    return (this.#tracks.get(collection) ?? []).flat()
  }

  /** The living entities of a collection after the call with index `at` of a session. */
  snapshot(collection: string, session: number, at: number): Snapshot {
    const bySession = this.#snapshots.get(collection) ?? []
    this.#snapshots.set(collection, bySession)
    const owner = ownerOfGone(collection)
    const isGone = owner !== undefined && !this.collections.some(({ name }) => name === collection)
    const { aliases = [] } = this.collections.find(({ name }) => name === (isGone ? owner : collection)) ?? {}
    bySession[session] ??= new Snapshots(
      this.#kept.get(collection)?.[session] ?? this.tracks(isGone ? owner : collection, session),
      aliases,
      isGone,
    )
    return bySession[session].after(at)
  }

  /** The writes to the entities of a collection. */
  log(collection: string, session: number): SessionLog {
    const id = `${collection} ${session}`
    let log = this.#logs.get(id)
    if (!log) {
      log = new SessionLog(this.tracks(collection, session), this.sessions[session] ?? [])
      this.#logs.set(id, log)
    }
    return log
  }

  /** Names of the collections of which an entity has this key at some time, under whatever parents. */
  keyed(own: Json): ReadonlySet<string> {
    this.#keyed ??= this.#indexKeys()
    return this.#keyed.get(String(own)) ?? noNames
  }

  /** Where entities hold a long text that is the key of none and that no two of them share: they can be found by it. */
  holding(text: string): readonly Holder[] {
    this.#holders ??= indexHolders(this)
    return this.keyed(text).size > 0 ? [] : (this.#holders.get(text) ?? [])
  }

  #indexKeys(): ReadonlyMap<string, ReadonlySet<string>> {
    const keyed = new Map<string, Set<string>>()
    const note = (own: Json | undefined, name: string) => {
      const names = keyed.get(String(own))
      if (names) names.add(name)
      else keyed.set(String(own), new Set([name]))
    }
    for (const { name, aliases } of this.collections)
      for (const { parts, versions } of this.allTracks(name)) {
        note(parts.at(-1), name)
        for (const alias of aliases) for (const { value } of versions) note(value[alias], name)
      }
    return keyed
  }

  /** Fields of a collection that change where no write explains it: they are not kept. */
  moving(collection: string): readonly string[] {
    return this.#moving.get(collection) ?? []
  }

  /** Fields that are worked out when an entity is read. */
  get derived(): DerivedFields {
    return this.#derived
  }

  /** Reads the derived fields of the collections, which are not kept from now on. */
  derive(): void {
    const names = Object.fromEntries(this.collections.map(({ name }) => [name, { key: [] }]))
    const context = { ...createContext({ collections: names }), relations: relationsOf(this.collections) }
    const rules = Object.fromEntries(this.collections.map(({ name, derived }) => [name, { derived }]))
    this.#derived = compileDerived(rules, context)
    for (const [name, fields] of this.#derived) for (const track of this.allTracks(name)) leaveOut(track, fields)
    this.refresh()
  }

  /** Takes down what was there when, by session, beside the entities of collections: rules may ask for it. */
  keep(name: string, lives: readonly (readonly Life[])[]): void {
    this.#kept.set(name, lives)
    this.refresh()
  }

  /** Names of what is kept beside the entities. */
  get kept(): readonly string[] {
    return [...this.#kept.keys()]
  }

  /** To be called when the lives of entities were changed. */
  refresh(): void {
    this.#snapshots.clear()
    this.#logs.clear()
    this.#keyed = undefined
    this.#holders = undefined
  }

  /** Reads the lives of a collection's entities again: more of its fields are kept now. */
  retrack(collection: CollectionDraft): void {
    this.#track(collection)
    endRenamed(this)
    for (const track of this.allTracks(collection.name)) leaveOut(track, this.#derived.get(collection.name) ?? [])
  }

  #track(collection: CollectionDraft): void {
    const whole = collection.partOf && this.#tracks.get(collection.partOf.name)
    const { tracks, moving } = trackCollection(collection, this.sessions, this.#writes, whole)
    this.#tracks.set(collection.name, tracks)
    this.#moving.set(collection.name, moving)
    this.refresh()
  }

  /** The world just before (or after) a call. */
  moment(call: Call, when: 'before' | 'after'): Moment {
    // What happens between two calls has happened before the second.
    const at = call.shownAt ?? (when === 'before' ? call.index - 0.25 : call.index)
    return new Moment(this, call.session, at, (call.startedAtMs + call.endedAtMs) / 2)
  }
}

/** Takes derived fields out of what is kept of an entity. */
function leaveOut({ versions }: Track, fields: readonly { readonly path: readonly string[] }[]): void {
  versions.forEach((version, at) => {
    const value = fields.reduce((kept, { path }) => without(kept, path), version.value)
    if (value !== version.value) versions[at] = { ...version, value }
  })
}

/** A map without what stands at a path; maps that are empty without it go too. */
function without(value: JsonObject, [key = '', ...rest]: readonly string[]): JsonObject {
  if (!Object.hasOwn(value, key)) return value
  const { [key]: inner, ...others } = value
  if (rest.length === 0) return others
  if (!isObject(inner)) return value
  const left = without(inner, rest)
  if (left === inner) return value
  return Object.keys(left).length === 0 ? others : { ...value, [key]: left }
}
