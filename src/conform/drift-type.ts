import type { Divergence } from '#compare'

/** Why an answer drifted, in the words of reports. */
export const driftTypes = [
  'numeric_drift',
  'url_drift',
  'value_drift',
  'host_rewrite',
  'enum_expansion',
  'additive_optional_field',
  'field_removed',
  'status_code_shift',
] as const

export type DriftType = (typeof driftTypes)[number]

/** Names the kind of drift behind a divergence by its category and values; `isEnum` says whether the field was seen to hold one of few words, and not this one. */
export function driftType({ category, expected, actual }: Divergence, isEnum: () => boolean = () => false): DriftType {
  if (category === 'status_code_mismatch' || category === 'twin_miss' || category === 'no_answer') return 'status_code_shift'
  if (category === 'extra_field') return 'additive_optional_field'
  if (category === 'missing_field') return 'field_removed'
  if (category === 'value_mismatch' && isEnum()) return 'enum_expansion'
  if (isNumber(expected) && isNumber(actual)) return 'numeric_drift'
  if (typeof expected !== 'string' || typeof actual !== 'string') return 'value_drift'
  const [left, right] = [splitUrl(expected), splitUrl(actual)]
  if (left === undefined || right === undefined) return 'value_drift'
  return left.host !== right.host && left.rest === right.rest ? 'host_rewrite' : 'url_drift'
}

function isNumber(value: Divergence['expected']): boolean {
  return typeof value === 'number' || typeof value === 'bigint'
}

function splitUrl(text: string): { host: string; rest: string } | undefined {
  const match = /^[a-z]+:\/\/([^/?#]+)(.*)$/s.exec(text)
  return match === null ? undefined : { host: match[1] as string, rest: match[2] as string }
}
