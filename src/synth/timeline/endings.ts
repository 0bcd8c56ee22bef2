import type { Json, JsonObject } from '#base'
import { isList, isObject, printLiteral, printMember } from '#lang'
import { type Call, isRead, isSuccess, type Route } from '../call.ts'
import { type CollectionDraft, isScalar, mainKeyField } from '../collection/collection-draft.ts'
import { isMissing } from './cascades.ts'
import type { Timeline } from './timeline.ts'
import { endsInSpace, isAliveAt, type Track, versionAt } from './track.ts'

/** What a write ends that its path does not name: what a list in its body names, all of a kind, or all that have something. */
export interface Ending {
  readonly route: Route
  readonly collection: string
  /** Which entities end: a test of `self` and the request. */
  readonly where: string
}

/** An entity that was there before a call, and whether it was there after it; where that was never seen it is not known. */
interface Witness {
  readonly call: Call
  readonly track: Track
  readonly self: JsonObject
  readonly isGone: boolean | undefined
}

/** A test of which entities a call ends. */
interface Hypothesis {
  readonly where: string
  holds(self: JsonObject, call: Call): boolean
}

const goneMin = 2
/** What has more values than that has not the same in many. */
const valuesMax = 6
/** So many of those that are ended may still be shown: answers can be older than they look. */
const shownMax = 0.05
/** So many of those that are gone may have gone otherwise. */
const unexplainedMax = 0.35

/** Finds the writes that end several entities at once, and ends the lives of these. */
export function inferEndings(timeline: Timeline): Ending[] {
  const routes = [...Map.groupBy(timeline.sessions.flat().filter(mayEnd), ({ route }) => route)]
  return timeline.collections.flatMap((collection) => {
    if (collection.graph || collection.parents.length > 0 || collection.partOf) return []
    const candidates = routes.flatMap(([route, calls]) => candidatesOf(timeline, collection, route, calls))
    const gone = new Set(candidates.flatMap(({ gone: own }) => [...own]))
    const left = new Set(gone)
    const found: Candidate[] = []
    for (let best = bestOf(candidates, left); best; best = bestOf(candidates, left)) {
      found.push(best)
      for (const track of best.gone) left.delete(track)
    }
    if (left.size > gone.size * unexplainedMax) return []
    for (const { ended } of found) for (const { call, track, isGone } of ended) if (isGone !== false && !track.diedBy) track.diedBy = call
    return found.map(({ route, hypothesis }) => ({ route, collection: collection.name, where: hypothesis.where }))
  })
}

/** A test of which entities the calls of a route end, with those that it takes for ended. */
interface Candidate {
  readonly route: Route
  readonly hypothesis: Hypothesis
  readonly ended: readonly Witness[]
  /** Those of them that are gone. */
  readonly gone: ReadonlySet<Track>
  /** How many of them are shown all the same. */
  readonly wrong: number
}

function candidatesOf(timeline: Timeline, collection: CollectionDraft, route: Route, calls: readonly Call[]): Candidate[] {
  if (endsInSpace(route, collection) || collection.sites.some(({ site }) => site.route === route)) return []
  const witnesses = calls.flatMap((call) => witnessesOf(timeline, collection, call))
  return hypothesesOf(collection, calls, witnesses).map((hypothesis) => {
    const ended = witnesses.filter(({ self, call }) => hypothesis.holds(self, call))
    const gone = new Set(ended.filter(({ isGone }) => isGone).map(({ track }) => track))
    return { route, hypothesis, ended, gone, wrong: ended.filter(({ isGone }) => isGone === false).length }
  })
}

/** The test that tells most of what is left of what is gone, and hardly anything that is shown; the first of those that do it equally well. */
function bestOf(candidates: readonly Candidate[], left: ReadonlySet<Track>): Candidate | undefined {
  const rated = candidates.flatMap((candidate) => {
    const right = [...candidate.gone].filter((track) => left.has(track)).length
    const isTelling = right >= goneMin && candidate.wrong <= candidate.gone.size * shownMax
    return isTelling ? [{ candidate, score: right - candidate.wrong }] : []
  })
  return rated.sort((a, b) => b.score - a.score)[0]?.candidate
}

function mayEnd(call: Call): boolean {
  return !isRead(call) && isSuccess(call) && !call.bulk && !call.field && call.route.pattern !== ''
}

function witnessesOf(timeline: Timeline, collection: CollectionDraft, call: Call): Witness[] {
  return timeline.tracks(collection.name, call.session).flatMap((track): Witness[] => {
    const version = versionAt(track, call.index - 1)
    if (!version || track.bornBy === call || !isAliveAt(track, call.index - 1)) return []
    return [{ call, track, self: version.value, isGone: isGoneAfter(timeline, track, call) }]
  })
}

function isGoneAfter(timeline: Timeline, track: Track, { index, session }: Call): boolean | undefined {
  if (track.diedBy || track.shown.some(({ at }) => at > index)) return false
  const calls = timeline.sessions[session] ?? []
  return calls.some((call) => call.index > index && isMissing(call, track)) ? true : undefined
}

function hypothesesOf(collection: CollectionDraft, calls: readonly Call[], witnesses: readonly Witness[]): Hypothesis[] {
  const key = mainKeyField(collection) ?? 'id'
  const gone = witnesses.filter(({ isGone }) => isGone)
  const fields = new Set(gone.flatMap(({ self }) => Object.keys(self)).filter((field) => field !== key))
  return [
    ...listsIn(calls).map(({ text, read }) => ({
      where: `${text}.exists(k, string(k) == string(self${printMember(key)}))`,
      holds: (self: JsonObject, call: Call) => read(call).some((item) => String(item) === String(self[key])),
    })),
    ...[...fields].flatMap((field) => [...namedValues(calls, field), ...fixedValues(gone, field)]),
    { where: 'true', holds: () => true },
  ]
}

/** Where requests list scalars: in their body, or in a field of it. */
function listsIn(calls: readonly Call[]): { text: string; read(call: Call): readonly Json[] }[] {
  const names = new Set(calls.flatMap(({ request: { body } }) => (isObject(body) ? Object.keys(body) : [])))
  const scalarsOf = (value: Json | undefined) => (isList(value) && value.every(isScalar) ? value : [])
  const sources = [
    { text: 'body', read: ({ request: { body } }: Call) => scalarsOf(body) },
    ...[...names].map((name) => ({
      text: `body${printMember(name)}`,
      read: ({ request: { body } }: Call) => scalarsOf(isObject(body) ? body[name] : undefined),
    })),
  ]
  return sources.filter(({ read }) => calls.some((call) => read(call).length > 0))
}

/** Entities that have in a field what the request says. */
function namedValues(calls: readonly Call[], field: string): Hypothesis[] {
  const roots = ['path', 'query', 'body'] as const
  return roots.flatMap((root) => {
    const of = (call: Call) => (root === 'path' ? call.path : isObject(call.request[root]) ? call.request[root] : {}) as JsonObject
    const names = new Set(calls.flatMap((call) => Object.keys(of(call)).filter((name) => isScalar(of(call)[name]))))
    return [...names].map((name) => ({
      where: `string(self${printMember(field)}) == string(${root}${printMember(name)})`,
      holds: (self: JsonObject, call: Call) => self[field] !== undefined && String(self[field]) === String(of(call)[name]),
    }))
  })
}

/** Entities that have in a field one of the values that some had which are gone: what is done, what is read. */
function fixedValues(gone: readonly Witness[], field: string): Hypothesis[] {
  const values = new Set(gone.map(({ self }) => self[field]))
  const isTelling = (value: Json | undefined) => typeof value === 'boolean' || (typeof value === 'string' && /^[a-z_-]+$/i.test(value))
  if (values.size > valuesMax) return []
  return [...values].filter(isTelling).map((value) => ({
    where: `self${printMember(field)} == ${printLiteral(value as Json)}`,
    holds: (self: JsonObject) => self[field] === value,
  }))
}
