import type { Value } from './environment.ts'
import type { BinaryOperator } from './expression.ts'
import { compareValues, isList } from './value.ts'

/** Only numbers with numbers and texts with texts have an order; anything else is false. */
export function ordered(left: Value, right: Value, test: (order: number) => boolean): boolean {
  const comparable = (typeof left === 'string' && typeof right === 'string') || (isNumber(left) && isNumber(right))
  return comparable && test(compareValues(left, right))
}

function isNumber(value: Value): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint'
}

/** Sum, difference, product, quotient or remainder; a text grows by a text or number, a list by a list. Absent where that makes no sense. */
export function arithmetic(operator: BinaryOperator, left: Value, right: Value): Value {
  if (operator === '+') {
    if (isList(left) && isList(right)) return [...left, ...right]
    if (typeof left === 'string' && (typeof right === 'string' || isNumber(right))) return left + String(right)
    if (isNumber(left) && typeof right === 'string') return String(left) + right
  }
  if (typeof left !== 'number' || typeof right !== 'number') return undefined
  const result =
    operator === '+'
      ? left + right
      : operator === '-'
        ? left - right
        : operator === '*'
          ? left * right
          : operator === '/'
            ? left / right
            : left % right
  return Number.isFinite(result) ? result : undefined
}
