import { isObject, type Value } from '#lang'
import type { Machine, Model } from '#model'
import type { Call } from '../call.ts'
import type { Timeline } from '../timeline/timeline.ts'
import type { Track } from '../timeline/track.ts'
import { findRefusals } from './find-refusals.ts'

/** More values than this are no states. */
const statesMax = 12
/** States are words, not texts. */
const stateForm = /^[A-Za-z][\w -]{0,30}$/

/**
 * Fields that go from state to state: few words that come again in several sessions, and that something other than the client's own wish
 * governs: a write that does not send the new state, or a refusal that depends on the old one.
 */
export function inferMachines(timeline: Timeline, model: Model): Machine[] {
  return timeline.collections.flatMap((collection) => {
    const tracks = timeline.allTracks(collection.name)
    return wordFields(tracks).flatMap((field) => toMachine(collection.name, field, tracks, timeline, model) ?? [])
  })
}

function toMachine(collection: string, field: string, tracks: readonly Track[], timeline: Timeline, model: Model): Machine | undefined {
  const seen = new Map<string, Set<number>>()
  const initial = new Set<string>()
  const moves = new Map<string, Move>()
  let observations = 0
  for (const track of tracks) {
    let before: string | undefined
    for (const { at, value, unknown } of track.versions) {
      const now = valueAtPath(value, field)
      if (unknown.has(field.split('.')[0] ?? '') || typeof now !== 'string') continue
      observations++
      const sessions = seen.get(now)
      if (sessions) sessions.add(track.session)
      else seen.set(now, new Set([track.session]))
      if (before === undefined && track.bornBy) initial.add(now)
      if (before !== undefined && before !== now) noteMove(moves, before, now, callAt(timeline, track.session, at), field, track.session)
      before = now
    }
  }
  const repeated = [...seen.values()].filter(({ size }) => size > 1).length
  const isClosed = seen.size <= statesMax && observations >= seen.size * 2 && (timeline.sessions.length < 2 || repeated * 2 > seen.size)
  if (!isClosed || moves.size === 0) return undefined
  const states = [...seen.keys()].sort()
  const refused = findRefusals(model, collection, field, states)
  // A move that was seen in one session of several may be put down to the wrong write.
  const isRepeated = ({ sessions }: Move) => sessions.size > 1 || timeline.sessions.length < 2
  const governed = refused.length > 0 || [...moves.values()].some((move) => !move.isSent && isRepeated(move))
  if (!governed) return undefined
  const transitions = [...moves.values()].map(({ from, to, on, count }) => ({ from, to, on, count }))
  const order = (one: { from: string; to: string; on: string }) => `${one.from}\n${one.to}\n${one.on}`
  return {
    field: `${collection}.${field}`,
    initial: [...initial].sort(),
    states,
    transitions: transitions.sort((a, b) => (order(a) < order(b) ? -1 : 1)),
    ...(refused.length > 0 ? { refused } : {}),
  }
}

interface Move {
  readonly from: string
  readonly to: string
  readonly on: string
  count: number
  readonly sessions: Set<number>
  /** The request sends a field of this name. */
  readonly isSent: boolean
}

function noteMove(moves: Map<string, Move>, from: string, to: string, call: Call | undefined, field: string, session: number): void {
  const isWrite = call !== undefined && !['GET', 'HEAD'].includes(call.request.method)
  const on = isWrite ? `${call.route.method} ${call.route.pattern}` : 'time'
  const key = `${from}\n${to}\n${on}`
  const known = moves.get(key)
  known?.sessions.add(session)
  if (known) known.count++
  else
    moves.set(key, {
      from,
      to,
      on,
      count: 1,
      sessions: new Set([session]),
      isSent: isWrite && sends(call.request.body, field.split('.')[0] ?? ''),
    })
}

/** Whether a body has a field of this name, at the top or in an envelope. */
function sends(body: Value, name: string): boolean {
  if (!isObject(body)) return false
  const has = (map: object) => Object.keys(map).some((key) => key === name || key === `${name}_id` || key === `${name}Id`)
  return has(body) || Object.values(body).some((inner) => isObject(inner) && has(inner))
}

/** Fields, and fields of small objects in them, whose values are words. */
function wordFields(tracks: readonly Track[]): string[] {
  const fields = new Map<string, Set<string>>()
  for (const { versions } of tracks) for (const { value } of versions) collect(value, '', fields)
  return [...fields].filter(([, values]) => values.size > 1 && [...values].every((value) => stateForm.test(value))).map(([field]) => field)
}

function collect(value: object, prefix: string, fields: Map<string, Set<string>>): void {
  for (const [key, item] of Object.entries(value) as [string, Value][]) {
    const place = `${prefix}${key}`
    if (typeof item === 'string') {
      const values = fields.get(place) ?? new Set()
      fields.set(place, values)
      if (values.size <= statesMax) values.add(item)
    } else if (prefix === '' && isObject(item)) collect(item, `${key}.`, fields)
  }
}

function valueAtPath(value: Value, path: string): Value {
  return path.split('.').reduce<Value>((current, key) => (isObject(current) ? current[key] : undefined), value)
}

function callAt(timeline: Timeline, session: number, at: number): Call | undefined {
  return timeline.sessions[session]?.find(({ index }) => index === at)
}
