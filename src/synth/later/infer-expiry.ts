import type { Json } from '#base'
import { parseTime, printMember } from '#lang'
import type { Call } from '../call.ts'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import type { Timeline } from '../timeline/timeline.ts'
import { parameterOf, type Track, versionAt } from '../timeline/track.ts'
import { bestThreshold } from './best-threshold.ts'
import { isQuietBetween, middleMs } from './moving-readings.ts'

/** An entity that was or was not there when it was asked for. */
interface Sighting {
  readonly track: Track
  readonly call: Call
}

const goneMin = 2
/** Share of the rarer of the two kinds of sightings that may be on the wrong side. */
const missesMax = 0.1

/**
 * Finds the collections whose entities end by themselves: asked for by their paths, they are gone from a moment on that one of their fields names, or a
 * fixed time after they were made.
 */
export function inferExpiry(timeline: Timeline): void {
  for (const collection of timeline.collections) {
    if (collection.graph || collection.space === undefined) continue
    const there = timeline.allTracks(collection.name).flatMap((track) => sightings(track, timeline))
    const gone = timeline.allTracks(collection.name).flatMap((track) => absences(track, collection, timeline))
    if (there.length < goneMin || countQuiet(gone, timeline) < goneMin) continue
    const rule = bestRule(there, gone)
    if (!rule) continue
    collection.later = [...(collection.later ?? []), { at: rule.at, delete: true }]
    for (const track of timeline.allTracks(collection.name)) endTrack(track, rule.dueOf, timeline.sessions[track.session] ?? [])
    timeline.refresh()
  }
}

function sightings(track: Track, timeline: Timeline): Sighting[] {
  const calls = timeline.sessions[track.session] ?? []
  return track.shown.flatMap(({ at }) => (calls[at] ? [{ track, call: calls[at] as Call }] : []))
}

/** Refusals to a path that names the entity while no call had ended it. */
function absences(track: Track, collection: CollectionDraft, timeline: Timeline): Sighting[] {
  const places = [...collection.parents, collection.space ?? '']
  return (timeline.sessions[track.session] ?? []).flatMap((call) =>
    (call.status === 404 || call.status === 410) &&
    call.index > (track.bornBy?.index ?? -1) &&
    // What is seen again was not gone.
    !track.shown.some(({ at }) => at > call.index) &&
    !(track.diedBy && track.diedBy.index < call.index) &&
    places.every((space, at) => parameterOf(call, space) === String(track.parts[at]))
      ? [{ track, call }]
      : [],
  )
}

/** Entities that were there and then gone with no write at all in between. */
function countQuiet(gone: readonly Sighting[], timeline: Timeline): number {
  const first = new Map<Track, Call>()
  for (const { track, call } of gone) if (!first.has(track)) first.set(track, call)
  return [...first].filter(([track, call]) => {
    const seen = track.shown.findLast(({ at }) => at < call.index)
    return seen !== undefined && isQuietBetween(timeline.sessions[track.session] ?? [], seen.at, call.index)
  }).length
}

interface ExpiryRule {
  readonly at: string
  /** The time at which an entity ends, as it is after the call with index `at`. */
  readonly dueOf: (track: Track, at: number) => number | undefined
}

function bestRule(there: readonly Sighting[], gone: readonly Sighting[]): ExpiryRule | undefined {
  const fields = new Set(gone.flatMap(({ track }) => Object.keys(versionAt(track, track.bornBy?.index ?? -1)?.value ?? {})))
  const bases = [
    ...[...fields].map((field) => ({
      text: `moment(self${printMember(field)})`,
      of: (track: Track, at: number) => momentOf(versionAt(track, at)?.value[field]),
    })),
    { text: 'since', of: (track: Track) => track.bornBy && middleMs(track.bornBy) },
  ]
  let best: { rule: ExpiryRule; misses: number } | undefined
  for (const { text, of } of bases) {
    const age = ({ track, call }: Sighting) => {
      const from = of(track, call.index)
      return from === undefined ? undefined : middleMs(call) - from
    }
    const before = there.map(age).filter((each) => each !== undefined)
    const after = gone.map(age).filter((each) => each !== undefined)
    if (after.length < gone.length || before.length < there.length) continue
    const threshold = bestThreshold(before, after)
    if (!threshold || threshold.misses > Math.min(before.length, after.length) * missesMax) continue
    if (best && best.misses <= threshold.misses) continue
    const { atMs } = threshold
    const dueOf = (track: Track, at: number) => {
      const from = of(track, at)
      return from === undefined ? undefined : from + atMs
    }
    best = { rule: { at: atMs === 0 ? text : `${text} ${atMs < 0 ? '-' : '+'} ${Math.abs(atMs)}`, dueOf }, misses: threshold.misses }
  }
  return best?.rule
}

function momentOf(value: Json | undefined): number | undefined {
  return typeof value === 'string' ? parseTime(value) : undefined
}

/** Notes when an entity ended: between two calls. */
function endTrack(track: Track, dueOf: ExpiryRule['dueOf'], calls: readonly Call[]): void {
  for (const call of calls) {
    if (call.index <= (track.bornBy?.index ?? -1)) continue
    if (track.diedBy && call.index > track.diedBy.index) return
    const dueMs = dueOf(track, call.index - 1)
    if (dueMs === undefined || dueMs > middleMs(call)) continue
    track.endedAt = call.index - 0.5
    return
  }
}
