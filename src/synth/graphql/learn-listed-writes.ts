import { isList, isObject, printMember, printTemplate } from '#lang'
import type { Effect } from '#model'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import { explainValue } from '../explain/explain-value.ts'
import { changedFields } from '../operation/learn-update.ts'
import { type OperationDraft, sureAfter, unsureBefore } from '../operation/operation-draft.ts'
import { isAliveAt, versionAt } from '../timeline/track.ts'

/** What a call does to each of the entities that the items of a list in its arguments name: `updateVariants(input: [{id, price}])`. */
export function learnListedWrites(draft: OperationDraft, collection: CollectionDraft): Effect[] {
  const { calls } = draft.variant
  const route = calls[0]?.route
  const links = route ? (collection.graph?.links.get(route) ?? []) : []
  const link = links.find(({ path }) => path.filter((name) => name === '[]').length === 1)
  if (!link) return []
  const at = link.path.indexOf('[]')
  const source = `body${link.path.slice(0, at).map(printMember).join('')}`
  const key = `entry${link.path
    .slice(at + 1)
    .map(printMember)
    .join('')}`
  const { scopes } = draft.context
  const gather = `${collection.name}_all`
  const changes = calls.flatMap((call) => {
    const outer = draft.scope(call)
    const items = scopes.evaluate(source, outer)
    return (isList(items) ? items : []).flatMap((item) => {
      const scope = scopes.extend(outer, { entry: item })
      const own = scopes.evaluate(key, scope)
      const track = draft.timeline
        .tracks(collection.name, call.session)
        .find((candidate) => candidate.key === String(own) && isAliveAt(candidate, call.index - 1))
      const before = track && versionAt(track, call.index - 1)
      const after = track && versionAt(track, call.index)
      if (!track || !before || !after) return []
      return [
        {
          call,
          scope: scopes.extend(scope, { self: before.value }),
          before: before.value,
          after: after.value,
          unsure: unsureBefore(track, call.index),
          ...sureAfter(track, call.index),
        },
      ]
    })
  })
  const changed = [...changedFields(changes)].filter((field) => !collection.graph?.computed?.has(field))
  if (changed.length === 0) return []
  const entries = changed.map((field) => {
    const sure = changes.filter(({ unknown }) => !unknown.has(field))
    const cells = (sure.length > 0 ? sure : changes).map(({ scope, after }) => ({ scope, target: after[field] }))
    const explained = explainValue(cells, draft.context, { path: [collection.name, field] })
    draft.note(explained, `${collection.name}.${field}: its new value`)
    return { key: field, value: explained.template }
  })
  for (const call of calls) {
    const own = changes.filter((change) => change.call === call).map(({ after }) => after)
    if (own.every(isObject)) draft.bind(call, gather, own)
  }
  const set = printTemplate({ kind: 'object', entries })
  return [{ each: source, as: 'entry', do: [{ update: collection.name, key: [key], set, as: collection.name }], gather }]
}
