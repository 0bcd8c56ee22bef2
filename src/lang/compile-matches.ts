import type { Evaluate } from './compile-expression.ts'
import { ExpressionNameError } from './expression-name-error.ts'

/** Longer texts than this don't match: a bound on the time of a regular expression. */
const matchLengthMax = 10_000

/** A test of a text against a regular expression; throws `ExpressionNameError` where that is malformed. */
export function compileMatches(text: Evaluate | undefined, pattern: string): Evaluate {
  let expression: RegExp
  try {
    expression = new RegExp(pattern, 'u')
  } catch (cause) {
    throw new ExpressionNameError(`malformed regular expression ${JSON.stringify(pattern)}: ${(cause as Error).message}`)
  }
  return (environment) => {
    const value = text?.(environment)
    return typeof value === 'string' && value.length <= matchLengthMax && expression.test(value)
  }
}
