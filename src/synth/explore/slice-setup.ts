import { type Json, parseJson } from '#base'
import type { PreparedExchange } from '#conform'
import { isReading } from '#engine'
import { bodyText, type HttpRequest, headerValue, parseTarget } from '#http'
import { isList, isObject } from '#lang'

/** Fields whose values name something. */
const naming = /(^|_|[a-z])(id|ids|key|code|slug|name|login|identifier|token|number|ref|uuid|rev|hash)s?$/i

/**
 * The writes of a session without which one of its exchanges makes no sense: those that made what the request names, and those that
 * changed it; and what these need in turn. Places in the session, in order.
 */
export function sliceSetup(exchanges: readonly PreparedExchange[], at: number): number[] {
  const needed = new Set<string>()
  const taken: number[] = []
  const target = exchanges[at]
  if (!target) return []
  noteNeeds(target.request, needed)
  for (let place = at - 1; place >= 0; place--) {
    const { request, response } = exchanges[place] as PreparedExchange
    if (isReading(request.method) || response.status >= 400) continue
    const segments = parseTarget(request.target).segments
    const shown = namesIn(exchanges[place] as PreparedExchange)
    const isAbout = segments.some((segment) => needed.has(segment) && /\d/.test(segment)) || shown.some((name) => needed.has(name))
    if (!isAbout) continue
    taken.unshift(place)
    noteNeeds(request, needed)
  }
  return taken
}

/** What a request names: in its path, its query, its body and its credentials. */
function noteNeeds(request: HttpRequest, into: Set<string>): void {
  const { segments, query } = parseTarget(request.target)
  for (const segment of segments) into.add(segment.replace(/\.[a-z]+$/i, ''))
  for (const [name, value] of query) if (naming.test(name)) into.add(value)
  const token = headerValue(request.headers, 'authorization')?.split(' ').at(-1)
  if (token !== undefined) into.add(token)
  collectNames(parseJson(bodyText(request) ?? ''), '', into)
}

/** What the answer of an exchange names. */
function namesIn({ exchange }: PreparedExchange): string[] {
  const names = new Set<string>()
  if (exchange.response) collectNames(parseJson(bodyText(exchange.response) ?? ''), '', names)
  return [...names]
}

function collectNames(value: Json | undefined, field: string, into: Set<string>): void {
  if (isList(value)) for (const item of value) collectNames(item, field, into)
  else if (isObject(value)) for (const [key, item] of Object.entries(value)) collectNames(item as Json, key, into)
  else if ((typeof value === 'string' || typeof value === 'number') && naming.test(field)) into.add(String(value))
}
