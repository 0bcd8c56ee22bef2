import { isList, isObject, type Value } from '#lang'
import { type Call, isSuccess, type Route, type RouteSegment } from '../call.ts'
import { isScalar, keyRank } from '../collection/collection-draft.ts'
import { singular } from '../naming.ts'

/**
 * Paths that stand for one thing of which there is no other, as `/settings` and `/users/7/preferences` do: read, and replaced or changed under the same
 * path. Their routes get a last segment that no request has, so that the thing is kept like any other entity, under its own name.
 */
export function nameSingleThings(routes: readonly Route[]): Route[] {
  const patterns = new Set(
    [...Map.groupBy(routes, ({ pattern }) => pattern)]
      .filter(([pattern, own]) => isSingle(pattern, own, routes))
      .map(([pattern]) => pattern),
  )
  return routes.map((route) => {
    if (!patterns.has(route.pattern)) return route
    const name = route.segments.at(-1)?.literal ?? ''
    const parameter = `${singular(name).replace(/\W+/g, '_')}_id`
    const segment: RouteSegment = { parameter, suffix: '', space: `${route.pattern}/{}`, fixed: name }
    const named: Route = { ...route, segments: [...route.segments, segment] }
    for (const call of route.calls) {
      call.route = named
      call.path = { ...call.path, [parameter]: name }
    }
    return named
  })
}

/** Whether the path stands for a part of an entity that shows it itself: `/users/{id}/address` of users with an `address`. */
function isPart({ segments }: Route, routes: readonly Route[]): boolean {
  const at = segments.findLastIndex(({ literal }) => literal === undefined)
  const name = segments[at + 1]?.literal
  if (at < 0 || name === undefined) return false
  const owners = routes.filter(
    (route) => route.method === 'GET' && route.segments.length === at + 1 && route.segments[at]?.space === segments[at]?.space,
  )
  return owners.some(({ calls }) => calls.some((call) => isSuccess(call) && showsField(call.body.value, name, 3)))
}

function showsField(value: Value, name: string, depth: number): boolean {
  if (!isObject(value)) return false
  return Object.hasOwn(value, name) || (depth > 1 && Object.values(value).some((item) => showsField(item, name, depth - 1)))
}

function isSingle(pattern: string, own: readonly Route[], routes: readonly Route[]): boolean {
  const [first] = own
  if (!first || !/[A-Za-z]/.test(first.segments.at(-1)?.literal ?? '') || isPart(first, routes)) return false
  const below = `${pattern.replace(/\/$/, '')}/`
  const isBelow = ({ segments }: Route) => segments.length > first.segments.length && segments[first.segments.length]?.literal === undefined
  if (routes.some((route) => route.pattern.startsWith(below) && isBelow(route))) return false
  const done = (...methods: readonly string[]) =>
    own.filter(({ method }) => methods.includes(method)).flatMap(({ calls }) => calls.filter(isSuccess))
  // Where things are made there are others, though none was ever named by its path.
  if (done('POST').length > 0) return false
  if (isOneOfMany(first, own, routes)) return false
  const reads = done('GET')
  const writes = done('PUT', 'PATCH')
  return reads.length > 0 && writes.length > 0 && reads.every(({ body }) => isObject(body.value))
}

/** Whether the path is another name of one of those listed, made or named right above it: `/users/me` of users, who go by an id of theirs. */
function isOneOfMany({ segments }: Route, own: readonly Route[], routes: readonly Route[]): boolean {
  const above = routes.filter(
    (route) =>
      !own.includes(route) &&
      (route.segments.length === segments.length - 1 ||
        (route.segments.length === segments.length && route.segments.at(-1)?.literal === undefined)) &&
      route.segments.every(({ literal }, at) => at >= segments.length - 1 || literal === segments[at]?.literal),
  )
  const keys = new Set(above.flatMap(({ calls }) => calls.flatMap((call) => keysShown(call, call.body.value))))
  return own.some(({ calls }) =>
    calls.some((call) => isObject(call.body.value) && keysShown(call, call.body.value).some((key) => keys.has(key))),
  )
}

/** The ids of the objects of an answer, with their session and all that is said of them beside. */
function keysShown(call: Call, value: Value, depth = 2): string[] {
  if (!isSuccess(call)) return []
  if (isList(value)) return value.flatMap((item) => (isObject(item) ? keysShown(call, item, 0) : []))
  if (!isObject(value)) return []
  const ids = Object.entries(value).flatMap(([name, item]) =>
    keyRank(name) === 0 && isScalar(item) ? [`${call.session} ${name} ${String(item)} ${Object.keys(value).sort().join()}`] : [],
  )
  return [...ids, ...(depth > 0 ? Object.values(value).flatMap((item) => keysShown(call, item, depth - 1)) : [])]
}
