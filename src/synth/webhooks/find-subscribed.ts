import type { JsonObject } from '#base'
import { matchesEvent } from '#engine'
import { isList, isObject, printMember, type Value } from '#lang'
import type { Webhooks } from '#model'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import type { Timeline } from '../timeline/timeline.ts'
import { isAliveAt, type Track, versionAt } from '../timeline/track.ts'
import type { Delivery } from './delivery.ts'

type Subscribed = NonNullable<Webhooks['subscribed']>

/** Subscriptions that clients make through the service's own API. */
export interface FoundSubscribed {
  readonly subscribed: Subscribed
  /** Whether anybody asked for events of that name, after the call with this index. */
  readonly isAsked: (session: number, at: number, name: string) => boolean
  /** What a delivery's target has behind the address that was asked for. */
  readonly behind: (delivery: Delivery, at: number) => string
}

interface Told {
  readonly delivery: Delivery
  readonly name: string
  /** Index of the last call before it. */
  readonly at: number
}

const explainedMin = 0.8
const depthMax = 3
const urlName = /url|uri|endpoint|target|callback|address|href|destination/i
const eventsName = /event|topic|trigger|type|action|subscription/i
const secretName = /secret|signing_?key|signature_?key/i
const stateName = /^(is_?)?(active|enabled|disabled|paused|status|state)$/i

/** The collection whose entities say where deliveries went, if there is one. */
export function findSubscribed(told: readonly Told[], timeline: Timeline, isSigned: boolean): FoundSubscribed | undefined {
  let best: { collection: CollectionDraft; path: readonly string[]; met: number } | undefined
  for (const collection of timeline.collections) {
    for (const path of pathsOf(collection, timeline, isUrl)) {
      const met = told.filter((one) => receiversOf(one, collection, path, timeline).length > 0).length
      const isNamed = urlName.test(path.at(-1) ?? '')
      if (met < told.length * explainedMin || !isNamed) continue
      if (!best || met > best.met) best = { collection, path, met }
    }
  }
  if (!best) return undefined
  const { collection, path } = best
  const met = told.flatMap((one) => receiversOf(one, collection, path, timeline).map((entity) => ({ entity, name: one.name })))
  const events = pathsOf(collection, timeline, isNames).find(
    (place) =>
      eventsName.test(place.at(-1) ?? '') &&
      met.filter(({ entity, name }) => asksFor(at(entity, place), name)).length >= met.length * 0.95 &&
      // Some name of an event is named there.
      met.some(({ entity, name }) => patternsOf(at(entity, place))?.some((pattern) => pattern === name || pattern.includes('*'))),
  )
  const when = findState(
    met.map(({ entity }) => entity),
    collection,
    timeline,
  )
  const secret = isSigned
    ? pathsOf(collection, timeline, (value) => typeof value === 'string').find((place) => secretName.test(place.at(-1) ?? ''))
    : undefined
  const alive = (session: number, index: number) =>
    timeline.tracks(collection.name, session).flatMap((track) => {
      const value = entityAt(track, index)
      return value && typeof at(value, path) === 'string' && (when === undefined || when.holds(value)) ? [value] : []
    })
  return {
    subscribed: {
      collection: collection.name,
      url: print(path),
      // Without events of its own a subscription is to all: `absent` is what the field is then.
      events: events ? print(events) : 'absent',
      ...(secret ? { secret: print(secret) } : {}),
      ...(when ? { when: when.text } : {}),
    },
    isAsked: (session, index, name) => alive(session, index).some((entity) => events === undefined || asksFor(at(entity, events), name)),
    behind: (delivery, index) => {
      const asked = receiversOf({ delivery, name: '', at: index }, collection, path, timeline)
      const longest = asked.map((entity) => targetOf(at(entity, path) as string)).sort((a, b) => b.length - a.length)[0]
      return longest === undefined ? '' : delivery.target.slice(longest.length)
    },
  }
}

function print(path: readonly string[]): string {
  return `self${path.map(printMember).join('')}`
}

function at(value: Value, path: readonly string[]): Value {
  return path.reduce<Value>((part, key) => (isObject(part) && Object.hasOwn(part, key) ? part[key] : undefined), value)
}

function isUrl(value: Value): boolean {
  return typeof value === 'string' && /^https?:\/\/\S+$/.test(value)
}

function isNames(value: Value): boolean {
  return typeof value === 'string' || (isList(value) && value.every((item) => typeof item === 'string'))
}

/** Places in the entities of a collection where such a value stands. */
function pathsOf(collection: CollectionDraft, timeline: Timeline, isWanted: (value: Value) => boolean): string[][] {
  const found = new Map<string, string[]>()
  const visit = (value: Value, path: string[]) => {
    if (path.length > 0 && isWanted(value)) found.set(path.join('\n'), path)
    if (isObject(value) && path.length < depthMax) for (const [key, item] of Object.entries(value)) visit(item, [...path, key])
  }
  for (const track of timeline.allTracks(collection.name)) for (const { value } of track.versions) visit(value, [])
  return [...found.values()].sort((a, b) => a.length - b.length)
}

function entityAt(track: Track, index: number): JsonObject | undefined {
  return isAliveAt(track, index) ? versionAt(track, index)?.value : undefined
}

/** The entities that asked for deliveries to that target, when it came. */
function receiversOf({ delivery, at: index }: Told, { name }: CollectionDraft, path: readonly string[], timeline: Timeline): JsonObject[] {
  return timeline.tracks(name, delivery.session).flatMap((track) => {
    const value = entityAt(track, index)
    const url = value && at(value, path)
    if (value === undefined || typeof url !== 'string' || !isUrl(url)) return []
    const asked = targetOf(url)
    const isIt = delivery.target === asked || (asked.length > 1 && delivery.target.startsWith(`${asked.replace(/\/$/, '')}/`))
    return isIt ? [value] : []
  })
}

/** Path and query of an address. */
function targetOf(url: string): string {
  const rest = url.replace(/^https?:\/\/[^/?#]*/, '').replace(/#.*$/, '')
  return rest.startsWith('/') ? rest : `/${rest}`
}

function patternsOf(value: Value): string[] | undefined {
  if (value === undefined || value === null) return undefined
  return (isList(value) ? value : [value]).filter((item) => typeof item === 'string')
}

function asksFor(value: Value, name: string): boolean {
  const patterns = patternsOf(value)
  return patterns === undefined || matchesEvent(patterns, name)
}

/** A flag or a state that all have that were told, and others have not. */
function findState(
  told: readonly JsonObject[],
  collection: CollectionDraft,
  timeline: Timeline,
): { text: string; holds: (entity: JsonObject) => boolean } | undefined {
  const fields = new Set(told.flatMap((entity) => Object.keys(entity).filter((field) => stateName.test(field))))
  for (const field of fields) {
    const values = new Set(told.map((entity) => entity[field]))
    const [value] = values
    if (values.size !== 1 || (typeof value !== 'boolean' && typeof value !== 'string')) continue
    const others = timeline.allTracks(collection.name).some(({ versions }) => versions.some((version) => version.value[field] !== value))
    if (!others && typeof value !== 'boolean') continue
    return { text: `self${printMember(field)} == ${JSON.stringify(value)}`, holds: (entity) => entity[field] === value }
  }
  return undefined
}
