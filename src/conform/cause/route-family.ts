/** How many segments the paths of all routes begin with alike: `/api/v1` of `GET /api/v1/orders` and `POST /api/v1/customers/{id}`. */
export function sharedSegments(routes: readonly string[]): number {
  const [first = [], ...others] = routes.map(segmentsOf)
  const differs = first.findIndex((segment, at) => others.some((other) => other[at] !== segment))
  return differs === -1 ? first.length : differs
}

/**
 * The first word of a route's path after the `shared` segments, or the last word of those: routes of one family show the same things. Empty
 * when there is none.
 */
export function familyOf(route: string, shared: number): string {
  const segments = segmentsOf(route)
  const own = segments[shared]
  return own !== undefined && isWord(own) ? own : (segments.slice(0, shared).findLast(isWord) ?? '')
}

function isWord(segment: string): boolean {
  return !/[{*]/.test(segment)
}

function segmentsOf(route: string): string[] {
  const path = route.slice(route.indexOf(' ') + 1).split(/[? ]/, 1)[0] as string
  // `/orders.json` shows what `/orders/{id}.json` shows
  return path
    .replace(/\.\w+$/, '')
    .split('/')
    .filter((segment) => segment !== '')
}
