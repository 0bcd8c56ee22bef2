import { invariant } from '#base'
import type { Members } from './members.ts'

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

  /** `make` is called once, whichever fork asks first: all have the same. */
  fillLater(collection: string, make: () => Members): void {
    invariant(!this.#members.has(collection), 'only a new collection is filled later')
    let members: Members | undefined
    this.#members.set(collection, undefined)
    this.#unfilled.set(collection, () => {
      members ??= make()
      return members
    })
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
