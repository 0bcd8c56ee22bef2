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
  const lost: Predicate = { text: 'has(listed.lost)', cost: 2.2, kind: 'page', fields: tokenNames(scopes) }
  return [lost, ...tests.map(([text, cost]): Predicate => ({ text, cost, kind: 'page', fields: [] }))]
}

/** Parameters that may bring a token of a page. */
function tokenNames(scopes: readonly Scope[]): string[] {
  return [...new Set(scopes.flatMap(({ environment }) => Object.keys(environment.query)))].filter((name) =>
    /token|cursor|after|page|next|continu/i.test(name),
  )
}
