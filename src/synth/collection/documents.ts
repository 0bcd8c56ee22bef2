import type { JsonObject } from '#base'
import { isObject, type Value } from '#lang'
import { type Call, isSuccess, type Route } from '../call.ts'
import type { Instance, Site } from './sites.ts'

/** Longer texts are no content that a twin should hold; characters. */
const lengthMax = 100_000
/** So many of the answers must be what was sent before. */
const shareMin = 0.5

/**
 * What is kept under a path and does not say its own name: files, values of keys, settings. Each answer is shown as an entity
 * `{key, content, content_type}`, where the content is a text that was sent before, or a map that a write to the same path sets.
 */
export function documentSites(routes: readonly Route[]): Site[] {
  const sent = textsSent(routes)
  const items = routes.filter((route) => route.segments.at(-1)?.parameter !== undefined)
  const maps = keylessSpaces(items)
  return items.flatMap((route) => {
    const fields = maps.get(route.segments.at(-1)?.space ?? '')
    if (fields) return mapSite(route, fields)
    const instances = route.method === 'GET' ? route.calls.flatMap((call) => documentOf(call) ?? []) : []
    const known = instances.filter(({ call, object }) => sent.get(call.session)?.has(String(object.content)))
    return instances.length > 0 && known.length >= instances.length * shareMin ? [{ route, path: ['content'], instances }] : []
  })
}

function documentOf(call: Call): Instance | undefined {
  const { body } = call
  if (!isSuccess(call) || call.status === 206) return undefined
  if (body.encoding !== 'text' || typeof body.value !== 'string' || body.value.length > lengthMax) return undefined
  const type = call.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1]
  const object: JsonObject = { key: keyOf(call), content: body.value, ...(type === undefined ? {} : { content_type: type }) }
  return { call, object }
}

/** Places of keys whose entities are read and written as maps that don't show the key, with the fields of those maps. */
function keylessSpaces(items: readonly Route[]): Map<string, ReadonlySet<string>> {
  const spaces = new Map<string, ReadonlySet<string>>()
  for (const [space, own] of Map.groupBy(items, (route) => route.segments.at(-1)?.space ?? '')) {
    const reads = own.filter(({ method }) => method === 'GET').flatMap(({ calls }) => calls.filter(isSuccess))
    const writes = own.filter(({ method }) => method === 'PUT' || method === 'PATCH').flatMap(({ calls }) => calls.filter(isSuccess))
    if (reads.length === 0 || writes.length === 0 || !reads.every(({ body }) => isObject(body.value))) continue
    if (!reads.every((call) => !showsKey(call.body.value, keyOf(call), 2))) continue
    spaces.set(space, new Set(reads.flatMap(({ body }) => Object.keys(body.value as JsonObject))))
  }
  return spaces
}

/** The answers of a route that show the map. */
function mapSite(route: Route, fields: ReadonlySet<string>): Site[] {
  const instances = route.calls.flatMap((call): Instance[] => {
    const { value } = call.body
    const isShown = isSuccess(call) && isObject(value) && (route.method === 'GET' || isMapOf(value, fields))
    return isShown ? [{ call, object: { key: keyOf(call), content: value } }] : []
  })
  return instances.length > 0 ? [{ route, path: ['content'], instances }] : []
}

function isMapOf(value: JsonObject, fields: ReadonlySet<string>): boolean {
  const own = Object.keys(value)
  return own.length > 0 && own.every((field) => fields.has(field))
}

function showsKey(value: Value, key: string, depth: number): boolean {
  if (isObject(value)) return depth > 0 && Object.values(value).some((item) => showsKey(item, key, depth - 1))
  return String(value) === key
}

function keyOf({ route, path }: Call): string {
  return path[route.segments.at(-1)?.parameter ?? ''] ?? ''
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
