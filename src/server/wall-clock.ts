/** The wall clock of a server. It can be held: what is done meanwhile is done at one moment, and can be done again as it was. */
class WallClock {
  #heldMs: number | undefined

  readonly nowMs = (): number => this.#heldMs ?? Date.now()

  /** Runs something at a moment. */
  during<T>(atMs: number, run: () => T): T {
    const before = this.#heldMs
    this.#heldMs = atMs
    try {
      return run()
    } finally {
      this.#heldMs = before
    }
  }
}

/** That of this process. */
export const wallClock = new WallClock()
