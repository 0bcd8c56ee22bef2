import type { Value } from './environment.ts'
import { isList } from './value.ts'

const triesMax = 100_000

/**
 * A text, or where a list has it already the first of `text-2`, `text-3`, … that it has not: slugs and file names are told apart so. `first` is
 * the number that comes first. Absent where one of the arguments is of another kind.
 */
export function untaken(taken: Value, text: Value, separator: Value, first: Value): Value {
  if (!isList(taken) || typeof text !== 'string' || typeof separator !== 'string' || typeof first !== 'number') return undefined
  const known = new Set(taken)
  if (!known.has(text)) return text
  for (let number = first; number < first + triesMax; number++)
    if (!known.has(`${text}${separator}${number}`)) return `${text}${separator}${number}`
  return undefined
}
