import type { Scope, Scopes } from '../explain/scope.ts'
import type { Predicate } from './predicate.ts'

/** A test and the examples in which it holds. */
export interface Row {
  readonly predicate: Predicate
  readonly holds: readonly boolean[]
}

/** The tests that hold in some of the examples that are to be told from the others (`isTold`, by place): none but these can tell them. */
export function buildTable(
  predicates: readonly Predicate[],
  examples: readonly { readonly scope: Scope }[],
  isTold: (at: number) => boolean,
  scopes: Scopes,
): Row[] {
  const told = [...examples.keys()].filter(isTold)
  const others = [...examples.keys()].filter((at) => !isTold(at))
  return predicates.flatMap((predicate) => {
    const holds = examples.map(() => false)
    const ask = (at: number) => {
      holds[at] = scopes.evaluate(predicate.text, (examples[at] as { scope: Scope }).scope) === true
    }
    told.forEach(ask)
    if (!told.some((at) => holds[at])) return []
    others.forEach(ask)
    return [{ predicate, holds }]
  })
}
