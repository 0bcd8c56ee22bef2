import type { Json, JsonObject } from '#base'
import type { Value } from '#lang'
import { Past, type Remembered } from './past.ts'

/** What has been of the entities of a world, by collection. Forks share what neither has written to. */
export class Pasts implements Iterable<readonly [collection: string, past: Past]> {
  readonly #pasts = new Map<string, Past>()
  /** Those that nobody shares. */
  readonly #owned = new Set<string>()

  fork(): Pasts {
    const fork = new Pasts()
    for (const [collection, past] of this.#pasts) fork.#pasts.set(collection, past)
    this.#owned.clear()
    return fork
  }

  [Symbol.iterator](): Iterator<readonly [collection: string, past: Past]> {
    return this.#pasts[Symbol.iterator]()
  }

  /** In place of what there is of that collection. */
  set(collection: string, past: Past): void {
    this.#pasts.set(collection, past)
    this.#owned.add(collection)
  }

  clear(): void {
    this.#pasts.clear()
    this.#owned.clear()
  }

  /** Notes a write; gives what takes it back. */
  write(collection: string, key: string, parts: readonly Json[], value: JsonObject, isDeleted: boolean): () => void {
    let past = this.#pasts.get(collection)
    if (!past || !this.#owned.has(collection)) {
      past = new Past(past)
      this.set(collection, past)
    }
    return past.write(key, parts, value, isDeleted)
  }

  get(collection: string, key: string): Remembered | undefined {
    return this.#pasts.get(collection)?.get(key)
  }

  states(collection: string, key: string): readonly JsonObject[] {
    return this.#pasts.get(collection)?.states(key) ?? []
  }

  writes(collection: string, parents: readonly Value[]): number {
    return this.#pasts.get(collection)?.writes(parents) ?? 0
  }

  all(collection: string): Iterable<Remembered> {
    return this.#pasts.get(collection)?.all() ?? []
  }
}
