import type { Json } from '#base'
import type { Divergence, DivergenceCategory, Severity } from './divergence.ts'
import { isClockReading } from './judge-clock.ts'
import type { Verdict } from './verdict.ts'

/**
 * Why a value was not compared by value. `generated`, `timestamp`: each instance of the service mints its own. `opaque`: a header that only
 * has to be there and stay the same. `omitted`: the recording did not keep it. `header_allowlist`: a header that no client acts on.
 */
export type UnverifiedReason = 'generated' | 'timestamp' | 'opaque' | 'omitted' | 'header_allowlist'

/** Told of every value that was not compared by value. */
export type NoteUnverified = (path: string, reason: UnverifiedReason) => void

/** What the comparison of one answer has found so far. What is wrong is counted by the divergences alone, so that suppressing one is enough. */
export class Tally {
  readonly divergences: Divergence[] = []
  /** Left out where nobody wants to know: it costs time. */
  readonly onUnverified: NoteUnverified | undefined
  /** Leaves and headers that are equal, if need be in the twin's terms. */
  verified = 0
  /** Leaves and headers of which only the format could be compared. */
  unverified = 0
  /** Right leaves of the body; with the leaves of the divergences, all. */
  rightLeaves = 0
  /** Right leaves that stand for something seen before. */
  rightSymbols = 0
  rightHeaders = 0

  constructor(onUnverified?: NoteUnverified) {
    this.onUnverified = onUnverified
  }

  /** Counts the verdict on one leaf of a body; `place` is asked only when there is something to say. */
  leaf(verdict: Verdict, place: () => Pick<Divergence, 'path' | 'expected' | 'actual'>): void {
    switch (verdict) {
      case 'mapped':
        this.rightSymbols++
        this.right(1)
        return
      case 'same':
        this.right(1)
        return
      case 'unverified':
        if (this.onUnverified !== undefined) this.#explain(place())
        this.unknown()
        return
      default:
        this.divergences.push({ ...place(), category: verdict, severity: 'error', leaves: 1 })
    }
  }

  #explain({ path, expected = null }: Pick<Divergence, 'path' | 'expected'>): void {
    this.onUnverified?.(path, isClockReading(expected) ? 'timestamp' : 'generated')
  }

  /** A body that the recording did not keep. */
  omitted(): void {
    this.onUnverified?.('body', 'omitted')
    this.unknown()
  }

  /** Takes divergences back that can't be held against the twin: they count as unverified. */
  forgive(isFree: (divergence: Divergence) => boolean): void {
    const kept = this.divergences.filter((divergence) => !isFree(divergence))
    this.unverified += this.divergences.length - kept.length
    this.divergences.splice(0, this.divergences.length, ...kept)
  }

  /** Makes warnings of divergences that are worth a look but prove nothing. */
  soften(isWeak: (divergence: Divergence) => boolean): void {
    for (const [at, divergence] of this.divergences.entries()) {
      if (isWeak(divergence)) this.divergences[at] = { ...divergence, severity: 'warning' }
    }
  }

  /** Leaves of the body that are equal. */
  right(leaves: number): void {
    this.verified += leaves
    this.rightLeaves += leaves
  }

  /** A leaf of the body of which only the format could be compared. */
  unknown(): void {
    this.unverified++
    this.rightLeaves++
  }

  statusWrong(expected: number, actual: number): void {
    this.divergences.push({ path: 'status', category: 'status_code_mismatch', severity: 'error', expected, actual, leaves: 0 })
  }

  /** A difference of structure that takes `leaves` leaves with it. */
  structure(category: DivergenceCategory, leaves: number, path: string, expected: Json | undefined, actual: Json | undefined): void {
    this.divergences.push({ path, category, severity: 'error', expected, actual, leaves })
  }

  /** A header that is right, and could be held against an exact value unless there is a reason why not. */
  headerRight(name: string, reason?: UnverifiedReason): void {
    this.rightHeaders++
    if (reason === undefined) this.verified++
    else {
      this.unverified++
      this.onUnverified?.(`header.${name}`, reason)
    }
  }

  headerWrong(name: string, expected: string | undefined, actual: string | undefined, severity: Severity = 'error'): void {
    this.divergences.push({ path: `header.${name}`, category: 'header_mismatch', severity, expected, actual, leaves: 0 })
  }
}
