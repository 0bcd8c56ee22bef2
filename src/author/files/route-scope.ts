import type { ReadRoute } from './read-route.ts'
import type { Resource } from './resource.ts'
import { at, text } from './say.ts'
import { type Shape, walkShape } from './shape.ts'
import { isSameName } from './words.ts'

/** What the words of a route's conditions can be about. */
export interface RouteScope {
  readonly route: ReadRoute
  readonly resources: ReadonlyMap<string, Resource>
  /** What the route is about. */
  readonly resource: Resource | undefined
  /** Gives the one that the path names; undefined where it names none. */
  readonly entity: string | undefined
}

export function createScope(route: ReadRoute, resources: ReadonlyMap<string, Resource>): RouteScope {
  const { entity, parameter } = route.subject
  return {
    route,
    resources,
    resource: entity === undefined ? undefined : resources.get(entity),
    entity: entity === undefined || parameter === undefined ? undefined : `find(${text(entity)}, ${at('path', [parameter])})`,
  }
}

/** Where requests of a shape have a field of that name: `key`, `fields.summary`, `issue type`. */
export function findField(shape: Shape | undefined, name: string): readonly string[] | undefined {
  for (const [path] of walkShape(shape)) {
    if (path.length > 0 && (isSameName(path.at(-1) ?? '', name) || isSameName(path.join(''), name))) return path
  }
  return undefined
}

/** The state of an entity, the initial one where it holds none. */
export function stateOf(entity: string, { state }: Resource): string | undefined {
  return state && `coalesce(${at(entity, state.path.split('.'))}, ${text(state.initial)})`
}

/** A state by what people call it: `in progress` for `in_progress`. */
export function findState({ state }: Resource, name: string): string | undefined {
  return state?.states.find((one) => isSameName(one, name))
}
