import type { Json, JsonObject } from '#base'
import { isList, isObject, printMember, type Value } from '#lang'
import { type Bulk, type Call, isRead, isSuccess, type Route } from '../call.ts'
import { valueIn } from '../collection/sites.ts'

/** A place where a route has a list in its requests, and one of as many answers in its answers. */
interface Places {
  /** Key in the body; undefined for the body itself. */
  readonly source: string | undefined
  readonly path: readonly string[]
}

const itemsMin = 3

/**
 * Takes bulk requests apart: a list in the request and a list of as many answers, some of them refusals, are so many small requests, each
 * with its own answer. They become calls of a route of their own, in their order and before the call that brought them. Gives new sessions
 * and routes; those without bulk requests are as they were.
 */
export function splitBulk(sessions: readonly (readonly Call[])[], routes: readonly Route[]): { sessions: Call[][]; routes: Route[] } {
  const places = new Map<Route, Places>()
  for (const route of routes) {
    const found = findPlaces(route)
    if (found) places.set(route, found)
  }
  if (places.size === 0) return { sessions: sessions.map((calls) => [...calls]), routes: [...routes] }
  const parts = new Map<Route, Route>()
  for (const route of places.keys()) parts.set(route, { ...route, pattern: `${route.pattern} each`, calls: [], isPart: true })
  const split = sessions.map((calls) => {
    const all: Call[] = []
    const add = (call: Call) => all.push({ ...call, index: all.length })
    for (const call of calls) {
      const at = places.get(call.route)
      const items = at && parts.get(call.route)
      const lists = at && isSuccess(call) ? listsOf(call, at) : undefined
      if (!items || !lists) {
        add(call)
        continue
      }
      lists.asked.forEach((item, place) => {
        add({ ...itemCall(call, items, item, lists.answered[place] as JsonObject), itemAt: place })
      })
      const bulk: Bulk = { source: sourceText(at), path: at.path, answers: lists.answered, items }
      add({ ...call, body: { ...call.body, value: without(call.body.value, at.path) }, bulk })
    }
    return all
  })
  const own = new Map<Route, Call[]>()
  for (const call of split.flat()) own.set(call.route, [...(own.get(call.route) ?? []), call])
  const routed = (route: Route): Route => {
    const fresh = { ...route, calls: own.get(route) ?? [] }
    for (const call of fresh.calls) call.route = fresh
    return fresh
  }
  // The items come first: what they do is a part of what the whole does.
  const all = routes.flatMap((route) => {
    const items = parts.get(route)
    return items ? [routed(items), routed(route)] : [routed(route)]
  })
  const freshParts = new Map(all.filter(({ isPart }) => isPart).map((route) => [`${route.method} ${route.pattern}`, route]))
  for (const call of split.flat())
    if (call.bulk) Object.assign(call.bulk, { items: freshParts.get(`${call.bulk.items.method} ${call.bulk.items.pattern}`) })
  return { sessions: split, routes: all }
}

function sourceText({ source }: Places): string {
  return source === undefined ? 'body' : `body${printMember(source)}`
}

function itemCall(call: Call, route: Route, item: Json, answer: JsonObject): Call {
  return {
    ...call,
    request: { ...call.request, body: item },
    status: refusalOf(answer) ?? call.status,
    headers: [],
    body: { encoding: 'json', value: answer },
    route,
  }
}

/** The status with which the answer to an item refuses it; where it says no number, 400. */
function refusalOf(answer: JsonObject): number | undefined {
  const status = [answer.status, answer.statusCode, answer.code].find((code) => typeof code === 'number' && code >= 400 && code < 600)
  if (typeof status === 'number') return status
  const says = Object.entries(answer).some(
    ([key, value]) =>
      (/^(error|errors|exception|failure)$/i.test(key) && value !== null && value !== false && !(isList(value) && value.length === 0)) ||
      (/^(ok|success|succeeded)$/i.test(key) && value === false),
  )
  return says ? 400 : undefined
}

function findPlaces(route: Route): Places | undefined {
  const calls = route.calls.filter(isSuccess)
  if (calls.length === 0 || isRead(calls[0] as Call)) return undefined
  const [first] = [...calls].sort((a, b) => sizeOf(b.request.body) - sizeOf(a.request.body))
  return candidates(first as Call).find((places) => {
    const pairs = calls.map((call) => listsOf(call, places))
    if (!pairs.every((pair) => pair !== undefined)) return false
    const answers = pairs.flatMap(({ answered }) => answered)
    const refused = answers.filter((answer) => refusalOf(answer) !== undefined).length
    const lengths = new Set(pairs.map(({ asked }) => asked.length))
    return answers.length >= itemsMin && lengths.size > 1 && refused > 0 && refused < answers.length
  })
}

function sizeOf(body: Value): number {
  return isList(body)
    ? body.length
    : isObject(body)
      ? Math.max(0, ...Object.values(body).map((item) => (isList(item) ? item.length : 0)))
      : 0
}

function candidates({ request, body }: Call): Places[] {
  const listKeys = (value: Value) => (isObject(value) ? Object.keys(value).filter((key) => isList(value[key])) : [])
  const sources = isList(request.body) ? [undefined] : listKeys(request.body)
  const paths = isList(body.value) ? [[]] : listKeys(body.value).map((key) => [key])
  return sources.flatMap((source) => paths.map((path) => ({ source, path })))
}

/** The items of a request with their answers; undefined where there are not as many of the one as of the other. */
function listsOf(call: Call, { source, path }: Places): { asked: readonly Json[]; answered: readonly JsonObject[] } | undefined {
  const { body } = call.request
  const asked = source === undefined ? body : isObject(body) ? body[source] : undefined
  const answered = valueIn(call.body.value, path)
  if (!isList(asked) || !isList(answered) || asked.length !== answered.length || !answered.every(isObject)) return undefined
  return { asked, answered: answered as readonly JsonObject[] }
}

function without(value: Value, path: readonly string[]): Value {
  const [key] = path
  return key === undefined || !isObject(value) ? [] : { ...value, [key]: [] }
}
