import { createPieceReader, isFree } from './free-pieces.ts'
import type { SaidByService, SessionOrigins } from './session-origins.ts'

/** Pieces that `least` sessions show first in the same place: a random source would not have made them again. Looked for when asked. */
export class SharedConstants {
  readonly #sessions: readonly SessionOrigins[]
  readonly #least: 1 | 2
  #said: readonly ReadonlyMap<string, readonly SaidByService[]>[] | undefined
  readonly #byPlace = new Map<string, ReadonlyMap<string, readonly number[]>>()
  readonly #known = new Map<string, boolean>()

  constructor(sessions: readonly SessionOrigins[], least: 1 | 2) {
    this.#sessions = sessions
    this.#least = least
  }

  /** Whether the piece, in lower case, is one of that place. */
  has(piece: string, place: string): boolean {
    if (this.#sessions.length < this.#least) return false
    // where it is not said, it was not said first
    const candidates = this.#saidAt(place).get(piece) ?? []
    if (candidates.length < this.#least) return false
    const key = `${piece} ${place}`
    let known = this.#known.get(key)
    if (known === undefined) {
      known = this.#areEnough(candidates, piece, place)
      this.#known.set(key, known)
    }
    return known
  }

  #areEnough(candidates: readonly number[], piece: string, place: string): boolean {
    let count = 0
    for (const at of candidates) {
      const sighting = this.#sessions[at]?.sightings.get(piece)
      if (sighting?.byService !== true || !sighting.isFree || sighting.place !== place) continue
      if (++count === this.#least) return true
    }
    return false
  }

  /** By free piece, the sessions in which the service says it in that place. */
  #saidAt(place: string): ReadonlyMap<string, readonly number[]> {
    const known = this.#byPlace.get(place)
    if (known !== undefined) return known
    this.#said ??= this.#sessions.map(({ said }) => said)
    const found = new Map<string, number[]>()
    for (const [at, said] of this.#said.entries()) {
      const reader = createPieceReader(new Set(), (piece) => {
        if (!isFree(piece)) return
        const key = piece.toLowerCase()
        const sessions = found.get(key)
        if (sessions === undefined) found.set(key, [at])
        else if (sessions.at(-1) !== at) sessions.push(at)
      })
      for (const say of said.get(place) ?? []) say(reader)
    }
    this.#byPlace.set(place, found)
    return found
  }
}
