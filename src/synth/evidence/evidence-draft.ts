import type { ValueEvidence } from '#model'
import type { Explanation, Observation } from '../explain/explanation.ts'
import type { ExplainContext } from '../explain/explanation-context.ts'
import { confidenceIn, toValueEvidence } from './value-evidence.ts'

interface Noted {
  readonly explained: Explanation
  readonly observations: readonly Observation[]
  readonly context: ExplainContext
}

/** What the values of one operation rest on, gathered while it is being learned: of several tries at one place the last counts. */
export class EvidenceDraft {
  readonly #noted = new Map<string, Noted>()

  readonly #stated = new Map<string, ValueEvidence>()

  note(place: string, explained: Explanation, observations: readonly Observation[], context: ExplainContext): void {
    this.#noted.set(place, { explained, observations, context })
  }

  /** What a list rests on. */
  state(place: string, counts: Omit<ValueEvidence, 'confidence'>): void {
    const share = counts.of === 0 ? 0 : counts.hits / counts.of
    this.#stated.set(place, { ...counts, confidence: confidenceIn(counts.distinct, share) })
  }

  /** By place, in the order of the places. */
  finish(): Record<string, ValueEvidence> {
    const values = [...this.#noted].map(
      ([place, { explained, observations, context }]) =>
        [place, toValueEvidence(explained, observations, place.split('.').at(-1) ?? '', context)] as const,
    )
    return Object.fromEntries([...this.#stated, ...values].sort(([a], [b]) => (a < b ? -1 : 1)))
  }
}
