import type { DivergenceCategory } from './divergence.ts'

/**
 * On one pair of values. `same`: equal. `mapped`: equal in the twin's terms. `unverified`: minted or read from a clock, so that only the
 * format could be held against it. Else what is wrong.
 */
export type Verdict =
  | 'same'
  | 'mapped'
  | 'unverified'
  | Extract<DivergenceCategory, 'value_mismatch' | 'format_mismatch' | 'symbol_inconsistent' | 'type_mismatch'>

/** Whether nothing is wrong, as far as can be said. */
export function isRight(verdict: Verdict): boolean {
  return verdict === 'same' || verdict === 'mapped' || verdict === 'unverified'
}
