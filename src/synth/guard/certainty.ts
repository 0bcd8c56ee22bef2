import { isObject } from '#lang'
import type { Call } from '../call.ts'
import { type CollectionDraft, isScalar, keyFields } from '../collection/collection-draft.ts'
import type { Timeline } from '../timeline/timeline.ts'
import { parameterOf, versionBefore } from '../timeline/track.ts'
import type { PredicateKind } from './predicate.ts'

/** Tests that look into what an entity was at the moment. */
const aboutFields: ReadonlySet<PredicateKind> = new Set(['version', 'state', 'unique'])

/** Whether a test may be wrong about a call only because hindsight does not know the entity that the path names. */
export function mayErr(kind: PredicateKind, isUnsure: boolean): boolean {
  return isUnsure && aboutFields.has(kind)
}

/** The key that an item of a bulk request brings. */
function namedKey(call: Call, collection: CollectionDraft): string | undefined {
  const { body } = call.request
  const key = isObject(body)
    ? keyFields(collection)
        .map((field) => body[field])
        .find(isScalar)
    : body
  return call.route.isPart && isScalar(key) ? String(key) : undefined
}

/** Whether fields of an entity that the path names are not known for the moment before a call. */
export function isUnsureBefore(call: Call, timeline: Timeline): boolean {
  return timeline.collections.some((collection) => {
    const own = collection.space === undefined ? undefined : (parameterOf(call, collection.space) ?? namedKey(call, collection))
    if (own === undefined) return false
    return timeline.tracks(collection.name, call.session).some((track) => {
      if (String(track.parts.at(-1)) !== own || (track.bornBy?.index ?? -1) >= call.index) return false
      return (versionBefore(track, call)?.unknown.size ?? 0) > 0
    })
  })
}
