import type { JsonObject } from '#base'
import { printMember } from '#lang'
import type { Effect } from '#model'
import type { Call } from '../call.ts'
import { isAliveAt, versionAt } from '../timeline/track.ts'
import { learnCreate } from './learn-creates.ts'
import { bodyOf, isUnder, type Made, madeBy, namingFields } from './made.ts'
import type { OperationDraft } from './operation-draft.ts'

/** Entities that calls make in what their bodies name; what else is done to that is known by now, and comes right before. */
export function learnNamedCreates(draft: OperationDraft): void {
  for (const some of madeBy(draft)) {
    const fields = namingFields(draft, some)
    for (const field of fields) learnUnder(draft, some, field, fields)
  }
}

function learnUnder(draft: OperationDraft, { collection, made }: Made, field: string, fields: readonly string[]): void {
  const { calls } = draft.variant
  const text = `body${printMember(field)}`
  // What names one thing twice says nothing of either name.
  const isAlone = (body: JsonObject) => !fields.some((other) => other !== field && body[other] === body[field])
  const own = made.map((tracks, at) => {
    const call = calls[at] as Call
    return isAlone(bodyOf(call)) ? tracks.filter((track) => isUnder(track, call, field)) : []
  })
  const place = bindHolder(draft, collection.parents[0], text)
  const count = draft.effects.length
  draft.parents.set(collection.name, [text])
  learnCreate(draft, collection, own)
  draft.parents.delete(collection.name)
  const added = draft.effects.splice(count)
  draft.effects.splice(place ?? count, 0, ...added)
}

/** Binds what the entities are made in as the call leaves it, where it changes that; gives the place of the effects that come next. */
function bindHolder(draft: OperationDraft, space: string | undefined, text: string): number | undefined {
  const holder = draft.timeline.collections.find((other) => other.space === space)
  const at = draft.effects.findIndex((effect) => 'update' in effect && effect.update === holder?.name && effect.key.join() === text)
  const effect = draft.effects[at]
  if (!holder || !effect || !('update' in effect)) return undefined
  draft.effects[at] = { ...effect, as: holder.name } satisfies Effect
  for (const call of draft.variant.calls) {
    const key = String(draft.context.scopes.evaluate(text, draft.scope(call)))
    const track = draft.timeline.tracks(holder.name, call.session).find((each) => each.key === key && isAliveAt(each, call.index))
    const after = track && versionAt(track, call.index)
    if (after) draft.bindEntity(call, holder.name, holder, after.value, 'after')
  }
  return at + 1
}
