import type { Json, JsonObject } from '#base'
import { entityKey, type Value, type WorldView } from '#lang'
import { Collections } from './collections.ts'
import { DoubtedWorld } from './doubted-world.ts'
import { Doubts } from './doubts.ts'
import { type Entity, membersUnder } from './entity.ts'
import { findByAlias } from './find-by-alias.ts'
import { IssuedTexts } from './issued-texts.ts'
import { Members } from './members.ts'
import type { Remembered } from './past.ts'
import { Pasts } from './pasts.ts'
import { Reads } from './reads.ts'
import { loadMembers, loadPast, type SavedWorld, saveMembers } from './saved-world.ts'
import { type ViewSpec, Views } from './views.ts'

/** Of fewer entities a list is read faster than it is kept. */
const viewedFrom = 256

/** A session's entities, sequences and issued texts, with transactions. Forks share what neither has changed. */
export class World extends DoubtedWorld implements WorldView {
  readonly #aliases: ReadonlyMap<string, readonly string[]>
  /** Undefined where nothing asks for what has been. */
  #pasts: Pasts | undefined
  #collections = new Collections()
  readonly #lists = new Map<string, readonly JsonObject[]>()
  readonly #views = new Map<string, Views>()
  readonly #sequences = new Map<string, number>()
  #issued: IssuedTexts
  /** Collections whose members this world alone holds; the others are shared with a fork. */
  readonly #owned = new Set<string>()
  /** Told of each entity that is another, is there or is no more; that something was taken back is a change, too. A fork has none. */
  onChange: ((collection: string, key: string) => void) | undefined
  #order = 0
  #version = 0
  #undo: (() => void)[] = []
  /** What is read, while that is watched. */
  #reads: Reads | undefined

  /** `aliases`: fields other than the key that name an entity, by collection; `remembers`: keeps all states that there have been. */
  constructor(aliases: ReadonlyMap<string, readonly string[]> = new Map(), remembers = false, issued = new IssuedTexts()) {
    super()
    this.#issued = issued
    this.#aliases = aliases
    this.#pasts = remembers ? new Pasts() : undefined
  }

  /** A world that is like this one now and goes its own way; what neither changes is held once. */
  fork(): World {
    const world = new World(this.#aliases, this.#pasts !== undefined, this.#issued.fork())
    world.#collections = this.#collections.fork()
    world.#pasts = this.#pasts?.fork()
    for (const [name, list] of this.#lists) world.#lists.set(name, list)
    for (const [name, views] of this.#views) world.#views.set(name, views.fork())
    for (const [name, number] of this.#sequences) world.#sequences.set(name, number)
    world.doubts = this.doubts.fork()
    world.#order = this.#order
    this.#owned.clear()
    return world
  }

  /** All that there is, as data. */
  save(): SavedWorld {
    const living = (name: string) => (key: string) => this.#collections.get(name)?.get(key)?.value
    const pasts = this.#pasts && [...this.#pasts].map(([name, past]) => [name, past.save(living(name), this.doubts)] as const)
    return {
      collections: [...this.#collections].map(([name, members]) => [name, saveMembers(members, this.doubts)]),
      ...(pasts ? { pasts } : {}),
      sequences: [...this.#sequences],
      issued: this.#issued.list(),
      doubtedSequences: [...this.doubts.sequences],
      order: this.#order,
    }
  }

  /** Becomes what was saved; nothing of what it was is left over. */
  load({ collections, pasts = [], sequences, issued, doubtedSequences, order }: SavedWorld): void {
    for (const known of [this.#collections, this.#lists, this.#views, this.#sequences, this.#owned]) known.clear()
    this.#pasts?.clear()
    this.doubts = new Doubts(undefined, doubtedSequences)
    this.#issued = new IssuedTexts([new Set(issued)])
    for (const [name, entities] of collections) {
      this.#collections.set(name, loadMembers(entities, this.doubts))
      this.#owned.add(name)
    }
    for (const [name, past] of pasts) this.#pasts?.set(name, loadPast(past, this.#collections.get(name), this.doubts))
    for (const [name, number] of sequences) this.#sequences.set(name, number)
    this.#order = order
    this.#version++
  }

  /** Grows with each change of an entity. */
  get version(): number {
    return this.#version
  }

  find(collection: string, key: string): JsonObject | undefined {
    const value = this.entity(collection, key)?.value
    if (value !== undefined) this.doubts.noteRead(value)
    return value
  }

  /** The living entity under a key, or under another name of it. */
  entity(collection: string, key: string): Entity | undefined {
    const members = this.#collections.get(collection)
    let found = members?.get(key)
    const aliases = found || !members ? undefined : this.#aliases.get(collection)
    if (members && aliases) found = findByAlias(members.values(), aliases, key)
    this.#reads?.noteEntity(collection, key, found?.value)
    return found
  }

  /** The members of a collection as they are kept: not to be changed. */
  members(collection: string): Members | undefined {
    return this.#collections.get(collection)
  }

  list(collection: string, parents?: readonly Value[]): readonly JsonObject[] {
    if (parents) return membersUnder(this.entities(collection), parents)
    const cached = this.#lists.get(collection)
    if (cached) {
      this.#reads?.noteCollection(collection, this.#collections.get(collection))
      return cached
    }
    const values = Array.from(this.entities(collection), (entity) => entity.value)
    this.#lists.set(collection, values)
    return values
  }

  entities(collection: string): Iterable<Entity> {
    const members = this.#collections.get(collection)
    this.#reads?.noteCollection(collection, members)
    return members?.values() ?? []
  }

  /** The members of a collection that a view wants, in its order; undefined where it is as well to read them all. */
  view(collection: string, describe: () => ViewSpec): readonly Entity[] | undefined {
    const members = this.#collections.get(collection)
    if (members === undefined || members.size < viewedFrom) return undefined
    this.#reads?.noteCollection(collection, members)
    let views = this.#views.get(collection)
    if (views === undefined) {
      views = new Views()
      this.#views.set(collection, views)
    }
    return views.ask(describe(), members.values())
  }

  versions(collection: string, key: string): readonly JsonObject[] {
    return this.#askPasts()?.states(collection, key) ?? []
  }

  left(collection: string, key: string): JsonObject | undefined {
    const last = this.#askPasts()?.get(collection, key)
    return last?.isDeleted ? last.value : undefined
  }

  written(collection: string, key: string): number | undefined {
    return this.#askPasts()?.get(collection, key)?.written
  }

  writes(collection: string, parents: readonly Value[]): number {
    return this.#askPasts()?.writes(collection, parents) ?? 0
  }

  /** All entities, those that are no more among them, in the order of the last write to each. */
  log(collection: string): Iterable<Remembered> {
    return this.#askPasts()?.all(collection) ?? []
  }

  issued(text: string): boolean {
    this.#reads?.spoil()
    return this.#issued.has(text)
  }

  /** Watches what is read from now on, until `endWatch`. */
  watch(): void {
    this.#reads = new Reads()
  }

  /** What was read since then; undefined where that can't be told, or something was changed. */
  endWatch(): Reads | undefined {
    const reads = this.#reads
    this.#reads = undefined
    return reads?.isWhole ? reads : undefined
  }

  /** Whether the text, or a longer one that holds it, was handed out. */
  hasIssued(piece: string): boolean {
    return this.#issued.holds(piece)
  }

  issue(text: string): void {
    if (!this.#issued.add(text)) return
    this.#reads?.spoil()
    this.#undo.push(() => this.#issued.delete(text))
  }

  /** Puts entities, `count` at most, into a new collection once somebody asks for it. Not where what is put counts as a write: `remembers`. */
  fillLater(collection: string, count: number, entities: () => Iterable<Pick<Entity, 'parts' | 'value'>>): void {
    this.#order = this.#collections.fillLater(collection, { first: this.#order, count, entities })
  }

  /** Creates or replaces; a replaced entity keeps its place in the order. False for a key with a part that is absent or no scalar. */
  put(collection: string, parts: readonly Value[], value: JsonObject, since?: Readonly<Record<string, number>>): boolean {
    const key = entityKey(parts)
    if (key === undefined) return false
    const members = this.#own(collection)
    const before = members.get(key)
    const entity = { key, parts: parts as Json[], value, order: before?.order ?? this.#order++, since: since ?? before?.since }
    if (before) members.set(entity)
    else members.add(entity)
    this.#views.get(collection)?.change(before, entity)
    this.doubts.noteWritten(value)
    const forget = this.#pasts?.write(collection, key, parts as Json[], value, false)
    this.onChange?.(collection, key)
    this.#undo.push(() => {
      forget?.()
      this.onChange?.(collection, key)
      if (before) members.set(before)
      else members.delete(key)
      this.#views.get(collection)?.change(entity, before)
      this.#lists.delete(collection)
    })
    return true
  }

  /** Deletes; `left` is what stays of the entity for those who ask what has been, its last state where nothing is said. */
  delete(collection: string, key: string, left?: JsonObject): boolean {
    const before = this.entity(collection, key)
    if (!before) return false
    const members = this.#own(collection)
    members.delete(before.key)
    this.#views.get(collection)?.change(before, undefined)
    const forget = this.#pasts?.write(collection, before.key, before.parts, left ?? before.value, true)
    this.#undo.push(() => {
      forget?.()
      this.onChange?.(collection, before.key)
      members.restore(before)
      this.#views.get(collection)?.change(undefined, before)
      this.#lists.delete(collection)
    })
    return true
  }

  /** The next number of a sequence whose first is `start`, which is asked for only then. */
  next(sequence: string, start: () => number): number {
    this.#reads?.spoil()
    this.doubts.noteSequence(sequence)
    const before = this.#sequences.get(sequence)
    const number = before ?? start()
    this.#sequences.set(sequence, number + 1)
    this.#undo.push(() => {
      if (before === undefined) this.#sequences.delete(sequence)
      else this.#sequences.set(sequence, before)
    })
    return number
  }

  /** Keeps what was done since the last commit; `isGuess`: what was written then is not sure. */
  commit(isGuess = false): void {
    this.#undo.length = 0
    this.doubts.commit(isGuess)
  }

  /** Takes back what was done since the last commit. */
  rollback(): void {
    this.#version++
    while (this.#undo.length > 0) this.#undo.pop()?.()
    this.doubts.forgetWritten()
  }

  #askPasts(): Pasts | undefined {
    this.#reads?.spoil()
    return this.#pasts
  }

  /** The members of a collection for writing: apart from those that a fork shares. */
  #own(collection: string): Members {
    this.#reads?.spoil()
    this.#lists.delete(collection)
    this.#version++
    let members = this.#collections.get(collection)
    if (!members || !this.#owned.has(collection)) {
      members = members ? Members.after(members) : new Members()
      this.#collections.set(collection, members)
      this.#owned.add(collection)
    }
    return members
  }
}
