import { type Call, isRead, isSuccess } from '../call.ts'
import { isScalar } from '../collection/collection-draft.ts'
import { isListSite } from '../collection/sites.ts'
import { nameRelates } from '../naming.ts'
import type { Timeline } from './timeline.ts'
import { endsInSpace, isAliveAt, parameterOf, type Track, versionAt } from './track.ts'

/** What becomes of the entities that hold the key of another one in a field when that other one is deleted. */
export interface Cascade {
  /** Collection of what is deleted. */
  readonly parent: string
  /** Collection of what refers to it. */
  readonly child: string
  readonly field: string
  /** The others go too, or lose the key. */
  readonly kind: 'delete' | 'clear'
}

/** A child that held the key of its parent when that was deleted. */
interface Orphan {
  readonly track: Track
  readonly death: Call
}

/** Finds out from what is shown after a deletion, and completes the lives of the children that were not shown again. */
export function inferCascades(timeline: Timeline): Cascade[] {
  const cascades: Cascade[] = []
  for (const parent of timeline.collections) {
    const deaths = timeline.allTracks(parent.name).filter(({ diedBy }) => diedBy)
    if (deaths.length === 0) continue
    for (const child of timeline.collections) {
      if (child === parent) continue
      for (const field of referringFields(timeline, child.name, parent.noun)) {
        const orphans = deaths.flatMap((death) => orphansOf(timeline, death, child.name, field))
        const kind = fateOf(timeline, orphans, field)
        if (kind === undefined) continue
        cascades.push({ parent: parent.name, child: child.name, field, kind })
        for (const orphan of orphans) complete(orphan, field, kind)
      }
    }
  }
  return cascades
}

function referringFields(timeline: Timeline, child: string, noun: string): string[] {
  const fields = new Set(timeline.allTracks(child).flatMap(({ versions }) => Object.keys(versions[0]?.value ?? {})))
  return [...fields].filter((field) => nameRelates(field, noun))
}

function orphansOf(timeline: Timeline, parent: Track, child: string, field: string): Orphan[] {
  const death = parent.diedBy as Call
  const own = String(parent.parts.at(-1))
  return timeline.tracks(child, parent.session).flatMap((track) => {
    const held = versionAt(track, death.index - 1)?.value[field]
    return isAliveAt(track, death.index) && isScalar(held) && String(held) === own ? [{ track, death }] : []
  })
}

function fateOf(timeline: Timeline, orphans: readonly Orphan[], field: string): Cascade['kind'] | undefined {
  const votes = { delete: 0, clear: 0, kept: 0 }
  for (const orphan of orphans) {
    const fate = readFate(timeline, orphan, field)
    if (fate) votes[fate]++
  }
  if (votes.delete > votes.kept && votes.delete >= votes.clear) return 'delete'
  return votes.clear > votes.kept ? 'clear' : undefined
}

function readFate(timeline: Timeline, { track, death }: Orphan, field: string): 'delete' | 'clear' | 'kept' | undefined {
  const shown = track.shown.find(({ at, fields }) => at > death.index && fields.has(field))
  if (shown) return (versionAt(track, shown.at)?.value[field] ?? null) === null ? 'clear' : 'kept'
  if (track.shown.some(({ at }) => at > death.index)) return undefined
  // Something else got its key.
  if (track.diedBy && track.diedBy.request.method !== 'DELETE') return 'delete'
  const calls = timeline.sessions[track.session] ?? []
  // What was deleted by itself later is missing after that for its own reason.
  const until = track.diedBy?.index ?? Number.POSITIVE_INFINITY
  const between = calls.filter(({ index }) => index > death.index && index < until)
  return between.some((call) => isMissing(call, track) || isNotFound(call, track)) ? 'delete' : undefined
}

/** Whether a read should show an entity and does not: its own path, or the whole list. */
export function isMissing(call: Call, track: Track): boolean {
  if (!isRead(call) || Object.keys(call.request.query).length > 0) return false
  const { collection } = track
  if (endsInSpace(call.route, collection)) return isNotFound(call, track)
  if (!isSuccess(call) || Object.keys(call.path).length > 0) return false
  return collection.sites.some(
    ({ site }) => site.route === call.route && isListSite(site) && site.path.filter((key) => key === '[]').length === 1,
  )
}

/** Whether a request to the path of an entity finds none there. */
function isNotFound(call: Call, { collection, parts }: Track): boolean {
  const isWithin = collection.parents.every((space, at) => [undefined, String(parts[at])].includes(parameterOf(call, space)))
  return call.status === 404 && endsInSpace(call.route, collection) && isWithin && Object.values(call.path).at(-1) === String(parts.at(-1))
}

function complete({ track, death }: Orphan, field: string, kind: Cascade['kind']): void {
  const isShownLater = track.shown.some(({ at }) => at > death.index)
  if (kind === 'delete') {
    if (!isShownLater) track.diedBy = death
    return
  }
  const before = versionAt(track, death.index)
  const next = track.versions.find(({ at, value }) => at > death.index && (value[field] ?? null) === null)
  if (!before || (isShownLater && !next && (before.value[field] ?? null) !== null)) return
  const place = track.versions.findIndex(({ at }) => at > death.index)
  const version = { at: death.index, value: { ...before.value, [field]: null }, unknown: before.unknown }
  if (before.at === death.index) track.versions.splice(track.versions.indexOf(before), 1, version)
  else track.versions.splice(place === -1 ? track.versions.length : place, 0, version)
}
