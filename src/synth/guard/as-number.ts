import { isDecimal } from '../explain/operands.ts'
import type { Variable } from './predicate.ts'

/** The numbers that a variable had, and its expression as a number: a query brings them as texts, and money is written as one. */
export function asNumber({ text, values }: Variable): { readonly text: string; readonly numbers: readonly number[] } {
  const numbers = values.filter((value) => typeof value === 'number')
  if (numbers.length > 0) return { text, numbers }
  const texts = values.filter((value) => typeof value === 'string')
  if (!/^query\b/.test(text) && !texts.every(isDecimal)) return { text, numbers }
  const numeric = texts.filter((value) => /^-?\d{1,15}(\.\d+)?$/.test(value))
  return numeric.length * 2 > texts.length ? { text: `number(${text})`, numbers: numeric.map(Number) } : { text, numbers }
}
