import type { JsonObject } from '#base'
import type { Members } from './members.ts'

/** Who reads more than that is not watched any longer: asking it all again would take longer than reading it. */
const readsMax = 64

/** What reads can be asked of again. */
interface Readable {
  entity(collection: string, key: string): { readonly value: JsonObject } | undefined
  members(collection: string): Members | undefined
}

/**
 * What was read of a world while it was watched, so that one can tell later whether who reads the same again would find the same: entities by
 * their names, and whole collections. Values of entities are never changed, so the same object is the same value.
 */
export class Reads {
  readonly #entities: { readonly collection: string; readonly key: string; readonly value: JsonObject | undefined }[] = []
  readonly #collections: { readonly collection: string; readonly members: Members | undefined; readonly changes: number }[] = []
  #isWhole = true

  /** Something was read that is not told apart here, or something was changed. */
  spoil(): void {
    this.#isWhole = false
  }

  /** Whether all that was read is in here. */
  get isWhole(): boolean {
    return this.#isWhole
  }

  get count(): number {
    return this.#entities.length + this.#collections.length
  }

  noteEntity(collection: string, key: string, value: JsonObject | undefined): void {
    if (this.#hasPlace()) this.#entities.push({ collection, key, value })
  }

  noteCollection(collection: string, members: Members | undefined): void {
    if (this.#hasPlace()) this.#collections.push({ collection, members, changes: members?.changes ?? 0 })
  }

  /** Whether it is all as it was. */
  holdIn(world: Readable): boolean {
    for (const { collection, key, value } of this.#entities) if (world.entity(collection, key)?.value !== value) return false
    for (const { collection, members, changes } of this.#collections) {
      const now = world.members(collection)
      if (now !== members || (now?.changes ?? 0) !== changes) return false
    }
    return true
  }

  #hasPlace(): boolean {
    if (this.count >= readsMax) this.spoil()
    return this.#isWhole
  }
}
