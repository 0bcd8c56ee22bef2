import type { JsonObject } from '#base'
import { Doubts } from './doubts.ts'

/** What a world is told, and tells, of what rests on guesses. */
export class DoubtedWorld {
  protected doubts = new Doubts()
  /** See `Environment.onGuess`. */
  readonly onGuess = (of: 'shown' | 'kept'): void => (of === 'kept' ? this.noteGuess() : this.noteUnverifiable())

  /** Entities are about to be shown. */
  noteShown(values: readonly JsonObject[]): void {
    this.doubts.noteShown(values)
  }

  /** A value was made up in place of one that is not known. */
  noteGuess(): void {
    this.doubts.noteGuess()
  }

  /** Something is about to be shown that only the service could make as it is: a signature. */
  noteUnverifiable(): void {
    this.doubts.noteUnverifiable()
  }

  /** Whether that was so since `beginReading`. What is written then is as sure as ever. */
  get hasMadeUnverifiable(): boolean {
    return this.doubts.hasMadeUnverifiable
  }

  /** The numbers that these sequences will give are not sure from now on: a guess decided whether to take one. */
  doubtSequences(sequences: Iterable<string>): void {
    this.doubts.doubtSequences(sequences)
  }

  /** Forgets what was read so far. */
  beginReading(): void {
    this.doubts.beginReading()
  }

  /** Whether something that rests on a guess was found, shown or handed out since `beginReading`. */
  get hasReadDoubted(): boolean {
    return this.doubts.hasRead
  }
}
