import type { Json, JsonObject } from '#base'
import { compileTemplate } from '#lang'
import { type Call, valueKey } from '../call.ts'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import { Scopes } from '../explain/scope.ts'
import type { Timeline } from '../timeline/timeline.ts'
import type { Track, Version } from '../timeline/track.ts'
import type { Transition } from './infer-transitions.ts'
import { type MovingReading, middleMs } from './moving-readings.ts'

/** Puts the changes that come by themselves at their times, also those that no answer showed. */
export function fillTransitions(
  collection: CollectionDraft,
  field: string,
  transitions: readonly Transition[],
  timeline: Timeline,
  /** What entities are at first where the call that makes them does not show it. */
  start: MovingReading['values'] | undefined,
): void {
  const byState = new Map(transitions.map((transition) => [valueKey(transition.from), transition]))
  const scopes = new Scopes(timeline)
  const showing = new Set(
    collection.sites.flatMap(({ site }) => site.instances.flatMap(({ call, object }) => (Object.hasOwn(object, field) ? [call] : []))),
  )
  for (const track of timeline.allTracks(collection.name)) {
    if (!track.bornBy) continue
    if (start && !showing.has(track.bornBy)) begin(track, start, collection.background ?? new Set())
    const calls = timeline.sessions[track.session] ?? []
    fillTrack(track, field, byState, calls, (transition, self, atMs) => {
      const call = { ...(track.bornBy as Call), startedAtMs: atMs, endedAtMs: atMs }
      const scope = scopes.extend(scopes.createBare(call), { self })
      const changed: Record<string, Json> = { [field]: transition.to }
      for (const [name, template] of Object.entries(transition.set)) {
        const evaluate = compileTemplate(template, scopes.context)
        const value = evaluate({ ...scope.environment, nowMs: atMs })
        if (value !== undefined) changed[name] = value
      }
      return changed
    })
  }
  timeline.refresh()
}

/** Puts what an entity was at first in the place of what was read first. */
function begin({ versions }: Track, start: MovingReading['values'], fields: ReadonlySet<string>): void {
  const [first] = versions
  if (!first) return
  const own = Object.fromEntries(Object.entries(start).filter(([name]) => fields.has(name)))
  versions[0] = { ...first, value: { ...first.value, ...own } }
}

type Evaluate = (transition: Transition, self: JsonObject, atMs: number) => JsonObject

const changesMax = 50

function fillTrack(
  track: Track,
  field: string,
  byState: ReadonlyMap<string, Transition>,
  calls: readonly Call[],
  evaluate: Evaluate,
): void {
  let sinceMs = middleMs(track.bornBy as Call)
  let at = 0
  for (let count = 0; count < changesMax; count++) {
    const version = track.versions[at]
    if (!version) return
    const state = valueKey(version.value[field])
    const next = track.versions.findIndex((other, place) => place > at && valueKey(other.value[field]) !== state)
    const transition = byState.get(state)
    const dueMs = transition ? sinceMs + transition.afterMs : Number.POSITIVE_INFINITY
    const due = calls.find((call) => call.index > version.at && middleMs(call) >= dueMs)
    const end = next < 0 ? Number.POSITIVE_INFINITY : (track.versions[next] as Version).at
    if (transition && due && due.index - 0.5 <= end && due.index <= (track.diedBy?.index ?? Number.POSITIVE_INFINITY)) {
      const place = due.index - 0.5
      const seen = next < 0 ? undefined : (track.versions[next] as Version)
      if (seen && !Number.isInteger(seen.at) && valueKey(seen.value[field]) === valueKey(transition.to)) {
        track.versions[next] = { ...seen, at: place }
        at = next
      } else at = insert(track, place, (self) => evaluate(transition, self, dueMs))
      sinceMs = dueMs
      continue
    }
    if (next < 0) return
    at = next
    const call = calls[Math.floor((track.versions[next] as Version).at)]
    if (call) sinceMs = middleMs(call)
  }
}

/** Adds a version; what it changes holds until something else is read. Gives its place. */
function insert({ versions }: Track, at: number, change: (self: JsonObject) => JsonObject): number {
  const place = versions.findIndex((version) => version.at > at)
  const index = place < 0 ? versions.length : place
  const before = versions[index - 1] as Version
  const changed = change(before.value)
  versions.splice(index, 0, { at, value: { ...before.value, ...changed }, unknown: new Set() })
  for (const [name, value] of Object.entries(changed)) {
    for (let later = index + 1; later < versions.length; later++) {
      const version = versions[later] as Version
      if (valueKey(version.value[name]) !== valueKey(before.value[name])) break
      versions[later] = { ...version, value: { ...version.value, [name]: value } }
    }
  }
  return index
}
