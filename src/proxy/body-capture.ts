/** Memory that all bodies in flight share. */
export interface CaptureBudget {
  freeBytes: number
}

export const defaultMaxBodyBytes = 8 * 1024 * 1024
export const defaultBudgetBytes = 128 * 1024 * 1024

const none = Buffer.alloc(0)

/**
 * Keeps a body while it passes, up to a limit. A body over the limit is not kept at all and only counted: the
 * beginning of a secret or of a compressed stream could not be scrubbed.
 */
export class BodyCapture {
  readonly #budget: CaptureBudget
  readonly #maxBytes: number
  #chunks: Buffer[] | undefined
  #first: Buffer | undefined
  #kept = 0
  /** Bytes that passed. */
  bytes = 0
  omitted = false

  constructor(budget: CaptureBudget, maxBytes: number) {
    this.#budget = budget
    this.#maxBytes = maxBytes
  }

  add(chunk: Buffer): void {
    this.bytes += chunk.length
    if (this.omitted) return
    if (this.bytes > this.#maxBytes || chunk.length > this.#budget.freeBytes) {
      this.omitted = true
      this.release()
      return
    }
    this.#budget.freeBytes -= chunk.length
    this.#kept += chunk.length
    if (this.#first === undefined) this.#first = chunk
    else if (this.#chunks === undefined) this.#chunks = [this.#first, chunk]
    else this.#chunks.push(chunk)
  }

  /** The body, and how long it was if it was too long to keep. */
  take(): { readonly body: Uint8Array; readonly omittedBodyBytes?: number } {
    if (this.omitted) return { body: none, omittedBodyBytes: this.bytes }
    if (this.#chunks !== undefined) return { body: Buffer.concat(this.#chunks) }
    return { body: this.#first ?? none }
  }

  /** Gives the memory back to the budget. */
  release(): void {
    this.#budget.freeBytes += this.#kept
    this.#kept = 0
    this.#first = undefined
    this.#chunks = undefined
  }
}
