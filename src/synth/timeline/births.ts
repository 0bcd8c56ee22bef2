import type { Json, JsonObject } from '#base'
import { equal, isObject, parseTime } from '#lang'
import type { Call } from '../call.ts'
import { isScalar } from '../collection/collection-draft.ts'
import { type Track, type Version, versionAt } from './track.ts'

/** Fields that entities got from the request that made them, under the same name. */
export function echoedAtBirth(tracks: readonly Track[]): Set<string> {
  const echoed = new Set<string>()
  const broken = new Set<string>()
  for (const { bornBy, versions } of tracks) {
    const first = versions[0]
    if (!bornBy || !first) continue
    for (const [field, value] of Object.entries(first.value)) {
      const sent = sentAs(field, bornBy)
      if (sent === undefined || first.unknown.has(field)) continue
      if (equal(sent, value)) echoed.add(field)
      else broken.add(field)
    }
  }
  for (const field of broken) echoed.delete(field)
  return echoed
}

/** What a request holds under a name, at its root or in a map there. */
function sentAs(field: string, { request: { body } }: Call): Json | undefined {
  const maps = [body, ...(isObject(body) ? Object.values(body) : [])].filter(isObject)
  return maps.find((map) => Object.hasOwn(map, field))?.[field]
}

/**
 * Entities that were written again before an answer showed them: what they were in between, where that can be told. A field that others get from
 * the request that makes them was what it was sent as, and the last write changed it; one that tells the very moment of a write is what that
 * write set. A name that no answer showed is what was sent, too: others are told apart by it.
 */
export function settleBirths(
  tracks: readonly Track[],
  calls: readonly Call[],
  echoed: ReadonlySet<string>,
  names: ReadonlySet<string>,
): void {
  for (const track of tracks) {
    const { bornBy } = track
    const [first] = track.versions
    if (!bornBy || !first) continue
    for (const field of first.unknown) {
      const value = first.value[field]
      const readAt = track.shown.find(({ fields }) => fields.has(field))?.at
      if (readAt === undefined || !isScalar(value)) continue
      const writes = track.writes.filter((at) => at > bornBy.index && at <= readAt).flatMap((at) => calls[at] ?? [])
      const sent = echoed.has(field) ? sentAs(field, bornBy) : undefined
      const setter = writes.find((call) => isWithin(value, call) && !isWithin(value, bornBy))
      const cause = sent !== undefined && !equal(sent, value) ? (setter ?? writes.at(-1)) : setter
      if (cause) changeAt(track, cause.index, field, sent)
    }
    for (const field of names) fillUnread(track, bornBy, calls, field)
  }
}

/** Of such fields those that tell the entities of a session apart: clients may refer to them by that, without having read it. */
export function namesAtBirth(tracks: readonly Track[], echoed: ReadonlySet<string>): Set<string> {
  const sessions = [...Map.groupBy(tracks, ({ session }) => session).values()]
  const names = [...echoed].filter((field) => {
    const sent = sessions.map((own) =>
      own.flatMap(({ bornBy }) => (bornBy ? [sentAs(field, bornBy)] : []).filter((value) => value !== undefined)),
    )
    const differ = sent.every((values) => values.every((value) => typeof value === 'string') && new Set(values).size === values.length)
    return differ && sent.some(({ length }) => length > 1)
  })
  return new Set(names)
}

/** A field that no answer showed of an entity is what it was made with, until a write sends it again. */
function fillUnread(track: Track, bornBy: Call, calls: readonly Call[], field: string): void {
  const sent = sentAs(field, bornBy)
  if (sent === undefined || track.versions.some(({ value, unknown }) => Object.hasOwn(value, field) || unknown.has(field))) return
  const until = track.writes.find((at) => at > bornBy.index && calls[at] !== undefined && sentAs(field, calls[at]) !== undefined)
  for (const [place, version] of track.versions.entries())
    if (until === undefined || version.at < until) track.versions[place] = { ...version, value: { ...version.value, [field]: sent } }
}

/** Whether a value tells a moment at which a call was under way. */
function isWithin(value: Json, { startedAtMs, endedAtMs }: Call): boolean {
  const ms = typeof value === 'string' ? parseTime(value) : undefined
  return ms !== undefined && ms >= startedAtMs && ms <= endedAtMs
}

/** Puts the first value of a field down to a write; before it the field was something else, or what is not known. */
function changeAt(track: Track, at: number, field: string, before: Json | undefined): void {
  const { versions } = track
  if (!versions.some((version) => version.at === at)) {
    const { value } = versionAt(track, at) as Version
    const place = versions.findLastIndex((version) => version.at < at) + 1
    versions.splice(place, 0, { at, value: { ...value }, unknown: new Set() })
  }
  for (const [place, version] of versions.entries()) {
    if (version.at >= at) break
    const { [field]: _value, ...others } = version.value
    const value: JsonObject = before === undefined ? others : { ...others, [field]: before }
    versions[place] = { ...version, value }
  }
}
