import type { JsonObject } from '#base'

/** What of a world rests on guesses, and whether that was read. */
export class Doubts {
  /** What entities were when a guess wrote them. Forks share it: a value is never changed. */
  #values: WeakSet<JsonObject>
  /** Sequences of which a guess may have taken a number or not. */
  readonly #sequences: Set<string>
  #hasValues: boolean
  #hasRead = false
  #madeUnverifiable = false
  /** What was put since the last commit. */
  #written: JsonObject[] = []

  constructor(values = new WeakSet<JsonObject>(), sequences: Iterable<string> = [], hasValues = false) {
    this.#values = values
    this.#sequences = new Set(sequences)
    this.#hasValues = hasValues
  }

  fork(): Doubts {
    return new Doubts(this.#values, this.#sequences, this.#hasValues)
  }

  get sequences(): ReadonlySet<string> {
    return this.#sequences
  }

  has(value: JsonObject): boolean {
    return this.#hasValues && this.#values.has(value)
  }

  add(value: JsonObject): void {
    this.#hasValues = true
    this.#values.add(value)
  }

  noteRead(value: JsonObject): void {
    if (this.#hasValues && this.#values.has(value)) this.#hasRead = true
  }

  noteShown(values: readonly JsonObject[]): void {
    if (this.#hasValues && values.some((value) => this.#values.has(value))) this.#hasRead = true
  }

  noteSequence(sequence: string): void {
    if (this.#sequences.has(sequence)) this.#hasRead = true
  }

  noteGuess(): void {
    this.#hasRead = true
  }

  noteUnverifiable(): void {
    this.#madeUnverifiable = true
  }

  get hasMadeUnverifiable(): boolean {
    return this.#madeUnverifiable
  }

  doubtSequences(sequences: Iterable<string>): void {
    for (const sequence of sequences) this.#sequences.add(sequence)
  }

  beginReading(): void {
    this.#hasRead = false
    this.#madeUnverifiable = false
  }

  get hasRead(): boolean {
    return this.#hasRead
  }

  noteWritten(value: JsonObject): void {
    this.#written.push(value)
  }

  /** `isGuess`: what was written since the last time is not sure. */
  commit(isGuess: boolean): void {
    if (isGuess) for (const value of this.#written) this.add(value)
    this.forgetWritten()
  }

  forgetWritten(): void {
    if (this.#written.length > 0) this.#written = []
  }
}
