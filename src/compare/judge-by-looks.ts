import type { Json } from '#base'
import { isNumeric } from './is-equal-scalar.ts'
import { judgeNumber } from './judge-number.ts'
import { judgeText } from './judge-text.ts'
import type { Scope } from './scope.ts'
import type { Verdict } from './verdict.ts'

/** Two scalars by what they look like. */
export function judgeByLooks(expected: Json, actual: Json, scope: Scope): Verdict {
  if (typeof expected === 'string') return typeof actual === 'string' ? judgeText(expected, actual, scope) : 'type_mismatch'
  if (isNumeric(expected)) return isNumeric(actual) ? judgeNumber(expected, actual, scope) : 'type_mismatch'
  if (expected === actual) return 'same'
  return typeof expected === typeof actual && expected !== null && actual !== null ? 'value_mismatch' : 'type_mismatch'
}
