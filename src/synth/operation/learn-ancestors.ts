import { equal, printMember, printTemplate } from '#lang'
import type { Effect } from '#model'
import { isRead, type Route } from '../call.ts'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import { explainValue } from '../explain/explain-value.ts'
import { versionAt } from '../timeline/track.ts'
import { type Change, type OperationDraft, parentKey, sureAfter } from './operation-draft.ts'

const changesMin = 2
const shareMin = 0.6

/**
 * What a write below an entity does to the entity itself: a file that is put under a document moves its revision, a line moves the time of
 * its order. Only what mostly changes, and is explained, is taken for a rule.
 */
export function learnAncestors(draft: OperationDraft): void {
  const { calls } = draft.variant
  const first = calls[0]
  if (!first || isRead(first)) return
  const written = new Set(draft.effects.flatMap(writtenBy))
  for (const collection of draft.timeline.collections) {
    const parameter = ancestorParameter(first.route, collection)
    if (parameter === undefined || written.has(collection.name)) continue
    const effect = learnAncestor(draft, collection, [...parentKey(draft, collection), `path${printMember(parameter)}`])
    if (effect) draft.effects.push(effect)
  }
}

function writtenBy(effect: Effect): string[] {
  if ('create' in effect) return [effect.create]
  if ('update' in effect) return [effect.update]
  return 'delete' in effect ? [effect.delete] : []
}

/** The parameter that names an entity of a collection before the last segment of a path. */
function ancestorParameter({ segments }: Route, { space }: CollectionDraft): string | undefined {
  return space === undefined ? undefined : segments.slice(0, -1).find((segment) => segment.space === space)?.parameter
}

function learnAncestor(draft: OperationDraft, collection: CollectionDraft, key: readonly string[]): Effect | undefined {
  const changes = draft.variant.calls.flatMap((call): Change[] => {
    const own = String(draft.context.scopes.evaluate(key.at(-1) as string, draft.scope(call)))
    const track = draft.timeline
      .tracks(collection.name, call.session)
      .find(
        ({ parts, bornBy, diedBy }) =>
          String(parts.at(-1)) === own &&
          (bornBy?.index ?? -1) < call.index &&
          (diedBy?.index ?? Number.POSITIVE_INFINITY) > call.index &&
          parts.slice(0, -1).every((part, at) => equal(part, draft.context.scopes.evaluate(key[at] as string, draft.scope(call)))),
      )
    const before = track && versionAt(track, call.index - 1)
    const after = track && versionAt(track, call.index)
    return track && before && after ? [{ call, before: before.value, after: after.value, ...sureAfter(track, call.index) }] : []
  })
  const entries = fieldsOf(changes).flatMap((field) => {
    const cells = changes
      .filter(({ unknown }) => !unknown.has(field))
      .map(({ call, before, after }) => ({ scope: draft.context.scopes.extend(draft.scope(call), { self: before }), target: after[field] }))
    const explained = explainValue(cells, draft.context, { path: [collection.name, field] })
    // What is explained for some only is a coincidence.
    return explained.hits >= explained.of * 0.8 ? [{ key: field, value: explained.template }] : []
  })
  if (entries.length === 0) return undefined
  for (const { call, after } of changes) draft.bind(call, collection.name, after)
  const set = printTemplate({ kind: 'object', entries })
  return { update: collection.name, key: [...key], set, as: collection.name }
}

/** The fields that these calls mostly change, where that is known. */
function fieldsOf(changes: readonly Change[]): string[] {
  const names = new Set(changes.flatMap(({ before, after }) => [...Object.keys(before), ...Object.keys(after)]))
  return [...names].filter((field) => {
    const sure = changes.filter(({ unknown }) => !unknown.has(field))
    const changed = sure.filter(({ before, after }) => !equal(before[field], after[field])).length
    return changed >= changesMin && changed >= sure.length * shareMin
  })
}
