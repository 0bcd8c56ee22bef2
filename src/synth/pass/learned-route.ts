import type { Query, Variant, VariantEvidence } from '#model'
import type { Route } from '../call.ts'
import type { GuardedPart } from '../guard/compose-errors.ts'
import type { ErrorSlot } from '../guard/error-parts.ts'

export interface LearnedRoute {
  readonly route: Route
  /** The list that guards and answers know as `listed`. */
  readonly list?: Query
  readonly variants: readonly Variant[]
  /** How many of the first variants refuse for want of a known credential. */
  readonly credentials: number
  /** The variant that gathers errors. */
  readonly errors?: { readonly name: string; readonly slot: ErrorSlot; readonly guarded: readonly GuardedPart[] }
  readonly notes: readonly string[]
  /** What the variants rest on, by name. */
  readonly rests: ReadonlyMap<string, LearnedEvidence>
}

/** What a variant rests on before its answers were judged. */
export type LearnedEvidence = Omit<VariantEvidence, 'replay' | 'confidence'>
