import type { Call, Route } from '../call.ts'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import { inferGraphCollections } from './graph-collections.ts'
import { inferGraphRoutes } from './graph-routes.ts'
import { findKnownTypes, type KnownTypes } from './known-types.ts'
import { nameTypes } from './name-types.ts'
import { NestedFields } from './nested-fields.ts'
import { recogniseEntities } from './recognise-entities.ts'
import { type GraphType, TypeGraph } from './type-graph.ts'

/** All that is GraphQL in the recordings: the fields of the roots as routes, the types behind them, and the entities that they show. */
export interface Graph {
  readonly routes: readonly Route[]
  readonly types: TypeGraph
  readonly names: ReadonlyMap<GraphType, string>
  readonly collections: readonly CollectionDraft[]
  /** Types of entities that other routes show. */
  readonly known: KnownTypes
}

/** `plain`: the collections of all other routes. */
export function inferGraph(calls: readonly Call[], plain: readonly CollectionDraft[]): Graph {
  const fields = calls.filter(({ field }) => field !== undefined)
  const roots = inferGraphRoutes(fields)
  const types = new TypeGraph(fields)
  const known = findKnownTypes(types, plain)
  recogniseEntities(types)
  const names = nameTypes(types)
  const nested = new NestedFields(types, names)
  const routes = [...roots, ...nested.routes]
  return { routes, types, names, known, collections: inferGraphCollections(types, routes, nested, known) }
}
