/** Places of the counts in the memory. */
const [parts, wanted, routes, fromStart, fromEnd] = [0, 1, 2, 3, 4]
const unknown = -1

/** Deals out the parts that are held out and the routes that are to be learned: each to one of the threads that have the same memory. */
export class WorkShare {
  readonly memory: SharedArrayBuffer
  readonly #counts: Int32Array<SharedArrayBuffer>

  constructor(memory = new SharedArrayBuffer(5 * Int32Array.BYTES_PER_ELEMENT)) {
    this.memory = memory
    this.#counts = new Int32Array(memory)
  }

  /** One of so many parts, the first of those that are left. */
  takePart(count: number): number | undefined {
    const part = Atomics.add(this.#counts, parts, 1)
    return part < count ? part : undefined
  }

  /** Says that routes are to be learned, and how many once that is known; 0 when all are. */
  wantRoutes(count?: number): void {
    Atomics.store(this.#counts, wanted, count ?? unknown)
  }

  /** Whether so much is left to be learned that it is worth beginning with what all routes rest on: those with the most calls are taken last. */
  get isWorthHelping(): boolean {
    const count = Atomics.load(this.#counts, wanted)
    return count === unknown || Atomics.load(this.#counts, routes) < count / 2
  }

  /** One of so many routes, the first of those that are left. */
  takeFirstRoute(count: number): number | undefined {
    return this.#takeRoute(count) ? Atomics.add(this.#counts, fromStart, 1) : undefined
  }

  /** The last of those that are left. */
  takeLastRoute(count: number): number | undefined {
    return this.#takeRoute(count) ? count - 1 - Atomics.add(this.#counts, fromEnd, 1) : undefined
  }

  /** Who may take one: no more are given out than there are, so that those from both ends never meet. */
  #takeRoute(count: number): boolean {
    return Atomics.add(this.#counts, routes, 1) < count
  }
}
