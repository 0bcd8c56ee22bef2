import { equal, isObject, printMember } from '#lang'
import { type Call, isRead } from '../call.ts'
import { type CollectionDraft, isScalar } from '../collection/collection-draft.ts'
import { type Track, versionBefore } from '../timeline/track.ts'
import { keyField } from './key-field.ts'
import { changedBy, isNamedByKey, stateOf } from './learn-subject.ts'
import { changedFields, updateEffect } from './learn-update.ts'
import { type OperationDraft, parentKey } from './operation-draft.ts'

const writtenMin = 2
const rightMin = 0.9

/** What a write does to an entity that it names by what that holds: the item of a basket that is of the product in the body. */
export function learnDescribed(draft: OperationDraft): void {
  const { calls } = draft.variant
  if (isRead(calls[0] as Call)) return
  for (const collection of draft.timeline.collections) {
    const parents = parentKey(draft, collection)
    const isMade = draft.effects.some((effect) => 'create' in effect && effect.create === collection.name)
    if (isMade || collection.graph || parents.includes('path') || isNamedByKey(draft, collection)) continue
    const written = calls.flatMap((call) => {
      const tracks = changedBy(draft, call, collection)
      return tracks.length === 1 ? [{ call, track: tracks[0] as Track }] : []
    })
    if (written.length < writtenMin || written.length * 2 < calls.length) continue
    const key = describedKey(draft, collection, parents, written)
    if (key === undefined) continue
    const subject = { collection, key: [...parents, key] }
    const states = calls.map((call) => stateOf(draft, call, collection, subject.key)).filter((state) => state !== undefined)
    const changed = changedFields(states)
    if (changed.size === 0) continue
    draft.effects.push(updateEffect(draft, subject, states, changed))
    for (const { call, after } of states) draft.bindEntity(call, collection.name, collection, after, 'after')
  }
}

/** The key of the one entity that has in some field what the body has: an expression that gives it for nearly all that was written. */
function describedKey(
  draft: OperationDraft,
  collection: CollectionDraft,
  parents: readonly string[],
  written: readonly { readonly call: Call; readonly track: Track }[],
): string | undefined {
  const own = keyField(draft, collection)
  const [first] = written
  const entity = first && versionBefore(first.track, first.call)?.value
  const sent = first?.call.request.body
  if (own === undefined || !entity || !isObject(sent)) return undefined
  const { scopes } = draft.context
  const list = `list(${[JSON.stringify(collection.name), ...parents].join(', ')})`
  for (const [name, value] of Object.entries(sent)) {
    if (!isScalar(value)) continue
    for (const field of Object.keys(entity).filter((each) => each !== own && equal(entity[each], value))) {
      const text = `first(${list}.filter(e, e${printMember(field)} == body${printMember(name)}))${printMember(own)}`
      const right = written.filter(({ call, track }) => String(scopes.evaluate(text, draft.scope(call))) === String(track.parts.at(-1)))
      if (right.length >= written.length * rightMin) return text
    }
  }
  return undefined
}
