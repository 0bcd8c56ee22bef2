import type { Json } from '#base'

export const divergenceCategories = [
  'status_code_mismatch',
  'value_mismatch',
  'missing_field',
  'extra_field',
  'type_mismatch',
  'array_length_mismatch',
  'order_mismatch',
  'header_mismatch',
  'format_mismatch',
  'symbol_inconsistent',
  'twin_miss',
  'no_answer',
  'wire_mismatch',
] as const

/**
 * What kind of difference it is. `format_mismatch`: a value that each instance of the service mints for itself is written otherwise.
 * `symbol_inconsistent`: a value that stands for one thing stood for another before. `twin_miss`: the twin had no answer.
 * `no_answer`: nothing came back. `wire_mismatch`: a server puts something else on the wire than the twin in it says, or breaks HTTP.
 */
export type DivergenceCategory = (typeof divergenceCategories)[number]

/** Only `error` counts against the twin. */
export type Severity = 'error' | 'warning' | 'info'

/** One place in which an answer differs from the recorded one. */
export interface Divergence {
  /** `status`, `body.items[0].total`, `body["odd key"]`, `header.location`. */
  readonly path: string
  readonly category: DivergenceCategory
  readonly severity: Severity
  /** In the twin's own ids where they are known; undefined when there is nothing on that side. */
  readonly expected: Json | undefined
  readonly actual: Json | undefined
  /** Leaves of the body that are wrong by it; 0 for status and headers. */
  readonly leaves: number
}
