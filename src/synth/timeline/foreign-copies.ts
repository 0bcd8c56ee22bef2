import type { Json, JsonObject } from '#base'
import { equal, isList, isObject, type Value } from '#lang'
import { type Call, valueKey } from '../call.ts'
import { keyRank } from '../collection/collection-draft.ts'
import type { Track } from './track.ts'

/** Parts of a field that are copied of another entity, by field: the name beside the id of what an entity refers to. */
export type Copies = ReadonlyMap<string, ReadonlySet<string>>

/** Finds parts that change while the key beside them stays, though no request to the entity that shows them holds what they become. */
export function findCopies(tracks: readonly Track[], sessions: readonly (readonly Call[])[]): Copies {
  const copies = new Map<string, Set<string>>()
  for (const { session, versions, writes } of tracks) {
    versions.forEach((version, at) => {
      const before = versions[at - 1]
      if (!before) return
      const sent = writes.includes(version.at) ? leavesOf(sessions[session]?.[version.at]?.request.body) : undefined
      for (const [field, value] of Object.entries(version.value)) {
        const earlier = before.value[field]
        if (!isObject(value) || !isObject(earlier) || !hasSameKey(value, earlier)) continue
        const changed = Object.keys(value).filter(
          (part) => Object.hasOwn(earlier, part) && !equal(value[part], earlier[part]) && !sent?.has(valueKey(value[part])),
        )
        if (changed.length > 0) copies.set(field, new Set([...(copies.get(field) ?? []), ...changed]))
      }
    })
  }
  return copies
}

function leavesOf(value: Value, into = new Set<string>()): Set<string> {
  if (isObject(value) || isList(value)) for (const item of Object.values(value)) leavesOf(item, into)
  else into.add(valueKey(value))
  return into
}

function hasSameKey(a: JsonObject, b: JsonObject): boolean {
  const key = Object.keys(a).find((name) => keyRank(name) === 0)
  return key !== undefined && equal(a[key], b[key])
}

/** A field without what is copied of another entity: that is looked up when it is shown. */
export function withoutCopies(field: string, value: Json, copies: Copies): Json {
  const parts = copies.get(field)
  if (!parts || !isObject(value)) return value
  return Object.fromEntries(Object.entries(value).filter(([part]) => !parts.has(part)))
}
