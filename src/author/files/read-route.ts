import type { Json } from '#base'
import type { ShortRoute } from './author-schema.ts'
import { inside, type Place, type Problems } from './problems.ts'
import { type RouteSubject, subjectOf } from './route-subject.ts'
import { readShape, type Shape, shapeHelp } from './shape.ts'

/** A route in short with what it means. */
export interface ReadRoute {
  readonly source: ShortRoute
  readonly place: Place
  readonly subject: RouteSubject
  readonly request: Shape | undefined
  readonly query: Shape | undefined
  readonly response: Shape | undefined
}

export function readRoute(source: ShortRoute, place: Place, entities: readonly string[], problems: Problems): ReadRoute {
  const read = (key: 'request_schema' | 'query_schema' | 'response_schema'): Shape | undefined => {
    const value: Json | undefined = source[key]
    if (value === undefined) return undefined
    const shape = readShape(value, entities)
    if (!('wrong' in shape)) return shape
    problems.error(inside(place, key, ...shape.path), shape.wrong, shapeHelp)
    return undefined
  }
  if (source.entity !== undefined && !entities.includes(source.entity)) {
    problems.error(
      inside(place, 'entity'),
      `there is no entity "${source.entity}"`,
      `there are ${entities.join(', ') || 'none'}; add it to state_entities of twin.json`,
    )
  }
  return {
    source,
    place,
    subject: subjectOf(source, entities),
    request: read('request_schema'),
    query: read('query_schema'),
    response: read('response_schema'),
  }
}
