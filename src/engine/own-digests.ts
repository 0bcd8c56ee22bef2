import { eachPiece, looksRandom } from '#compare'
import { printJson, type Value } from '#lang'

/**
 * Digests that no other instance would have given: over something that this one made up, or that stands for what was scrubbed. What is a
 * digest over one of them is one, too.
 */
export class OwnDigests {
  readonly #digests: Set<string>
  readonly #isIssued: (text: string) => boolean
  readonly #isScrubbed: (text: string) => boolean

  constructor(isIssued: (text: string) => boolean, isScrubbed: (text: string) => boolean, digests: Iterable<string> = []) {
    this.#digests = new Set(digests)
    this.#isIssued = isIssued
    this.#isScrubbed = isScrubbed
  }

  /** The same digests, for a session that goes its own way. */
  fork(isIssued: (text: string) => boolean): OwnDigests {
    return new OwnDigests(isIssued, this.#isScrubbed, this.#digests)
  }

  list(): string[] {
    return [...this.#digests]
  }

  load(digests: readonly string[]): void {
    for (const digest of digests) this.#digests.add(digest)
  }

  readonly note = (digest: string, over: Value): void => {
    const text = typeof over === 'string' ? over : printJson(over ?? null)
    if (this.#isScrubbed(text) || this.#holdsOwn(text)) this.#digests.add(digest)
  }

  has(piece: string): boolean {
    return this.#digests.has(piece)
  }

  #holdsOwn(text: string): boolean {
    let found = false
    eachPiece(text, (piece) => {
      found ||= looksRandom(piece) && (this.#digests.has(piece) || this.#isIssued(piece))
    })
    return found
  }
}
