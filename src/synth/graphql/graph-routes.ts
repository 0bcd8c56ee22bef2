import { printPathPattern } from '#engine'
import type { Call, Route } from '../call.ts'

/** One route for each field of the roots, `MUTATION /graphql/createProduct`; sets `route` and `path` of each call. */
export function inferGraphRoutes(calls: readonly Call[]): Route[] {
  const routes = new Map<string, Route>()
  for (const call of calls) {
    if (!call.field) continue
    const method = call.field.kind.toUpperCase()
    const segments = call.request.segments.map((literal) => ({ literal }))
    const pattern = printPathPattern(segments.map(({ literal }) => ({ kind: 'literal', text: literal })))
    const id = `${method} ${pattern}`
    const route: Route = routes.get(id) ?? { method, pattern, segments, calls: [] }
    routes.set(id, route)
    route.calls.push(call)
    call.route = route
    call.path = {}
  }
  return [...routes.values()].sort((a, b) => (a.pattern < b.pattern ? -1 : a.pattern > b.pattern ? 1 : a.method < b.method ? -1 : 1))
}
