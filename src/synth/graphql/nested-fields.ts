import { type Json, type JsonObject, parseJson } from '#base'
import { isList, isObject } from '#lang'
import type { Call, Route } from '../call.ts'
import { isScalar } from '../collection/collection-draft.ts'
import { type GraphType, keyOf, type Showing, type TypeGraph } from './type-graph.ts'

/** Where an object hangs: in this field of the nearest entity around it. */
export interface Ownership {
  readonly owner: Showing
  /** With its arguments, where it has some. */
  readonly property: string
  readonly name: string
  /** Keys from the value of the field to the object. */
  readonly path: readonly string[]
}

/** The entity around an object, and where in it the object hangs. */
export function ownerOf(showing: Showing): Ownership | undefined {
  let { parent } = showing
  while (parent && keyOf(parent.showing.type) === undefined) parent = parent.showing.parent
  if (!parent) return undefined
  const owner = parent.showing
  return { owner, property: parent.field, name: plainName(parent.field), path: showing.path.slice(owner.path.length + 1) }
}

export function plainName(property: string): string {
  return property.replace(/\(.*$/s, '')
}

/**
 * Fields of entities that are asked with arguments, or give a page of other entities: each has a route of its own, `FIELD /graphql/User.posts`,
 * whose calls have the arguments and, as `parent`, the key of the entity.
 */
export class NestedFields {
  readonly routes: Route[] = []
  readonly #names = new Map<GraphType, Set<string>>()
  readonly #calls = new Map<Showing, Map<string, Call>>()

  constructor(graph: TypeGraph, typeNames: ReadonlyMap<GraphType, string>) {
    const routes = new Map<string, Route>()
    for (const type of graph.types()) {
      const keyField = keyOf(type)
      if (keyField === undefined) continue
      const names = nestedNames(type)
      if (names.size === 0) continue
      this.#names.set(type, names)
      for (const showing of type.showings) {
        const key = showing.object[keyField]
        if (!isScalar(key)) continue
        for (const [property, value] of Object.entries(showing.object)) {
          const name = plainName(property)
          if (!names.has(name)) continue
          const route = routeOf(showing.call, `${typeNames.get(type) ?? 'Item'}.${name}`, routes)
          const call = toCall(showing, property, value, key, route)
          route.calls.push(call)
          const calls = this.#calls.get(showing) ?? new Map<string, Call>()
          this.#calls.set(showing, calls.set(property, call))
        }
      }
    }
    this.routes.push(...[...routes.values()].sort((a, b) => (a.pattern < b.pattern ? -1 : 1)))
  }

  has(type: GraphType, name: string): boolean {
    return this.#names.get(type)?.has(name) === true
  }

  callOf({ owner, property }: Ownership): Call | undefined {
    return this.#calls.get(owner)?.get(property)
  }
}

function nestedNames(type: GraphType): Set<string> {
  const names = new Set<string>()
  for (const { object } of type.showings)
    for (const property of Object.keys(object)) if (property.endsWith(')')) names.add(plainName(property))
  for (const field of type.positions.keys()) if (type.at(field).some((inner) => isPage(inner))) names.add(field)
  return names
}

/** Whether an object without a key holds a list of entities: `{totalCount, nodes}`, `{edges: [{node}]}`. */
function isPage(type: GraphType): boolean {
  if (keyOf(type) !== undefined) return false
  return [...type.positions.keys()].some(
    (field) =>
      type.showings.some(({ object }) => isList(object[field])) &&
      type.at(field).some((inner) => keyOf(inner) !== undefined || inner.at('node').some((node) => keyOf(node) !== undefined)),
  )
}

function routeOf(call: Call, name: string, routes: Map<string, Route>): Route {
  const endpoint = call.field?.endpoint ?? []
  const pattern = `/${[...endpoint, name].join('/')}`
  const route: Route = routes.get(pattern) ?? {
    method: 'FIELD',
    pattern,
    segments: [...endpoint, name].map((literal) => ({ literal })),
    calls: [],
  }
  routes.set(pattern, route)
  return route
}

function toCall({ call }: Showing, property: string, value: Json, key: Json, route: Route): Call {
  const name = plainName(property)
  const given = property === name ? {} : parseJson(property.slice(name.length + 1, -1))
  const body: JsonObject = { ...(isObject(given) ? given : {}), parent: key }
  return {
    ...call,
    request: { ...call.request, method: 'GET', segments: route.segments.map(({ literal }) => literal ?? ''), query: {}, body },
    status: 200,
    headers: [],
    body: { encoding: 'json', value },
    field: { endpoint: call.field?.endpoint ?? [], kind: 'query', name, selection: undefined },
    route,
    path: {},
    shownAt: call.index,
  }
}
