import type { Json } from '#base'
import type { Correspondence } from './correspondence.ts'
import type { FieldRule } from './field-class.ts'
import type { Sorting } from './sorted-by-minted.ts'
import type { NoteUnverified } from './tally.ts'
import type { Verdict } from './verdict.ts'

/** What the recording tells about where values come from. */
export interface Origins {
  /** Whether this piece of text is the service's own invention: it came first in an answer, not in a request, and is no constant of the service. */
  isMinted(piece: string): boolean
  /** Whether an answer before the one at hand has shown it. */
  isKnown(piece: string): boolean
  /** Whether a request has said this text up to the answer at hand. Looked for each time: for the few values whose looks tell nothing. */
  isSent(text: string): boolean
}

/** The times between which a recorded value can be a reading of the clock; milliseconds since 1970. */
export interface ClockScope {
  /** When the session's first request came. */
  readonly sessionStartMs: number
  /** When the exchange at hand began and ended. */
  readonly startMs: number
  readonly endMs: number
  /**
   * How far the twin's reading of a moment of this session may lie from the recorded one. Undefined when the twin's clock does not follow
   * the recording: then only the format counts.
   */
  readonly toleranceMs: number | undefined
}

/** All that a comparison of two values looks up besides them. */
export interface Scope {
  readonly correspondence: Correspondence
  readonly origins: Origins
  readonly clock: ClockScope
  /** Whether the twin made this piece up. What it did not is its claim of what the service would answer, and must be equal. Left out, all may be. */
  readonly isMade?: ((actual: string) => boolean) | undefined
  /** Told of every field whose comparison was decided by a rule. */
  onRule?(rule: FieldRule): void
  /** Told of every value that was not compared by value, and why. */
  readonly onUnverified?: NoteUnverified | undefined
  /** Told of every list whose elements stand in another order, be that right or wrong; `isTied` when only elements of one moment changed places. */
  onMoved?(path: string, isTied: boolean): void
  /** Whether the service is known to give this list in any order. */
  isUnordered?(path: string): boolean
  /** Whether all that is known of this list is sorted so. */
  maySortBy?(path: string, sorting: Sorting): boolean
  /** Judges two values of a body or a header for who knows more of this answer than what values look like; undefined leaves it to their looks. */
  judgeLeaf?(expected: Json, actual: Json, path: () => string): Verdict | undefined
}
