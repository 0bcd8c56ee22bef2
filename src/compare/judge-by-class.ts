import type { Json } from '#base'
import { type ClockReading, isSameLayout, parseClockNumber, parseClockText } from './clock-reading.ts'
import type { FieldRule } from './field-class.ts'
import { isEqualScalar, isNumeric, isSameKind } from './is-equal-scalar.ts'
import { isSameFormat } from './same-format.ts'
import type { Scope } from './scope.ts'
import type { Verdict } from './verdict.ts'

/** Two leaves of a field whose class is given. */
export function judgeByClass(expected: Json, actual: Json, rule: FieldRule, scope: Scope): Verdict {
  switch (rule.classify) {
    case 'generated':
      return judgeGenerated(expected, actual, scope)
    case 'timestamp':
      return judgeTimestamp(expected, actual)
    case 'enum':
      return (rule.values ?? []).some((value) => value === actual) ? 'same' : 'value_mismatch'
    case 'constant':
      return isEqualScalar(expected, actual) ? 'same' : 'value_mismatch'
    case 'echoed':
    case 'exact':
      return judgeExact(expected, actual, scope)
  }
}

function judgeExact(expected: Json, actual: Json, scope: Scope): Verdict {
  if (isEqualScalar(expected, actual)) return 'same'
  if (typeof expected === 'string') return scope.correspondence.text(expected) === actual ? 'mapped' : 'value_mismatch'
  const known = isNumeric(expected) ? scope.correspondence.number(expected) : undefined
  return known !== undefined && known === actual ? 'mapped' : 'value_mismatch'
}

function judgeGenerated(expected: Json, actual: Json, scope: Scope): Verdict {
  const { correspondence } = scope
  if (!isSameKind(expected, actual)) return 'type_mismatch'
  if (typeof expected === 'string' && typeof actual === 'string') {
    if (correspondence.hasText(expected)) return correspondence.text(expected) === actual ? 'mapped' : 'symbol_inconsistent'
    correspondence.learnText(expected, actual)
    if (/^[0-9A-Za-z]{6,}$/.test(expected) || isSameFormat(expected, actual)) correspondence.learnWord(expected, actual)
    return expected === actual || isSameFormat(expected, actual) ? 'unverified' : 'format_mismatch'
  }
  if (!isNumeric(expected) || !isNumeric(actual)) return expected === actual ? 'same' : 'value_mismatch'
  const known = correspondence.number(expected)
  if (known !== undefined) return known === actual ? 'mapped' : 'symbol_inconsistent'
  correspondence.learnNumber(expected, actual)
  return isWhole(expected) === isWhole(actual) ? 'unverified' : 'format_mismatch'
}

function isWhole(value: number | bigint): boolean {
  return typeof value === 'bigint' || Number.isInteger(value)
}

function judgeTimestamp(expected: Json, actual: Json): Verdict {
  if (expected === actual) return 'same'
  if (!isSameKind(expected, actual)) return 'type_mismatch'
  const left = readTime(expected)
  const right = readTime(actual)
  if (left === undefined || right === undefined) return 'format_mismatch'
  return isSameLayout(left, right) ? 'unverified' : 'format_mismatch'
}

function readTime(value: Json): ClockReading | undefined {
  if (typeof value === 'number') return parseClockNumber(value)
  if (typeof value !== 'string') return undefined
  const day = /^\d{4}-\d\d-\d\d$/.test(value) ? parseClockText(`${value}T00:00`) : undefined
  return day === undefined ? parseClockText(value) : { ...day, layout: 'iso day' }
}
