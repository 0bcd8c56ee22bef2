import type { JsonObject } from '#base'
import { equal } from '#lang'
import { type Call, isSuccess, type Route } from '../call.ts'
import type { CollectionDraft } from './collection-draft.ts'

/** So many of what was deleted below another entity must be there as before. */
const aliveMin = 0.3

/**
 * Routes that name an entity below another one to tie the two, or to part them: what `DELETE /tickets/7/labels/3` takes off the ticket is
 * shown later as before.
 */
export function findLinkRoutes(collection: CollectionDraft, routes: readonly Route[]): Set<Route> {
  const { space, parents } = collection
  const own = routes.filter(({ segments }) => space !== undefined && segments.at(-1)?.space === space)
  const isBelow = ({ segments }: Route) => segments.slice(0, -1).some(({ parameter }) => parameter !== undefined)
  if (parents.length > 0 || !own.some(isBelow)) return new Set()
  const showings = showingsOf(collection)
  const parted = own.filter((route) => route.method === 'DELETE' && isBelow(route))
  const calls = parted.flatMap((route) => route.calls.filter(isSuccess))
  const alive = calls.filter((call) => isShownAgain(call, showings))
  if (alive.length === 0 || alive.length < calls.length * aliveMin) return new Set()
  const patterns = new Set(parted.map(({ pattern }) => pattern))
  return new Set(own.filter(({ pattern }) => patterns.has(pattern)))
}

type Showings = ReadonlyMap<string, readonly { readonly at: number; readonly object: JsonObject }[]>

/** What answers show of each entity, by session and key. */
function showingsOf({ sites }: CollectionDraft): Showings {
  const all = sites.flatMap(({ site, keyField }) =>
    site.instances.map(({ call, object }) => ({ id: `${call.session} ${String(object[keyField])}`, at: call.index, object })),
  )
  return Map.groupBy(all, ({ id }) => id)
}

/** Whether the entity is shown after the call as it was before: one that was made anew under its key would be another. */
function isShownAgain(call: Call, showings: Showings): boolean {
  const own = showings.get(`${call.session} ${Object.values(call.path).at(-1)}`) ?? []
  const before = own.filter(({ at }) => at < call.index)
  return own.some(({ at, object }) => at > call.index && before.some((earlier) => equal(earlier.object, object)))
}
