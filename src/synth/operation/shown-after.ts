import { isList } from '#lang'
import type { Call } from '../call.ts'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import { valueIn } from '../collection/sites.ts'
import { parameterOf } from '../timeline/track.ts'
import type { OperationDraft } from './operation-draft.ts'

/** Whether a call names by its path what the entities are in. */
function isParentPath({ route }: Call, { parents }: CollectionDraft): boolean {
  return parents.length > 0 && route.segments.at(-1)?.space === parents.at(-1)
}

/** Whether an answer after a call would show what the call made; of parts it is known which answers do. */
export function isShownAfter(draft: OperationDraft, collection: CollectionDraft, call: Call): boolean {
  if (!collection.partOf && !isParentPath(call, collection)) return true
  const whole = (other: Call) => collection.parents.map((space) => parameterOf(other, space)).join('\u0000')
  return (draft.timeline.sessions[call.session] ?? []).some(
    (other) =>
      other.index > call.index &&
      whole(other) === whole(call) &&
      collection.sites.some(({ site }) => site.route === other.route && isList(valueIn(other.body.value, site.path.slice(0, -1)))),
  )
}
