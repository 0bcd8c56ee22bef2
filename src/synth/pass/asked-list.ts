import { compileQuery, type Page } from '#engine'
import type { Query } from '#model'
import { type Call, isRead } from '../call.ts'
import type { LearnContext, Operation } from '../operation/operation-draft.ts'

/** The list that requests to a route ask for, and what it is for one of them, whatever the answer was. */
export interface AskedList {
  readonly query: Query
  run(call: Call): Page
}

/** The list that the answers of a route show, where they show one. */
export function findAskedList(calls: readonly Call[], operations: Iterable<Operation>, { scopes }: LearnContext): AskedList | undefined {
  const [first] = calls
  if (!first || !isRead(first) || first.field) return undefined
  const queries = [...operations].flatMap(({ effects }) => effects.flatMap((effect) => ('query' in effect ? [effect.query] : [])))
  const [query] = queries
  if (!query || queries.some((other) => other.collection !== query.collection)) return undefined
  const run = compileQuery(query, scopes.context)
  return { query, run: (call) => run(scopes.create(call).environment, scopes.timeline.moment(call, 'before')) }
}
