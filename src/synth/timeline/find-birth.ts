import { type Call, isRead } from '../call.ts'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import { locatedKey } from '../collection/located-sites.ts'
import type { Reading } from './read-instance.ts'
import type { SessionWrites } from './session-writes.ts'
import { endsInSpace } from './track.ts'

/** The write that made an entity, or undefined when it was there before. */
export function findBirth(
  collection: CollectionDraft,
  first: Reading,
  session: SessionWrites,
  targets: readonly Call[],
  from: number,
): Call | undefined {
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
  if (claimed && !/^\d+$/.test(own)) return claimed
  const closest = session.closestTo(first.value, from, first.call.index)
  const parent = collection.parents.at(-1)
  if (closest || parent === undefined || from >= 0) return closest
  // What is in something is no older than that.
  return session.putAt(parent, String(first.parts.at(-2)), first.call.index)
}
