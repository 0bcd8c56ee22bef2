import type { Json, JsonObject } from '#base'
import { isList, isObject } from '#lang'
import { type Call, isRead, isSuccess, type Route, valueKey } from '../call.ts'
import { type CollectionDraft, isScalar } from '../collection/collection-draft.ts'
import { Blame } from '../timeline/blame.ts'
import { listedOrder } from '../timeline/listed-order.ts'
import type { Reading } from '../timeline/read-instance.ts'
import type { SessionWrites } from '../timeline/session-writes.ts'
import type { Track } from '../timeline/track.ts'
import { type Lives, trackEntity } from '../timeline/track-entity.ts'
import { argumentValues } from './argument-links.ts'
import type { GraphSource, Listing } from './graph-collections.ts'
import { removal } from './removal.ts'

/** The lives of entities that GraphQL shows, each time in part. */
export function trackGraph(
  collection: CollectionDraft,
  source: GraphSource,
  sessions: readonly (readonly Call[])[],
  writes: readonly SessionWrites[],
): Track[][] {
  const readings = readingsBySession(source)
  const fixed = keysFromTheStart(readings, sessions.length)
  const makers = new Set<Route>()
  const births = new Map<string, Call | undefined>()
  const named = sessions.map((calls) => namedBy(source, calls))
  const deferred = new Set<string>()
  const order = listedOrder(collection)
  // First what is made where it is shown; then what a maker made without showing it.
  for (const round of [0, 1]) {
    for (const [session, entities] of readings) {
      if (round === 0) for (const key of shownLate(collection, entities, fixed)) deferred.add(`${session} ${key}`)
      for (const [key, list] of entities) {
        const id = `${session} ${key}`
        const first = list[0] as Reading
        if (round === 0) {
          const isMade = !deferred.has(id) && !fixed.has(key) && !isRead(first.call) && !named[session]?.get(key)?.includes(first.call)
          if (isMade) {
            births.set(id, first.call)
            makers.add(first.call.route)
          }
        } else if (births.has(id)) {
          births.set(id, truerMaker(collection, sessions[session] as readonly Call[], makers, first, births))
        } else if (!births.has(id) && !fixed.has(key)) {
          const calls = sessions[session] as readonly Call[]
          births.set(
            id,
            lastMaker(collection, calls, makers, first, births) ?? writes[session]?.closestTo(first.value, -1, first.call.index),
          )
        }
      }
    }
  }
  const owned = fillOwners(source, readings, births)
  const blame = new Blame()
  const track = (calls: readonly Call[], session: number) => {
    const tracks: Track[] = []
    for (const [key, list] of owned.get(session) ?? []) {
      const own = named[session]?.get(key) ?? []
      const lives: Lives = {
        deaths: deathsOf(key, list, source, calls, own),
        named: own.filter((call) => !isRead(call) && isSuccess(call)),
        isOwnership: (field) => source.owners.some(({ by }) => by === field),
        birth: (first, from) => (from < 0 ? births.get(`${session} ${key}`) : isRead(first.call) ? undefined : first.call),
      }
      tracks.push(...trackEntity(collection, key, list, writes[session] as SessionWrites, blame, lives))
    }
    const placeOf = ({ bornBy, parts }: Track) => (bornBy ? 0 : order.place(session, String(parts.at(-1))))
    return tracks.sort(
      (a, b) => (a.bornBy?.index ?? -1) - (b.bornBy?.index ?? -1) || byKey(a.parts.at(-1), b.parts.at(-1)) || placeOf(a) - placeOf(b),
    )
  }
  const first = sessions.map(track)
  blame.close()
  return blame.isNeeded ? sessions.map(track) : first
}

/** Entities that were never shown as parts of anything are parts of what the call that made them names, where that is so with the others. */
function fillOwners(
  { owners }: GraphSource,
  readings: ReadonlyMap<number, ReadonlyMap<string, readonly Reading[]>>,
  births: ReadonlyMap<string, Call | undefined>,
): ReadonlyMap<number, ReadonlyMap<string, readonly Reading[]>> {
  let filled = readings
  for (const { by, links } of owners) {
    const named = (session: number, key: string) => {
      const birth = births.get(`${session} ${key}`)
      const values = new Set((birth ? (links.get(birth.route) ?? []) : []).flatMap(({ path }) => argumentValues(birth as Call, path)))
      return values.size === 1 ? [...values][0] : undefined
    }
    const all = [...filled].flatMap(([session, entities]) => [...entities].map(([key, list]) => ({ owner: named(session, key), list })))
    const shown = all.flatMap(({ owner, list }) => {
      const own = list.find(({ value }) => Object.hasOwn(value, by))?.value[by]
      return owner === undefined || own === undefined ? [] : [String(own) === String(owner)]
    })
    if (shown.length === 0 || shown.filter(Boolean).length < shown.length * 0.8) continue
    filled = new Map(
      [...filled].map(([session, entities]) => [
        session,
        new Map(
          [...entities].map(([key, list]) => {
            const owner = named(session, key)
            const [first, ...rest] = list
            if (owner === undefined || !first || list.some(({ value }) => Object.hasOwn(value, by))) return [key, list] as const
            return [key, [{ ...first, value: { ...first.value, [by]: owner } }, ...rest]] as const
          }),
        ),
      ]),
    )
  }
  return filled
}

function byKey(a: Json | undefined, b: Json | undefined): number {
  const [x, y] = [Number(a), Number(b)]
  return Number.isNaN(x - y) ? 0 : x - y
}

function readingsBySession({ readings }: GraphSource): Map<number, Map<string, Reading[]>> {
  const sessions = new Map<number, Map<string, Reading[]>>()
  for (const { call, key, value } of readings) {
    const session = sessions.get(call.session) ?? new Map<string, Reading[]>()
    sessions.set(call.session, session)
    const list = session.get(String(key)) ?? []
    session.set(String(key), list)
    list.push({ call, parts: [key], value, whole: false })
  }
  for (const session of sessions.values()) for (const list of session.values()) list.sort((a, b) => a.call.index - b.call.index)
  return sessions
}

/** Keys under which all sessions that show them say the same at first: no session made these. */
function keysFromTheStart(readings: ReadonlyMap<number, ReadonlyMap<string, readonly Reading[]>>, sessionCount: number): Set<string> {
  const firsts = new Map<string, JsonObject[]>()
  for (const entities of readings.values())
    for (const [key, list] of entities) firsts.set(key, [...(firsts.get(key) ?? []), firstValues(list)])
  const fixed = [...firsts].filter(([, values]) => (values.length >= 2 || sessionCount === 1) && values.length >= 2 && areAlike(values))
  return new Set(fixed.map(([key]) => key))
}

function firstValues(list: readonly Reading[]): JsonObject {
  const first: Record<string, Json> = {}
  for (const { value } of list) for (const [field, item] of Object.entries(value)) if (!Object.hasOwn(first, field)) first[field] = item
  return first
}

function areAlike(values: readonly JsonObject[]): boolean {
  let told = 0
  const fields = new Set(values.flatMap((value) => Object.keys(value)))
  for (const field of fields) {
    const shown = values.flatMap((value) => (isScalar(value[field]) ? [valueKey(value[field])] : []))
    if (shown.length < 2) continue
    if (new Set(shown).size > 1) return false
    if ((shown[0]?.length ?? 0) >= 4) told++
  }
  return told >= 2 || (told >= 1 && fields.size <= 2)
}

/** By key, the calls whose arguments name it. */
function namedBy({ links }: GraphSource, calls: readonly Call[]): Map<string, Call[]> {
  const named = new Map<string, Call[]>()
  for (const call of calls)
    for (const { path } of links.get(call.route) ?? [])
      for (const value of argumentValues(call, path)) {
        const list = named.get(String(value)) ?? []
        named.set(String(value), list)
        if (list.at(-1) !== call) list.push(call)
      }
  return named
}

/**
 * Of several entities that a write shows first, though it was asked for one, those that an earlier write must have made: it made the one
 * that refers to what it was sent.
 */
function shownLate(collection: CollectionDraft, entities: ReadonlyMap<string, readonly Reading[]>, fixed: ReadonlySet<string>): string[] {
  const byCall = new Map<Call, { key: string; first: Reading }[]>()
  for (const [key, list] of entities) {
    const first = list[0] as Reading
    if (fixed.has(key) || isRead(first.call)) continue
    byCall.set(first.call, [...(byCall.get(first.call) ?? []), { key, first }])
  }
  return [...byCall].flatMap(([call, made]) => {
    if (made.length < 2 || longestList(call.request.body ?? null) >= made.length) return []
    const own = made.filter(({ first }) => refersToSent(collection, call, first.value))
    const kept = own.length > 0 ? own : made
    const last = kept.reduce((best, each) => (byKey(each.first.parts[0], best.first.parts[0]) > 0 ? each : best))
    return made.filter((each) => each !== last).map(({ key }) => key)
  })
}

function longestList(value: Json): number {
  if (isList(value)) return Math.max(value.length, ...value.map(longestList))
  return isObject(value) ? Math.max(0, ...Object.values(value).map(longestList)) : 0
}

/** Whether an entity refers to something that the arguments of a call name. */
function refersToSent({ relations = {} }: CollectionDraft, call: Call, value: JsonObject): boolean {
  const sent = new Set<string>()
  const visit = (item: Json) => {
    if (isScalar(item)) sent.add(String(item))
    else if (isList(item)) for (const inner of item) visit(inner)
    else if (isObject(item)) for (const inner of Object.values(item)) visit(inner)
  }
  visit(call.request.body ?? null)
  return Object.entries(relations).some(([field, { by }]) => by === undefined && isScalar(value[field]) && sent.has(String(value[field])))
}

/** An earlier write that made nothing and names what the entity refers to, where the one that shows it first does not. */
function truerMaker(
  collection: CollectionDraft,
  calls: readonly Call[],
  makers: ReadonlySet<Route>,
  first: Reading,
  births: ReadonlyMap<string, Call | undefined>,
): Call {
  if (refersToSent(collection, first.call, first.value)) return first.call
  const taken = new Set(births.values())
  const earlier = calls.findLast(
    (call) =>
      call.index < first.call.index &&
      isSuccess(call) &&
      makers.has(call.route) &&
      !taken.has(call) &&
      refersToSent(collection, call, first.value),
  )
  return earlier ?? first.call
}

/** The last write before the first showing that makes such things elsewhere and showed none of its own; rather one that names what the entity refers to. */
function lastMaker(
  collection: CollectionDraft,
  calls: readonly Call[],
  makers: ReadonlySet<Route>,
  first: Reading,
  births: ReadonlyMap<string, Call | undefined>,
): Call | undefined {
  const taken = new Set(births.values())
  const earlier = calls.filter((call) => call.index < first.call.index && isSuccess(call) && makers.has(call.route) && !taken.has(call))
  return earlier.findLast((call) => refersToSent(collection, call, first.value)) ?? earlier.at(-1)
}

/** Writes that end an entity: such as are named so and name it, and those after which a list that it stood in goes without it. */
function deathsOf(
  key: string,
  readings: readonly Reading[],
  { listings, links }: GraphSource,
  calls: readonly Call[],
  named: readonly Call[],
): Call[] {
  const session = readings[0]?.call.session
  const deaths = new Set<Call>()
  for (const call of named)
    if (!isRead(call) && isSuccess(call) && removal.test(call.field?.name ?? '') && !readings.some((reading) => reading.call === call))
      deaths.add(call)
  const inLists = new Map<string, Listing>()
  for (const listing of listings) {
    if (listing.call.session !== session) continue
    const id = `${listing.by} ${String(listing.parent)}`
    const before = inLists.get(id)
    if (listing.keys.some((each) => String(each) === key)) inLists.set(id, listing)
    else if (before) {
      const cause = calls.findLast(
        (call) => call.index > before.call.index && call.index <= listing.call.index && !isRead(call) && isSuccess(call),
      )
      if (cause) deaths.add(cause)
      inLists.delete(id)
    }
  }
  for (const call of named) {
    if (
      !isRead(call) ||
      call.body.value !== null ||
      call.status !== 200 ||
      !(links.get(call.route) ?? []).some(({ path }) => path.length === 1)
    )
      continue
    const last = readings.findLast((reading) => reading.call.index < call.index)
    const known = last && [...deaths].some((death) => death.index > last.call.index && death.index < call.index)
    const cause =
      last && !known
        ? calls.findLast((each) => each.index > last.call.index && each.index < call.index && !isRead(each) && isSuccess(each))
        : undefined
    if (cause) deaths.add(cause)
  }
  return [...deaths].sort((a, b) => a.index - b.index)
}
