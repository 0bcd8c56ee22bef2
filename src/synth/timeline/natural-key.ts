import type { Json, JsonObject } from '#base'
import { isList, isObject } from '#lang'
import { type Call, isSuccess, type Route, valueKey } from '../call.ts'
import type { Track } from './track.ts'

/** A request that makes or writes again what it describes, and the part of its body that does. */
export interface NaturalWrite {
  readonly call: Call
  readonly item: JsonObject
}

/** A field that the client sends and by which entities are told apart: who sends the same again writes to the same entity. */
export interface NaturalKey {
  readonly field: string
  /** The writes of a session that describe an entity of this value. */
  writesTo(session: number, value: Json | undefined): readonly NaturalWrite[]
}

const echoedMin = 0.9
const againMin = 2

/**
 * Finds the field by which what is sent again writes to what is there: no two entities of a session share it, none changes it, those that were made
 * got it from the request, and at least two requests brought it again without making another one.
 */
export function findNaturalKey(tracks: readonly (readonly Track[])[], sessions: readonly (readonly Call[])[]): NaturalKey | undefined {
  const born = tracks.flat().filter(({ bornBy }) => bornBy !== undefined)
  const makers = new Set(born.map(({ bornBy }) => bornBy?.route as Route))
  const fields = new Set(born.slice(0, 50).flatMap(({ versions }) => Object.keys(versions[0]?.value ?? {})))
  let best: { key: NaturalKey; again: number } | undefined
  for (const field of fields) {
    if (!tracks.every((own) => tellsApart(own, field))) continue
    const echoed = born.filter((track) =>
      itemsOf(track.bornBy as Call).some((item) => isSame(item[field], firstValue(track, field))),
    ).length
    if (echoed < born.length * echoedMin) continue
    const key = indexWrites(field, makers, sessions)
    const again = tracks.reduce(
      (count, own, session) => count + own.reduce((sum, track) => sum + writesAgain(track, key, session, field), 0),
      0,
    )
    if (again >= againMin && (!best || again > best.again)) best = { key, again }
  }
  return best?.key
}

function writesAgain(track: Track, key: NaturalKey, session: number, field: string): number {
  const from = track.bornBy?.index ?? -1
  return key
    .writesTo(session, firstValue(track, field))
    .filter(({ call }) => call.index > from && !(track.diedBy && call.index >= track.diedBy.index)).length
}

/** Whether no two entities share the value of a field, and none changes it. */
function tellsApart(tracks: readonly Track[], field: string): boolean {
  const values = new Set<string>()
  for (const { versions } of tracks) {
    const own = new Set(versions.map(({ value }) => valueKey(value[field])))
    const [first = ''] = own
    if (own.size !== 1 || first === 'absent' || first === 'null' || values.has(first)) return false
    values.add(first)
  }
  return true
}

function firstValue({ versions }: Track, field: string): Json | undefined {
  return versions[0]?.value[field]
}

function isSame(a: Json | undefined, b: Json | undefined): boolean {
  return a !== undefined && valueKey(a) === valueKey(b)
}

function indexWrites(field: string, makers: ReadonlySet<Route>, sessions: readonly (readonly Call[])[]): NaturalKey {
  const index = sessions.map((calls) => {
    const writes = new Map<string, NaturalWrite[]>()
    for (const call of calls) {
      if (!makers.has(call.route) || !isSuccess(call)) continue
      for (const item of itemsOf(call)) {
        const value = item[field]
        if (value === undefined) continue
        const known = writes.get(valueKey(value)) ?? []
        writes.set(valueKey(value), [...known, { call, item }])
      }
    }
    return writes
  })
  return { field, writesTo: (session, value) => (value === undefined ? [] : (index[session]?.get(valueKey(value)) ?? [])) }
}

/** The maps in a body that may describe an entity: the body, what it wraps, or the items of a list. */
function itemsOf({ request }: Call): JsonObject[] {
  const { body } = request
  if (isList(body)) return body.filter(isObject)
  if (!isObject(body)) return []
  return [body, ...Object.values(body).flatMap((value) => (isObject(value) ? [value] : isList(value) ? value.filter(isObject) : []))]
}
