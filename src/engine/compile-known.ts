import type { Route } from '#model'
import { kindsOf, placesOf } from './places-of.ts'
import type { RequestView } from './request-view.ts'

/** Whether a request has a part of a kind that none had from which its route was learned: a parameter, a field, a negative number in one. */
export function compileKnown(known: Route['known']): (view: RequestView) => boolean {
  const query = known?.query && new Set(known.query)
  const body = known?.body && new Set(known.body)
  const kinds = known?.kinds && new Set(known.kinds)
  return (view) => {
    if (query) for (const name in view.query) if (!query.has(name)) return true
    if (body && view.body !== undefined) for (const place of placesOf(view.body)) if (!body.has(place)) return true
    if (kinds && view.body !== undefined) for (const kind of kindsOf(view.body)) if (!kinds.has(kind)) return true
    return false
  }
}
