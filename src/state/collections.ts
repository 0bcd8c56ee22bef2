import { invariant } from '#base'
import type { Entity } from './entity.ts'
import { Members } from './members.ts'

interface LaterEntities {
  readonly first: number
  /** At most. */
  readonly count: number
  readonly entities: () => Iterable<Pick<Entity, 'parts' | 'value'>>
}

/** The members of each collection; of those that were put there at the start only once somebody asks for them. */
export class Collections implements Iterable<readonly [name: string, members: Members]> {
  /** Undefined holds the place of one that is not filled yet. */
  readonly #members = new Map<string, Members | undefined>()
  readonly #unfilled = new Map<string, () => Members>()

  get(collection: string): Members | undefined {
    const fill = this.#unfilled.size === 0 ? undefined : this.#unfilled.get(collection)
    if (fill !== undefined) {
      this.#unfilled.delete(collection)
      this.#members.set(collection, fill())
    }
    return this.#members.get(collection)
  }

  set(collection: string, members: Members): void {
    this.#unfilled.delete(collection)
    this.#members.set(collection, members)
  }

  /** `entities` is called once, whichever fork asks first: all have the same. They are numbered from `first` on; returns the next number. */
  fillLater(collection: string, { first, count, entities }: LaterEntities): number {
    invariant(!this.#members.has(collection), 'only a new collection is filled later')
    let members: Members | undefined
    this.#members.set(collection, undefined)
    this.#unfilled.set(collection, () => {
      members ??= Members.of(entities(), first)
      return members
    })
    return first + count
  }

  /** In the order in which they came; fills all. */
  *[Symbol.iterator](): Generator<readonly [name: string, members: Members]> {
    for (const name of this.#members.keys()) yield [name, this.get(name) as Members]
  }

  clear(): void {
    this.#members.clear()
    this.#unfilled.clear()
  }

  fork(): Collections {
    const fork = new Collections()
    for (const [name, members] of this.#members) fork.#members.set(name, members)
    for (const [name, fill] of this.#unfilled) fork.#unfilled.set(name, fill)
    return fork
  }
}
