import type { JsonObject } from '#base'
import { bind, compileExpression, compileTemplate, type Environment, equal, isObject, parseExpression, parseTemplate } from '#lang'
import type { Call } from '../call.ts'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import type { Scope, Scopes } from '../explain/scope.ts'
import { middleMs } from '../later/moving-readings.ts'
import type { Timeline } from '../timeline/timeline.ts'
import type { Track } from '../timeline/track.ts'
import { leavesOf, type Telling } from './delivery.ts'

/** A change that came by itself, as a rule of `later` says. */
export interface Due {
  readonly collection: CollectionDraft
  /** Place of the rule among those of the collection. */
  readonly rule: number
  readonly track: Track
  readonly atMs: number
  /** Sees `self` as it is then, and `was`. */
  readonly scope: Scope
}

const changesMax = 50

/** All changes that came by themselves until a session ended; `endMs` by session. */
export function findDue(timeline: Timeline, scopes: Scopes, endMs: readonly number[]): Due[] {
  return timeline.collections.flatMap((collection) => {
    if (collection.later === undefined || collection.later.length === 0) return []
    const rules = compileRules(collection, scopes)
    return timeline.allTracks(collection.name).flatMap((track) => dueOf(track, rules, timeline, scopes, endMs[track.session] ?? 0))
  })
}

interface Rule {
  readonly at: number
  readonly of: string
  dueMs(self: JsonObject, since: number | undefined, environment: Environment): number | undefined
  /** Undefined where the entity ends. */
  after(self: JsonObject, environment: Environment): JsonObject | undefined
}

function compileRules({ later = [] }: CollectionDraft, { context }: Scopes): Rule[] {
  return later.map(({ when, at, of = '', set, delete: isEnd }, place): Rule => {
    const test = when === undefined ? undefined : compileExpression(parseExpression(when), context)
    const moment = compileExpression(parseExpression(at ?? 'absent'), context)
    const change = isEnd ? undefined : compileTemplate(parseTemplate(set ?? {}), context)
    return {
      at: place,
      of,
      dueMs: (self, since, environment) => {
        const own = bind(bind(environment, 'self', self), 'since', since)
        if (test && test(own) !== true) return undefined
        const ms = moment(own)
        return typeof ms === 'number' ? ms : undefined
      },
      after: (self, environment) => {
        const changed = change?.(bind(environment, 'self', self))
        return isObject(changed) ? { ...self, ...changed } : undefined
      },
    }
  })
}

function dueOf(track: Track, rules: readonly Rule[], timeline: Timeline, scopes: Scopes, endMs: number): Due[] {
  const calls = timeline.sessions[track.session] ?? []
  const [first] = calls
  const found: Due[] = []
  const since = new Map<string, number>()
  if (track.bornBy) for (const { of } of rules) since.set(of, middleMs(track.bornBy))
  const diesMs = track.diedBy ? middleMs(track.diedBy) : Number.POSITIVE_INFINITY
  let value = track.versions[0]?.value
  for (let at = 0, count = 0; value !== undefined && first && count < changesMax; count++) {
    const self: JsonObject = value
    const next = track.versions[at + 1]
    const untilMs = next && Number.isInteger(next.at) ? middleMs(calls[next.at] as Call) : Math.min(endMs, diesMs)
    const scopeAt = (atMs: number, locals: Readonly<Record<string, JsonObject>>) => {
      const last = calls.findLast((call) => middleMs(call) <= atMs) ?? first
      return scopes.extend(scopes.createBare({ ...last, startedAtMs: atMs, endedAtMs: atMs }), locals)
    }
    const { environment } = scopeAt(untilMs, {})
    const due = rules
      .flatMap((rule) => {
        const atMs = rule.dueMs(self, since.get(rule.of), environment)
        return atMs === undefined ? [] : [{ rule, atMs }]
      })
      .sort((one, other) => one.atMs - other.atMs)[0]
    if (due && due.atMs <= untilMs) {
      const isKnown = next !== undefined && !Number.isInteger(next.at)
      const after = isKnown ? next.value : due.rule.after(self, { ...environment, nowMs: due.atMs })
      const scope = scopeAt(due.atMs, { self: after ?? self, was: self })
      found.push({ collection: track.collection, rule: due.rule.at, track, atMs: due.atMs, scope })
      if (after === undefined) return found
      noteChanges(since, self, after, due.atMs)
      value = after
      if (isKnown) at++
      continue
    }
    if (next === undefined) return found
    const call = calls[Math.floor(next.at)]
    if (call) noteChanges(since, self, next.value, middleMs(call))
    value = next.value
    at++
  }
  return found
}

function noteChanges(since: Map<string, number>, before: JsonObject, after: JsonObject, atMs: number): void {
  for (const field of since.keys()) if (field !== '' && !equal(before[field], after[field])) since.set(field, atMs)
}

/** How far from its time a change may be told. */
const toldMs = 2500

export interface ToldDue extends Telling {
  readonly due: Due
}

/**
 * The tellings of what came by itself: they came when it was due, of the entity that it happened to, and nearer to that than to any write; the
 * others are left.
 */
export function splitDue(
  tellings: readonly Telling[],
  due: readonly Due[],
  sessions: readonly (readonly Call[])[],
): { readonly told: readonly ToldDue[]; readonly left: readonly Telling[] } {
  const bySession = Map.groupBy(due, ({ track }) => track.session)
  const told: ToldDue[] = []
  const left: Telling[] = []
  const taken = new Set<string>()
  for (const telling of tellings) {
    const { session, startedAtMs, body, target, place } = telling.delivery
    const texts = new Set(leavesOf(body).map(({ value }) => String(value)))
    const write = (sessions[session] ?? []).findLast((call) => (call.place ?? 0) < place && call.request.method !== 'GET')
    const gapMs = write ? Math.abs(startedAtMs - write.endedAtMs) : Number.POSITIVE_INFINITY
    const near = (bySession.get(session) ?? [])
      .map((one) => ({ one, awayMs: Math.abs(startedAtMs - one.atMs) }))
      .filter(({ one, awayMs }) => awayMs <= toldMs && awayMs < gapMs && texts.has(String(one.track.parts.at(-1))))
      .filter(({ one }) => !taken.has(takenBy(one, telling.key, target)))
      .sort((a, b) => a.awayMs - b.awayMs)[0]
    if (!near) left.push(telling)
    else {
      taken.add(takenBy(near.one, telling.key, target))
      told.push({ ...telling, due: near.one })
    }
  }
  return { told, left }
}

function takenBy({ track, atMs, rule }: Due, key: string, target: string): string {
  return [track.session, track.collection.name, track.key, atMs, rule, key, target].join('\n')
}
