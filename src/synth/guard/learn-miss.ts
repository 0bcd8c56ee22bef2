import type { Json } from '#base'
import { isList, isObject, parseExpression, printTemplate, type Template } from '#lang'
import type { Model } from '#model'
import { type Call, isSuccess, type Route } from '../call.ts'
import { skeletonOf } from '../pass/variants.ts'

/** The answer to what no route explains: the service's own refusal of an unknown path, else its commonest 404, if one was seen. */
export function learnMiss(routes: readonly Route[]): Model['miss'] {
  const refused = routes.filter((route) => !route.calls.some(isSuccess))
  // Below a path that answers an entity is unknown, not the path.
  const known = new Set(routes.filter((route) => !refused.includes(route)).map(({ pattern }) => pattern))
  const isBelow = ({ pattern }: Route) => known.has(pattern.slice(0, pattern.lastIndexOf('/')))
  const callsOf = (some: readonly Route[]) => some.flatMap((route) => route.calls)
  const strangers = refused.filter((route) => !isBelow(route))
  const refusal = commonest(callsOf(strangers)) ?? commonest(callsOf(refused)) ?? commonest(callsOf(routes))
  if (!refusal) {
    const body = { encoding: 'json' as const, value: { error: 'not found' } }
    return { name: 'miss', status: 404, headers: [['content-type', 'application/json']], body }
  }
  const type = refusal.headers.find(([name]) => name.toLowerCase() === 'content-type')
  const { encoding, value, indent, newline, layout: xml } = refusal.body
  const layout = { ...(indent === undefined ? {} : { indent }), ...(newline ? { newline } : {}) }
  const body = {
    encoding: encoding === 'json' || encoding === 'xml' ? encoding : ('text' as const),
    value: printTemplate(namingPath(value ?? null, refusal.request.target.split('?')[0] ?? '')),
    ...layout,
    ...(xml === undefined ? {} : { layout: xml }),
  }
  return { name: 'miss', status: 404, headers: type ? [[type[0], type[1]]] : [], ...(encoding === 'none' ? {} : { body }) }
}

/** A value in which the path that was asked for stands: the path of whatever is asked for stands there (`Cannot GET /nowhere`). */
function namingPath(value: Json, path: string): Template {
  if (isList(value)) return { kind: 'list', items: value.map((item) => namingPath(item, path)) }
  if (isObject(value))
    return { kind: 'object', entries: Object.entries(value).map(([key, item]) => ({ key, value: namingPath(item, path) })) }
  const from = typeof value === 'string' ? shownFrom(path, value) : undefined
  if (typeof value !== 'string' || from === undefined) return { kind: 'literal', value }
  const shown = from === 0 ? 'split(target, "?")[0]' : `coalesce(slice(split(target, "?")[0], {"start": ${from}}), "")`
  const parts = value.split(path.slice(from)).map((part) => JSON.stringify(part))
  return { kind: 'expression', expression: parseExpression(parts.join(` + ${shown} + `)) }
}

const lengthMin = 3

/** Where the part of a path begins that a text shows: all of it, what comes after the base of the service, or the name at its end. */
function shownFrom(path: string, text: string): number | undefined {
  const starts = [...path.matchAll(/\//g)].flatMap(({ index }) => [index, index + 1])
  return starts.find((from) => {
    const part = path.slice(from)
    const at = text.indexOf(part)
    // A name within a longer word is there by chance.
    const isWhole = !/[\w-]/.test(`${part.startsWith('/') ? '' : (text[at - 1] ?? '')}${text[at + part.length] ?? ''}`)
    return part.length >= lengthMin && at >= 0 && isWhole
  })
}

/** The 404 of the form that comes most often; of equals the first. */
function commonest(calls: readonly Call[]): Call | undefined {
  const groups = Map.groupBy(
    calls.filter(({ status, body }) => status === 404 && body.encoding !== 'base64'),
    (call) => skeletonOf(call),
  )
  return [...groups.values()].sort((a, b) => b.length - a.length)[0]?.[0]
}
