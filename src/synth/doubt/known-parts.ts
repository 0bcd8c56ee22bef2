import { kindsOf, placesOf } from '#engine'
import type { Route as ModelRoute } from '#model'
import type { Call, Route } from '../call.ts'

/** More names than this are no vocabulary. */
const namesMax = 120
/** Where more of the requests than this have a part that no other session's have, new parts are the rule. */
const openShare = 0.25

/** The parameters and the fields of bodies that a route was asked with, and what kinds of values it took there. Left out where their names are the client's to choose. */
export function knownParts({ calls }: Route): ModelRoute['known'] {
  const query = vocabulary(calls, ({ request }) => Object.keys(request.query))
  const body = vocabulary(calls, ({ request }) => placesOf(request.body))
  const accepted = calls.filter(({ status }) => status < 400)
  const kinds = body && accepted.length > 0 ? vocabulary(accepted, ({ request }) => kindsOf(request.body)) : undefined
  if (query === undefined && body === undefined) return undefined
  return { ...(query ? { query } : {}), ...(body ? { body } : {}), ...(kinds && kinds.length > 0 ? { kinds } : {}) }
}

function vocabulary(calls: readonly Call[], namesOf: (call: Call) => Iterable<string>): string[] | undefined {
  const sessions = new Map<string, Set<number>>()
  const own = calls.map((call) => ({ session: call.session, names: new Set(namesOf(call)) }))
  for (const { session, names } of own) {
    for (const name of names) {
      const known = sessions.get(name)
      if (known) known.add(session)
      else sessions.set(name, new Set([session]))
    }
  }
  const among = new Set(own.map(({ session }) => session)).size
  const news = own.filter(({ names }) => [...names].some((name) => sessions.get(name)?.size === 1)).length
  const isOpen = sessions.size > namesMax || (among > 2 && news > own.length * openShare)
  return isOpen ? undefined : [...sessions.keys()].sort()
}
