import type { SessionOrigins } from './session-origins.ts'

/** Pieces that `least` sessions show first in the same place: a random source would not have made them again. Looked for when asked. */
export class SharedConstants {
  readonly #sessions: readonly SessionOrigins[]
  readonly #least: 1 | 2
  #shown: ReadonlyMap<number, number | readonly number[]> | undefined

  constructor(sessions: readonly SessionOrigins[], least: 1 | 2) {
    this.#sessions = sessions
    this.#least = least
  }

  /** Whether the piece, in lower case, is one of that place. */
  has(piece: string, place: string): boolean {
    if (this.#sessions.length < this.#least) return false
    this.#shown ??= this.#readAll()
    const found = this.#shown.get(hashOf(piece)) ?? []
    const candidates = typeof found === 'number' ? [found] : found
    return candidates.length >= this.#least && this.#areEnough(candidates, piece, place)
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

  /** By hash of a free piece, the sessions in which the service showed it first. */
  #readAll(): ReadonlyMap<number, number | readonly number[]> {
    const shown = new Map<number, number | number[]>()
    for (const [at, { sightings }] of this.#sessions.entries()) {
      for (const [piece, { byService, isFree }] of sightings) if (byService && isFree) addSession(shown, hashOf(piece), at)
    }
    return shown
  }
}

function addSession(shown: Map<number, number | number[]>, hash: number, session: number): void {
  const others = shown.get(hash)
  if (others === undefined) shown.set(hash, session)
  else if (typeof others === 'number') shown.set(hash, [others, session])
  else others.push(session)
}

/** Pieces with the same one are told apart where it matters. Most are met in one session only: the texts would take more room. */
function hashOf(piece: string): number {
  let hash = 0
  for (let at = 0; at < piece.length; at++) hash = Math.imul(hash ^ piece.charCodeAt(at), 0x01000193)
  return hash
}
