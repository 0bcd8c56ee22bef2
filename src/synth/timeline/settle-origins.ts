import { type Call, valueKey } from '../call.ts'
import type { Track } from './track.ts'

/** Values of a field that says what kind of thing an entity is are few. */
const kindsMax = 12
const repeatedMin = 2

/**
 * Which of the calls that may have made an entity did, by session and key: the one whose route made most of those, elsewhere, that are of its
 * kind by the value of one of their fields, such as the `type` of an event.
 */
export function settleOrigins(tracks: readonly Track[]): Map<string, Call> {
  const open = tracks.filter(({ origins }) => origins)
  const settled = tracks.filter(({ origins, bornBy }) => bornBy && !origins)
  const chosen = new Map<string, Call>()
  if (open.length === 0) return chosen
  const fields = [...new Set(open.flatMap(({ versions }) => Object.keys(versions[0]?.value ?? {})))]
  const made = new Map<string, number>()
  for (const field of fields.filter((name) => tellsKinds(settled, name)))
    for (const track of settled) {
      const id = `${field} ${kindOf(track, field)} ${track.bornBy?.route.method} ${track.bornBy?.route.pattern}`
      made.set(id, (made.get(id) ?? 0) + 1)
    }
  const votes = (track: Track, { route }: Call) =>
    fields.reduce((sum, field) => sum + (made.get(`${field} ${kindOf(track, field)} ${route.method} ${route.pattern}`) ?? 0), 0)
  for (const track of open) {
    const [best] = [...(track.origins ?? [])].sort((a, b) => votes(track, b) - votes(track, a) || a.index - b.index)
    if (best && best !== track.bornBy) chosen.set(originKey(track.session, track.key), best)
  }
  return chosen
}

export function originKey(session: number, key: string): string {
  return `${session} ${key}`
}

function tellsKinds(tracks: readonly Track[], field: string): boolean {
  const groups = [...Map.groupBy(tracks, (track) => kindOf(track, field)).values()]
  return groups.length > 1 && groups.length <= kindsMax && groups.some(({ length }) => length >= repeatedMin)
}

function kindOf({ versions }: Track, field: string): string {
  return valueKey(versions[0]?.value[field])
}
