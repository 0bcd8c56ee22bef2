import type { Json, JsonObject } from '#base'
import { compileExpression, compileTemplate, equal, isObject, parseExpression, parseTemplate } from '#lang'
import type { Call } from '../call.ts'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import { Scopes } from '../explain/scope.ts'
import type { Timeline } from '../timeline/timeline.ts'
import { type Track, type Version, versionAt } from '../timeline/track.ts'
import { sightsOf } from './intervals.ts'
import { middleMs } from './moving-readings.ts'
import { dueOf, type Renewal } from './renewal.ts'

/** So many come between two calls at most. */
const stepsMax = 100_000

interface Rule {
  readonly renewal: Renewal
  isFor(self: JsonObject, atMs: number): boolean
  /** What it changes. */
  change(self: JsonObject, atMs: number): JsonObject
}

/** Puts the renewals of a collection's entities at their times, also those that no answer showed. */
export function fillRenewals(collection: CollectionDraft, timeline: Timeline): void {
  const { renewals = [] } = collection
  if (renewals.length === 0) return
  const fields = new Set(renewals.flatMap(({ set }) => Object.keys(set)))
  const shown = new Map<Track, Map<number, Readonly<Record<string, Json>>>>()
  for (const { track, sights } of sightsOf(collection, fields, timeline)) {
    const own = shown.get(track) ?? new Map<number, Readonly<Record<string, Json>>>()
    shown.set(track, own)
    for (const { call, values } of sights) own.set(call.index, { ...own.get(call.index), ...values })
  }
  const scopes = new Scopes(timeline)
  for (const track of timeline.allTracks(collection.name)) {
    const calls = timeline.sessions[track.session] ?? []
    const [first] = calls
    if (first === undefined) continue
    const rules = renewals.map((renewal) => bindRule(renewal, scopes, track.bornBy ?? first))
    fillTrack(track, fields, rules, calls, shown.get(track) ?? new Map())
  }
  timeline.refresh()
}

function bindRule(renewal: Renewal, scopes: Scopes, call: Call): Rule {
  const when = renewal.when === undefined ? undefined : compileExpression(parseExpression(renewal.when), scopes.context)
  const set = compileTemplate(parseTemplate(renewal.set), scopes.context)
  const at = (self: JsonObject, nowMs: number) => ({ ...scopes.extend(scopes.createBare(call), { self }).environment, nowMs })
  return {
    renewal,
    isFor: (self, atMs) => when === undefined || when(at(self, atMs)) === true,
    change: (self, atMs) => {
      const changed = set(at(self, atMs))
      return isObject(changed) ? changed : {}
    },
  }
}

function fillTrack(
  track: Track,
  fields: ReadonlySet<string>,
  rules: readonly Rule[],
  calls: readonly Call[],
  shown: ReadonlyMap<number, Readonly<Record<string, Json>>>,
): void {
  const [first] = track.versions
  if (first === undefined) return
  const only = (value: JsonObject): JsonObject => Object.fromEntries(Object.entries(value).filter(([name]) => fields.has(name)))
  let values = only(first.value)
  const since = new Map<Rule, number>()
  if (track.bornBy) for (const rule of rules) since.set(rule, middleMs(track.bornBy))
  /** What the fields are from each place on. */
  const places: { at: number; values: JsonObject }[] = [{ at: first.at, values }]
  const endAt = track.diedBy?.index ?? track.endedAt ?? Number.POSITIVE_INFINITY
  for (const call of calls) {
    if (call.index <= first.at || call.index > endAt) continue
    const stored = versionAt(track, call.index - 0.25)?.value ?? {}
    const renewed = renew(values, stored, rules, since, middleMs(call))
    if (renewed !== values) places.push({ at: call.index - 0.5, values: renewed })
    values = renewed
    const seen = only(shown.get(call.index) ?? {})
    const moved = rules.filter(({ renewal: { lead } }) => Object.hasOwn(seen, lead) && !equal(seen[lead], values[lead]))
    if (!Object.entries(seen).some(([name, value]) => !equal(values[name], value))) continue
    // what is shown is so, whatever was to be
    for (const rule of moved) since.set(rule, middleMs(call))
    values = { ...values, ...seen }
    places.push({ at: call.index, values })
  }
  const own = [...track.versions]
  const all = [...new Set([...own, ...places].map(({ at }) => at))].sort((a, b) => a - b)
  const versions = all.map((at): Version => {
    const version = versionAt(track, at) ?? first
    const place = places.findLast((one) => one.at <= at) ?? places[0]
    const unknown = version.at === at ? new Set([...version.unknown].filter((name) => !fields.has(name))) : new Set<string>()
    return { at, value: { ...version.value, ...place?.values }, unknown }
  })
  track.versions.splice(0, track.versions.length, ...versions)
}

/** The fields when all is done that is due by then. */
function renew(start: JsonObject, stored: JsonObject, rules: readonly Rule[], since: Map<Rule, number>, nowMs: number): JsonObject {
  let values = start
  for (let step = 0; step < stepsMax; step++) {
    const self = { ...stored, ...values }
    const due = rules
      .flatMap((rule) => {
        const atMs = dueOf(rule.renewal, self, since.get(rule))
        return atMs !== undefined && atMs <= nowMs && rule.isFor(self, atMs) ? [{ rule, atMs }] : []
      })
      .sort((a, b) => a.atMs - b.atMs)[0]
    if (due === undefined) break
    const changed = due.rule.change(self, due.atMs)
    since.set(due.rule, due.atMs)
    if (Object.entries(changed).every(([name, value]) => equal(values[name], value))) break
    values = { ...values, ...changed }
  }
  return values
}
