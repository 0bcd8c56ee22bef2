import type { Evaluate } from './compile-expression.ts'

/** `next("name", start, of)`: the next number of a sequence, of its own for each value of `of`. It begins at `start`, 1 where that is absent. */
export function compileNext(name: string, start: Evaluate | undefined, of: Evaluate | undefined): Evaluate {
  return (environment) => {
    const value = of?.(environment)
    const first = () => (start?.(environment) as number | undefined) ?? 1
    return environment.minting.next(value === undefined ? name : `${name}[${String(value)}]`, first)
  }
}
