import { type Call, isRead, isSuccess } from '../call.ts'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import { locatedKey } from '../collection/located-sites.ts'
import { findOrigins } from './find-origins.ts'
import type { Reading } from './read-instance.ts'
import type { SessionWrites } from './session-writes.ts'
import { endsInSpace } from './track.ts'

/** The write that made an entity, or undefined when it was there before; with all that may have made it where several may. */
export interface Birth {
  readonly bornBy: Call | undefined
  readonly origins?: readonly Call[]
}

export function findBirth(
  collection: CollectionDraft,
  first: Reading,
  session: SessionWrites,
  targets: readonly Call[],
  from: number,
): Birth {
  const known = findKnownBirth(collection, first, targets, from)
  if (known) return { bornBy: known }
  const since = Math.max(from, lastWithout(first.call, session))
  const until = first.call.index
  const closest = session.closestTo(first.value, since, until)
  if (closest) return { bornBy: closest }
  const origins = isRead(first.call) ? findOrigins(first.value, String(first.parts.at(-1)), session.between(since, until)) : []
  if (origins.length > 0) return { bornBy: origins[0], ...(origins.length > 1 ? { origins } : {}) }
  const parent = collection.parents.at(-1)
  // What is in something is no older than that.
  return { bornBy: parent === undefined || since >= 0 ? undefined : session.putAt(parent, String(first.parts.at(-2)), until) }
}

/** The write that says itself that it made the entity. */
function findKnownBirth(collection: CollectionDraft, first: Reading, targets: readonly Call[], from: number): Call | undefined {
  const own = String(first.parts.at(-1))
  if (!isRead(first.call)) {
    const already = endsInSpace(first.call.route, collection) && first.call.request.method === 'PATCH'
    const earlier = targets.find((call) => call.index > from && call.index < first.call.index)
    if (!already) return earlier ?? first.call
  }
  const located = targets.find((call) => call.index > from && call.index <= first.call.index && locatedKey(call, collection) === own)
  if (located) return located
  // A key that the client chose is made by the first write to its path.
  const claimed = targets.find(
    (call) =>
      call.index > from &&
      call.index <= first.call.index &&
      endsInSpace(call.route, collection) &&
      ['PUT', 'POST'].includes(call.request.method),
  )
  return /^\d+$/.test(own) ? undefined : claimed
}

/** The last time that the same was asked before it showed the entity, while nothing was deleted that might have hidden it; -1 where there is none. */
function lastWithout({ index, route, request, session: own }: Call, session: SessionWrites): number {
  const before = route.calls.findLast(
    (call) => call.session === own && call.index < index && call.request.target === request.target && isSuccess(call),
  )
  return before && !session.deletesBetween(before.index, index) ? before.index : -1
}
