import type { Call, Route } from '../call.ts'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import { inferGraphCollections } from './graph-collections.ts'
import { inferGraphRoutes } from './graph-routes.ts'
import { TypeGraph } from './type-graph.ts'

/** All that is GraphQL in the recordings: the fields of the roots as routes, the types behind them, and the entities that they show. */
export interface Graph {
  readonly routes: readonly Route[]
  readonly types: TypeGraph
  readonly collections: readonly CollectionDraft[]
}

export function inferGraph(calls: readonly Call[]): Graph {
  const fields = calls.filter(({ field }) => field !== undefined)
  const routes = inferGraphRoutes(fields)
  const types = new TypeGraph(fields)
  return { routes, types, collections: inferGraphCollections(types, routes) }
}
