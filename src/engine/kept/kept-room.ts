/** The place that all sessions of a twin have together for answers that they keep. */
const bytesMax = 32 * 1024 * 1024

/** Gives something up. */
interface Keeper {
  drop(target: string): void
}

/** Something that is kept; its session may end without a word. */
interface Place {
  readonly keeper: WeakRef<Keeper>
  readonly target: string
  readonly bytes: number
}

/** Bounds what the sessions of a twin keep: what has been there for longest makes place. */
export class KeptRoom {
  readonly #bytesMax: number
  readonly #places = new Set<Place>()
  #bytes = 0

  constructor(max = bytesMax) {
    this.#bytesMax = max
  }

  get bytes(): number {
    return this.#bytes
  }

  /** A place for so many bytes; give it back with `leave`, unless the keeper is told to drop what is there. */
  take(keeper: WeakRef<Keeper>, target: string, bytes: number): Place {
    const place = { keeper, target, bytes }
    this.#places.add(place)
    this.#bytes += bytes
    for (const oldest of this.#places) {
      if (this.#bytes <= this.#bytesMax) break
      this.leave(oldest)
      oldest.keeper.deref()?.drop(oldest.target)
    }
    return place
  }

  leave(place: Place): void {
    if (this.#places.delete(place)) this.#bytes -= place.bytes
  }
}

export type { Place }
