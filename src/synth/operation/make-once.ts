import { isObject, printMember } from '#lang'
import type { Effect } from '#model'
import type { Call } from '../call.ts'
import { type CollectionDraft, isScalar } from '../collection/collection-draft.ts'
import { isAliveAt, type Track, versionAt } from '../timeline/track.ts'
import { fieldsOf } from './add-again.ts'
import { keyField } from './key-field.ts'
import { type OperationDraft, parentKey } from './operation-draft.ts'

/** One call may have met by chance what was there. */
const foundMin = 2
/** A value that is another one each time tells no entity from the others. */
const freshText = /\b(mint|next|now)\b/

/**
 * The effects that make an entity only where there is none with the same value of one field: calls that found one showed that. A user who logs
 * in again gets the token of before, a tag that exists is answered as it is. Undefined where no call found one, or no field tells which.
 */
export function makeOnce(
  draft: OperationDraft,
  collection: CollectionDraft,
  effects: readonly Effect[],
  made: readonly (readonly Track[])[],
): Effect[] | undefined {
  const { calls } = draft.variant
  const create = effects.find((effect) => 'create' in effect)
  const own = keyField(draft, collection)
  if (!create || !('create' in create) || !isObject(create.value) || own === undefined) return undefined
  const found = calls.flatMap((call, at) => {
    const track = made[at]?.length === 0 ? shownBy(draft, collection, call) : undefined
    return track ? [{ call, track }] : []
  })
  if (found.length < foundMin || found.some(({ call, track }) => track.versions.some(({ at }) => at === call.index))) return undefined
  // Of one alone nothing tells what makes it another one.
  const isTold = [...Map.groupBy(made.flat(), ({ session }) => session).values()].some(({ length }) => length > 1)
  if (!isTold) return undefined
  const makers = calls.filter((_, at) => made[at]?.length === 1)
  const field = fieldsOf(create.value, made.flat()).find(({ field, text, values }) => {
    if (field === own || freshText.test(text) || !values.every(isScalar)) return false
    const source = sourceOf(draft, collection, field, text)
    const holder = (call: Call) => draft.context.scopes.evaluate(source, draft.scope(call))
    return (
      makers.every((call) => holder(call) === undefined) &&
      found.every(({ call, track }) => {
        const entity = holder(call)
        return isObject(entity) && String(entity[own]) === String(track.parts.at(-1))
      })
    )
  })
  if (!field) return undefined
  const name = `${collection.name}_before`
  for (const { call, track } of found)
    draft.bindEntity(call, collection.name, collection, versionAt(track, call.index)?.value ?? {}, 'after')
  return [
    { let: name, value: { $: sourceOf(draft, collection, field.field, field.text) } },
    { if: `has(${name})`, do: [{ let: collection.name, value: { $: name } }] },
    { if: `!has(${name})`, do: [...effects] },
  ]
}

function sourceOf(draft: OperationDraft, collection: CollectionDraft, field: string, text: string): string {
  const members = [JSON.stringify(collection.name), ...parentKey(draft, collection)].join(', ')
  return `first(list(${members}).filter(e, string(e${printMember(field)}) == string(${text})))`
}

/** The entity that a call shows and did not make. */
function shownBy({ timeline }: OperationDraft, { name }: CollectionDraft, call: Call): Track | undefined {
  const shown = timeline
    .tracks(name, call.session)
    .filter((track) => isAliveAt(track, call.index - 1) && track.shown.some(({ at }) => at === call.index))
  return shown.length === 1 ? shown[0] : undefined
}
