import type { Json } from '#base'
import { entityKey } from '#lang'
import { type Call, isSuccess } from '../call.ts'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import { endsInSpace, isAliveAt, parameterOf, type Track } from './track.ts'

/**
 * Lives that no answer shows: from a write to the path of an entity of which nothing is known then to its end. One that was not ended before
 * what is known of the entity begins says nothing that is not known.
 */
export function trackClaims(collection: CollectionDraft, calls: readonly Call[], known: readonly Track[]): Track[] {
  const open = new Map<string, Track>()
  const ended: Track[] = []
  const knownBy = Map.groupBy(known, ({ key }) => key)
  for (const call of calls) {
    if (!isSuccess(call) || !endsInSpace(call.route, collection)) continue
    const parts = [...collection.parents, collection.space ?? ''].map((space) => parameterOf(call, space))
    const key = entityKey(parts)
    if (key === undefined || knownBy.get(key)?.some((track) => isAliveAt(track, call.index))) continue
    const claim = open.get(key)
    if (call.request.method === 'DELETE' && claim) {
      claim.diedBy = call
      ended.push(claim)
      open.delete(key)
    } else if (call.request.method === 'PUT' && !claim) {
      const versions = [{ at: call.index, value: {}, unknown: new Set<string>() }]
      open.set(key, {
        collection,
        session: call.session,
        key,
        parts: parts as Json[],
        bornBy: call,
        diedBy: undefined,
        versions,
        shown: [],
        writes: [call.index],
      })
    }
  }
  return [...ended, ...[...open.values()].filter(({ key }) => !knownBy.has(key))]
}
