import { entityKey } from '#lang'
import type { Entity } from './entity.ts'

/** From so many entities on, what changes a shared collection is laid over it: below, a copy is cheaper to make and to read. */
const laidOverFrom = 512
/** So many layers at most: each is asked for a key that is in none above it. */
const layersMax = 4

/**
 * The entities of a collection by key, in their order (`Entity.order`). May lie over others that do not change any more, and then holds
 * what is different: making it takes no time, however many they are.
 */
export class Members {
  readonly #below: Members | undefined
  readonly #layers: number
  /** New ones, and those that are in place of one below. */
  readonly #own = new Map<string, Entity>()
  /** Keys below that are no more, or have come again later. */
  readonly #gone = new Set<string>()
  #size: number
  #changes = 0

  constructor(below?: Members) {
    this.#below = below
    this.#layers = below === undefined ? 0 : below.#layers + 1
    this.#size = below?.size ?? 0
  }

  /** In the order in which they come, numbered from `first` on; of two with one key the later one is there, in the place of the other. */
  static of(entities: Iterable<Pick<Entity, 'parts' | 'value'>>, first: number): Members {
    const members = new Members()
    let next = first
    for (const { parts, value } of entities) {
      const key = entityKey(parts)
      if (key !== undefined) members.set({ key, parts, value, order: members.get(key)?.order ?? next++, since: undefined })
    }
    return members
  }

  /** The same entities, to be changed apart from these; these must not change any more. */
  static after(members: Members): Members {
    if (members.size >= laidOverFrom && members.#layers < layersMax) return new Members(members)
    const copy = new Members()
    for (const entity of members.values()) copy.set(entity)
    return copy
  }

  /** Grows with each change. */
  get changes(): number {
    return this.#changes
  }

  get size(): number {
    return this.#size
  }

  get(key: string): Entity | undefined {
    return this.#own.get(key) ?? this.#inherited(key)
  }

  /** One whose key no other has, behind all others. */
  add(entity: Entity): void {
    this.#changes++
    this.#size++
    this.#own.set(entity.key, entity)
  }

  /** In place of one with its key and order; behind all others where it is new. */
  set(entity: Entity): void {
    this.#changes++
    const { key } = entity
    const before = this.get(key)
    if (before === undefined) this.#size++
    else if (before.order !== entity.order) this.delete(key, true)
    this.#own.set(key, entity)
  }

  delete(key: string, isReplaced = false): void {
    this.#changes++
    const isOwn = this.#own.delete(key)
    const isBelow = this.#inherited(key) !== undefined
    if (isBelow) this.#gone.add(key)
    if ((isOwn || isBelow) && !isReplaced) this.#size--
  }

  /** Puts one that was deleted back to where it was. */
  restore(entity: Entity): void {
    const { key, order } = entity
    // which counts as a change, too
    this.delete(key)
    this.#size++
    const below = this.#below?.get(key)
    if (below?.order === order) this.#gone.delete(key)
    if (below === entity) return
    this.#own.set(key, entity)
    if (below?.order === order) return
    const later = [...this.#own.values()].filter((other) => other.order > order && other !== entity)
    for (const other of later) this.#own.delete(other.key)
    for (const other of later.sort((a, b) => a.order - b.order)) this.#own.set(other.key, other)
  }

  values(): Iterable<Entity> {
    return this.#below === undefined ? this.#own.values() : this.#laidOver(this.#below)
  }

  *#laidOver(below: Members): Generator<Entity> {
    for (const entity of below.values()) {
      if (!this.#gone.has(entity.key)) yield this.#own.get(entity.key) ?? entity
    }
    for (const entity of this.#own.values()) if (!this.#standsBelow(entity.key)) yield entity
  }

  #standsBelow(key: string): boolean {
    return this.#inherited(key) !== undefined
  }

  #inherited(key: string): Entity | undefined {
    return this.#below === undefined || this.#gone.has(key) ? undefined : this.#below.get(key)
  }
}
