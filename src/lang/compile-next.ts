import type { Evaluate } from './compile-expression.ts'
import { entityKey } from './environment.ts'

export interface NextArguments {
  readonly sequence: string
  readonly start: Evaluate | undefined
  readonly of: Evaluate | undefined
  /** The collection whose keys it numbers, where it is not known whether the number of a deleted newest one comes again. */
  readonly unproven: string | undefined
}

/**
 * `next("name", start, of, "collection")`: the next number of a sequence, of its own for each value of `of`. It begins at `start`, 1 where that is
 * absent. With a collection it is a guess once the entity that has the number before it is gone: services go on after it, or take it again.
 */
export function compileNext({ sequence, start, of, unproven }: NextArguments): Evaluate {
  return (environment) => {
    const value = of?.(environment)
    const first = () => (start?.(environment) as number | undefined) ?? 1
    const number = environment.minting.next(value === undefined ? sequence : `${sequence}[${String(value)}]`, first)
    if (unproven !== undefined && number > first()) {
      const newest = entityKey([number - 1])
      if (newest !== undefined && environment.world.find(unproven, newest) === undefined) environment.onGuess?.('kept')
    }
    return number
  }
}
