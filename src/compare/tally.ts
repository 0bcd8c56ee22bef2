import type { Json } from '#base'
import type { Divergence, DivergenceCategory, Severity } from './divergence.ts'
import type { Verdict } from './verdict.ts'

/** What the comparison of one answer has found so far. What is wrong is counted by the divergences alone, so that suppressing one is enough. */
export class Tally {
  readonly divergences: Divergence[] = []
  /** Leaves and headers that are equal, if need be in the twin's terms. */
  verified = 0
  /** Leaves and headers of which only the format could be compared. */
  unverified = 0
  /** Right leaves of the body; with the leaves of the divergences, all. */
  rightLeaves = 0
  /** Right leaves that stand for something seen before. */
  rightSymbols = 0
  rightHeaders = 0

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
        this.unknown()
        return
      default:
        this.divergences.push({ ...place(), category: verdict, severity: 'error', leaves: 1 })
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

  /** A header that is right; `verified` when it could be held against an exact value. */
  headerRight(verified: boolean): void {
    this.rightHeaders++
    if (verified) this.verified++
    else this.unverified++
  }

  headerWrong(name: string, expected: string | undefined, actual: string | undefined, severity: Severity = 'error'): void {
    this.divergences.push({ path: `header.${name}`, category: 'header_mismatch', severity, expected, actual, leaves: 0 })
  }
}
