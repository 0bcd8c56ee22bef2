import { equal, isList, isObject } from '#lang'
import { isSuccess, type Route } from '../call.ts'
import { type CollectionDraft, type LinkedSite, mainKeyField, spacePath } from '../collection/collection-draft.ts'
import { valueIn } from '../collection/sites.ts'

/** The one list of a route that lists a collection by its path, where it was never seen with anything in it. */
export function findEmptyList(route: Route, collection: CollectionDraft): { linked: LinkedSite; path: readonly string[] } | undefined {
  const { space } = collection
  if (route.method !== 'GET' || space === undefined || spacePath(route) !== space.slice(0, space.lastIndexOf('/'))) return undefined
  const bodies = route.calls.filter(isSuccess).map(({ body }) => body.value)
  const paths = new Set(
    bodies.flatMap((body) => (isList(body) ? [''] : isObject(body) ? Object.keys(body).filter((key) => isList(body[key])) : [])),
  )
  const [name] = paths
  const path = name === '' || name === undefined ? [] : [name]
  if (paths.size !== 1 || !bodies.every((body) => valueIn(body, path) === undefined || equal(valueIn(body, path), []))) return undefined
  return { linked: { site: { route, path: [...path, '[]'], instances: [] }, keyField: mainKeyField(collection) ?? 'id' }, path }
}

/** An entity that was never seen in a list is shown there as it is elsewhere. */
export function wholeEntity({ name, relations = {} }: CollectionDraft): string {
  return Object.values(relations).some(({ by }) => by !== undefined) ? `select(${JSON.stringify(name)}, self)` : 'self'
}
