import type { Json, JsonObject } from '#base'
import { entityKey, type Value, type WorldView } from '#lang'
import { Collections } from './collections.ts'
import { Doubts } from './doubts.ts'
import { type Entity, membersUnder } from './entity.ts'
import { findByAlias } from './find-by-alias.ts'
import { IssuedTexts } from './issued-texts.ts'
import { Members } from './members.ts'
import { Past, type Remembered } from './past.ts'
import { loadMembers, loadPast, type SavedWorld, saveMembers } from './saved-world.ts'
import { type ViewSpec, Views } from './views.ts'

/** Of fewer entities a list is read faster than it is kept. */
const viewedFrom = 256

/** A session's entities, sequences and issued texts, with transactions. Forks share what neither has changed. */
export class World implements WorldView {
  readonly #aliases: ReadonlyMap<string, readonly string[]>
  /** Undefined where nothing asks for what has been. */
  readonly #pasts: Map<string, Past> | undefined
  readonly #ownedPasts = new Set<string>()
  #collections = new Collections()
  readonly #lists = new Map<string, readonly JsonObject[]>()
  readonly #views = new Map<string, Views>()
  readonly #sequences = new Map<string, number>()
  #issued: IssuedTexts
  /** Collections whose members this world alone holds; the others are shared with a fork. */
  readonly #owned = new Set<string>()
  #doubts = new Doubts()
  /** Told of each entity that is another, is there or is no more; that something was taken back is a change, too. A fork has none. */
  onChange: ((collection: string, key: string) => void) | undefined
  #order = 0
  #version = 0
  #undo: (() => void)[] = []

  /** `aliases`: fields other than the key that name an entity, by collection; `remembers`: keeps all states that there have been. */
  constructor(aliases: ReadonlyMap<string, readonly string[]> = new Map(), remembers = false, issued = new IssuedTexts()) {
    this.#issued = issued
    this.#aliases = aliases
    this.#pasts = remembers ? new Map() : undefined
  }

  /** A world that is like this one now and goes its own way; what neither changes is held once. */
  fork(): World {
    const world = new World(this.#aliases, this.#pasts !== undefined, this.#issued.fork())
    world.#collections = this.#collections.fork()
    for (const [name, past] of this.#pasts ?? []) world.#pasts?.set(name, past)
    this.#ownedPasts.clear()
    for (const [name, list] of this.#lists) world.#lists.set(name, list)
    for (const [name, views] of this.#views) world.#views.set(name, views.fork())
    for (const [name, number] of this.#sequences) world.#sequences.set(name, number)
    world.#doubts = this.#doubts.fork()
    world.#order = this.#order
    this.#owned.clear()
    return world
  }

  /** All that there is, as data. */
  save(): SavedWorld {
    const living = (name: string) => (key: string) => this.#collections.get(name)?.get(key)?.value
    const pasts = this.#pasts && [...this.#pasts].map(([name, past]) => [name, past.save(living(name), this.#doubts)] as const)
    return {
      collections: [...this.#collections].map(([name, members]) => [name, saveMembers(members, this.#doubts)]),
      ...(pasts ? { pasts } : {}),
      sequences: [...this.#sequences],
      issued: this.#issued.list(),
      doubtedSequences: [...this.#doubts.sequences],
      order: this.#order,
    }
  }

  /** Becomes what was saved; nothing of what it was is left over. */
  load({ collections, pasts = [], sequences, issued, doubtedSequences, order }: SavedWorld): void {
    for (const known of [this.#collections, this.#lists, this.#views, this.#sequences, this.#owned, this.#ownedPasts]) known.clear()
    this.#pasts?.clear()
    this.#doubts = new Doubts(undefined, doubtedSequences)
    this.#issued = new IssuedTexts([new Set(issued)])
    for (const [name, entities] of collections) {
      this.#collections.set(name, loadMembers(entities, this.#doubts))
      this.#owned.add(name)
    }
    for (const [name, past] of pasts) {
      this.#pasts?.set(name, loadPast(past, this.#collections.get(name), this.#doubts))
      this.#ownedPasts.add(name)
    }
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
    if (value !== undefined) this.#doubts.noteRead(value)
    return value
  }

  /** The living entity under a key, or under another name of it. */
  entity(collection: string, key: string): Entity | undefined {
    const members = this.#collections.get(collection)
    const found = members?.get(key)
    const aliases = found || !members ? undefined : this.#aliases.get(collection)
    return members && aliases ? findByAlias(members.values(), aliases, key) : found
  }

  list(collection: string, parents?: readonly Value[]): readonly JsonObject[] {
    if (parents) return membersUnder(this.entities(collection), parents)
    const cached = this.#lists.get(collection)
    if (cached) return cached
    const values = Array.from(this.entities(collection), (entity) => entity.value)
    this.#lists.set(collection, values)
    return values
  }

  entities(collection: string): Iterable<Entity> {
    return this.#collections.get(collection)?.values() ?? []
  }

  /** The members of a collection that a view wants, in its order; undefined where it is as well to read them all. */
  view(collection: string, describe: () => ViewSpec): readonly Entity[] | undefined {
    const members = this.#collections.get(collection)
    if (members === undefined || members.size < viewedFrom) return undefined
    let views = this.#views.get(collection)
    if (views === undefined) {
      views = new Views()
      this.#views.set(collection, views)
    }
    return views.ask(describe(), members.values())
  }

  versions(collection: string, key: string): readonly JsonObject[] {
    return this.#pasts?.get(collection)?.states(key) ?? []
  }

  left(collection: string, key: string): JsonObject | undefined {
    const last = this.#pasts?.get(collection)?.get(key)
    return last?.isDeleted ? last.value : undefined
  }

  written(collection: string, key: string): number | undefined {
    return this.#pasts?.get(collection)?.get(key)?.written
  }

  writes(collection: string, parents: readonly Value[]): number {
    return this.#pasts?.get(collection)?.writes(parents) ?? 0
  }

  /** All entities, those that are no more among them, in the order of the last write to each. */
  log(collection: string): Iterable<Remembered> {
    return this.#pasts?.get(collection)?.all() ?? []
  }

  issued(text: string): boolean {
    return this.#issued.has(text)
  }

  /** Whether the text, or a longer one that holds it, was handed out. */
  hasIssued(piece: string): boolean {
    return this.#issued.holds(piece)
  }

  issue(text: string): void {
    if (this.#issued.add(text)) this.#undo.push(() => this.#issued.delete(text))
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
    members.set(entity)
    this.#views.get(collection)?.change(before, entity)
    this.#doubts.noteWritten(value)
    const forget = this.#remember(collection, key, parts as Json[], value, false)
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
    const forget = this.#remember(collection, before.key, before.parts, left ?? before.value, true)
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
    this.#doubts.noteSequence(sequence)
    const before = this.#sequences.get(sequence)
    const number = before ?? start()
    this.#sequences.set(sequence, number + 1)
    this.#undo.push(() => {
      if (before === undefined) this.#sequences.delete(sequence)
      else this.#sequences.set(sequence, before)
    })
    return number
  }

  /** Entities are about to be shown. */
  noteShown(values: readonly JsonObject[]): void {
    this.#doubts.noteShown(values)
  }

  /** A value was made up in place of one that is not known. */
  noteGuess(): void {
    this.#doubts.noteGuess()
  }

  /** Something is about to be shown that only the service could make as it is: a signature. */
  noteUnverifiable(): void {
    this.#doubts.noteUnverifiable()
  }

  /** Whether that was so since `beginReading`. What is written then is as sure as ever. */
  get hasMadeUnverifiable(): boolean {
    return this.#doubts.hasMadeUnverifiable
  }

  /** The numbers that these sequences will give are not sure from now on: a guess decided whether to take one. */
  doubtSequences(sequences: Iterable<string>): void {
    this.#doubts.doubtSequences(sequences)
  }

  /** Forgets what was read so far. */
  beginReading(): void {
    this.#doubts.beginReading()
  }

  /** Whether something that rests on a guess was found, shown or handed out since `beginReading`. */
  get hasReadDoubted(): boolean {
    return this.#doubts.hasRead
  }

  /** Keeps what was done since the last commit; `isGuess`: what was written then is not sure. */
  commit(isGuess = false): void {
    this.#undo.length = 0
    this.#doubts.commit(isGuess)
  }

  /** Takes back what was done since the last commit. */
  rollback(): void {
    this.#version++
    while (this.#undo.length > 0) this.#undo.pop()?.()
    this.#doubts.forgetWritten()
  }

  #remember(collection: string, key: string, parts: readonly Json[], value: JsonObject, isDeleted: boolean): (() => void) | undefined {
    if (!this.#pasts) return undefined
    let past = this.#pasts.get(collection)
    if (!past || !this.#ownedPasts.has(collection)) {
      past = new Past(past)
      this.#pasts.set(collection, past)
      this.#ownedPasts.add(collection)
    }
    return past.write(key, parts, value, isDeleted)
  }

  /** The members of a collection for writing: apart from those that a fork shares. */
  #own(collection: string): Members {
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
