/** What requests of a session hold until their answers have left: places in limits, keys of idempotency. */
export class UnderWay {
  readonly #releases = new Map<number, readonly (() => void)[]>()
  #last = 0

  /** The number of the request that came last; they are counted as long as the session has its name. */
  get last(): number {
    return this.#last
  }

  /** Of those whose answers have not left yet. */
  get numbers(): number[] {
    return [...this.#releases.keys()]
  }

  get isNone(): boolean {
    return this.#releases.size === 0
  }

  has(number: number): boolean {
    return this.#releases.has(number)
  }

  /** Gives the number of a request that holds something. */
  enter(releases: readonly (() => void)[]): number {
    this.#releases.set(++this.#last, releases)
    return this.#last
  }

  /** Its answer has left, or nobody waits for it any more. */
  leave(number: number): void {
    const releases = this.#releases.get(number) ?? []
    this.#releases.delete(number)
    for (const release of releases) release()
  }

  /** Nothing is under way, and so many have been. */
  countFrom(last: number): void {
    this.#releases.clear()
    this.#last = last
  }
}
