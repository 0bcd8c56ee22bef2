/** So many targets are remembered as asked once; another one in the place of one makes it forgotten. */
const onceMax = 16_384

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
  /** By hash: a text for each target would cost more than making most answers again. */
  #once: Uint32Array | undefined

  constructor(max = bytesMax) {
    this.#bytesMax = max
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Whether that was asked before, of whichever session: then it is worth being kept. Now and then it is said of what was not. */
  wasAsked(target: string): boolean {
    this.#once ??= new Uint32Array(onceMax)
    const hash = hashOf(target)
    const at = hash % onceMax
    const isKnown = this.#once[at] === hash
    this.#once[at] = hash
    return isKnown
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

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 0
}
