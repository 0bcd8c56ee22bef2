import type { JsonObject } from '#base'
import { isObject, type Value } from '#lang'
import { type Call, isSuccess, type Route } from '../call.ts'
import type { Instance, Site } from './sites.ts'

/** Longer texts are no content that a twin should hold; characters. */
const lengthMax = 100_000
/** So many of the answers must be what was sent before. */
const shareMin = 0.5

/**
 * Texts that are kept under a path, as files, objects and values of keys are: what is answered is what was sent. Each answer is shown as
 * an entity `{key, content, content_type}`.
 */
export function documentSites(routes: readonly Route[]): Site[] {
  const sent = textsSent(routes)
  return routes.flatMap((route) => {
    const instances = route.method === 'GET' ? route.calls.flatMap((call) => documentOf(call) ?? []) : []
    const known = instances.filter(({ call, object }) => sent.get(call.session)?.has(String(object.content)))
    return instances.length > 0 && known.length >= instances.length * shareMin ? [{ route, path: ['content'], instances }] : []
  })
}

function documentOf(call: Call): Instance | undefined {
  const { body, route } = call
  const parameter = route.segments.at(-1)?.parameter
  if (parameter === undefined || !isSuccess(call) || call.status === 206) return undefined
  if (body.encoding !== 'text' || typeof body.value !== 'string' || body.value.length > lengthMax) return undefined
  const type = call.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1]
  const object: JsonObject = { key: call.path[parameter] ?? '', content: body.value, ...(type === undefined ? {} : { content_type: type }) }
  return { call, object }
}

/** The texts that the writes of each session brought in as they were, or as a file of a form. */
function textsSent(routes: readonly Route[]): Map<number, Set<string>> {
  const sent = new Map<number, Set<string>>()
  for (const call of routes.flatMap(({ calls }) => calls)) {
    const texts = sent.get(call.session) ?? new Set<string>()
    sent.set(call.session, texts)
    for (const text of contentsOf(call.request.body)) texts.add(text)
  }
  return sent
}

function contentsOf(body: Value): string[] {
  if (typeof body === 'string') return [body]
  if (!isObject(body)) return []
  return Object.values(body).flatMap((item) => (isObject(item) && 'filename' in item && typeof item.text === 'string' ? [item.text] : []))
}
