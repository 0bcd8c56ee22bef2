import type { Route } from '#model'
import { placesOf } from './places-of.ts'
import type { RequestView } from './request-view.ts'

/** Whether a request has a part of a kind that none had from which its route was learned: a parameter, a field. */
export function compileKnown(known: Route['known']): (view: RequestView) => boolean {
  const query = known?.query && new Set(known.query)
  const body = known?.body && new Set(known.body)
  return (view) => {
    if (query) for (const name in view.query) if (!query.has(name)) return true
    if (body && view.body !== undefined) for (const place of placesOf(view.body)) if (!body.has(place)) return true
    return false
  }
}
