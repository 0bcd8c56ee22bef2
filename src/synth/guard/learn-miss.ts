import type { Json } from '#base'
import { isList, isObject, parseExpression, printTemplate, type Template } from '#lang'
import type { Model } from '#model'
import { type Call, isSuccess, type Route } from '../call.ts'
import { skeletonOf } from '../pass/variants.ts'

/** The answer to what no route explains: the service's own refusal of an unknown path, else its commonest 404, if one was seen. */
export function learnMiss(routes: readonly Route[]): Model['miss'] {
  const strangers = routes.filter((route) => !route.calls.some(isSuccess)).flatMap((route) => route.calls)
  const refusal = commonest(strangers) ?? commonest(routes.flatMap((route) => route.calls))
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
  if (typeof value !== 'string' || path.length < 3 || !value.includes(path)) return { kind: 'literal', value }
  const parts = value.split(path).map((part) => JSON.stringify(part))
  return { kind: 'expression', expression: parseExpression(parts.join(' + split(target, "?")[0] + ')) }
}

/** The 404 of the form that comes most often; of equals the first. */
function commonest(calls: readonly Call[]): Call | undefined {
  const groups = Map.groupBy(
    calls.filter(({ status, body }) => status === 404 && body.encoding !== 'base64'),
    (call) => skeletonOf(call),
  )
  return [...groups.values()].sort((a, b) => b.length - a.length)[0]?.[0]
}
