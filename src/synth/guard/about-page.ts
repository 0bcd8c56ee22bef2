import type { Scope } from '../explain/scope.ts'
import type { Predicate } from './predicate.ts'

/** Tests of the list that is asked for: whether the page begins behind its end, whether it shows it in part, whether there is nothing to show. */
export function aboutPage(scopes: readonly Scope[]): Predicate[] {
  if (!scopes.some(({ environment }) => environment.locals.listed !== undefined)) return []
  const tests: readonly (readonly [test: string, cost: number])[] = [
    ['listed.start >= listed.total', 3],
    ['listed.start > 0 && listed.start >= listed.total', 3.2],
    ['listed.start > listed.total', 3.4],
    ['listed.total == 0', 3],
    ['listed.more', 3],
    ['!listed.more', 3],
    ['listed.start > 0 || listed.more', 3.2],
    ['listed.start == 0 && !listed.more', 3.2],
  ]
  return tests.map(([text, cost]) => ({ text, cost, kind: 'page', fields: [] }))
}
