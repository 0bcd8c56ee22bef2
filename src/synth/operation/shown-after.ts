import { isList } from '#lang'
import type { Call } from '../call.ts'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import { isListSite, valueIn } from '../collection/sites.ts'
import { collectTexts } from '../timeline/session-writes.ts'
import { parameterOf } from '../timeline/track.ts'
import type { OperationDraft } from './operation-draft.ts'

/** Whether a call names by its path what the entities are in. */
function isParentPath({ route }: Call, { parents }: CollectionDraft): boolean {
  return parents.length > 0 && route.segments.at(-1)?.space === parents.at(-1)
}

/** Whether an answer after a call would show what the call made; of what no list shows that is not known, and assumed. */
export function isShownAfter(draft: OperationDraft, collection: CollectionDraft, call: Call): boolean {
  const later = (draft.timeline.sessions[call.session] ?? []).filter(({ index }) => index > call.index)
  const listing = (other: Call) =>
    collection.sites.some(({ site }) => site.route === other.route && isList(valueIn(other.body.value, site.path.slice(0, -1))))
  const named = draft.parents.get(collection.name)
  if (named) {
    const parents = named.map((text) => String(draft.context.scopes.evaluate(text, draft.scope(call))))
    return later.some((other) => collection.parents.every((space, at) => parameterOf(other, space) === parents[at]) && listing(other))
  }
  if (collection.partOf || isParentPath(call, collection)) {
    const whole = (other: Call) => collection.parents.map((space) => parameterOf(other, space)).join('\u0000')
    return later.some((other) => whole(other) === whole(call) && listing(other))
  }
  if (!collection.sites.some(({ site }) => isListSite(site))) return true
  const texts = new Set(Object.values(call.path))
  collectTexts(call.request.body, texts)
  collectTexts(call.body.value, texts)
  return later.some((other) => listing(other) && Object.values(other.path).every((value) => texts.has(value)))
}
