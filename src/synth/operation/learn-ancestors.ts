import { equal, isObject, printMember, printTemplate } from '#lang'
import type { Effect } from '#model'
import { type Call, isRead, type Route } from '../call.ts'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import { chancyPlaces } from '../doubt/chancy-places.ts'
import { versionAt } from '../timeline/track.ts'
import { explainField } from './explain-field.ts'
import { type Change, type OperationDraft, parentKey, sureAfter, unsureBefore } from './operation-draft.ts'

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
    const effect = learnChanged(draft, collection, [...parentKey(draft, collection), `path${printMember(parameter)}`], {
      as: collection.name,
    })
    if (effect) draft.effects.push(effect)
  }
}

/** What a write does to the entities whose keys its body holds: a transfer moves the balances of two accounts, an order what is in stock. */
export function learnReferred(draft: OperationDraft): void {
  const { calls } = draft.variant
  const first = calls[0]
  if (!first || isRead(first)) return
  for (const collection of draft.timeline.collections) {
    if (collection.parents.length > 0 || collection.graph) continue
    const names = referringFields(draft, collection)
    for (const name of names) {
      // What a request does to one entity under two names says nothing of either.
      const isAlone = ({ request: { body } }: Call) =>
        isObject(body) && !names.some((other) => other !== name && equal(body[other], body[name]))
      const effect = learnChanged(draft, collection, [`body${printMember(name)}`], { calls: calls.filter(isAlone) })
      if (effect) draft.effects.push(effect)
    }
  }
}

const keyLengthMin = 6
const referringMin = 0.8

/** The fields of the body that nearly always hold a key of the collection, of those that don't meet by chance. */
function referringFields(draft: OperationDraft, { name }: CollectionDraft): string[] {
  const { calls } = draft.variant
  const own = Map.groupBy(
    calls.flatMap(({ session, request: { body } }) =>
      Object.entries(isObject(body) ? body : {}).flatMap(([field, value]) =>
        typeof value === 'string' && value.length >= keyLengthMin ? [{ session, field, value }] : [],
      ),
    ),
    ({ field }) => field,
  )
  return [...own].flatMap(([field, uses]) => {
    const known = uses.filter(({ session, value }) => draft.timeline.tracks(name, session).some(({ key }) => key === value))
    const born = known.filter(({ session, value }) =>
      draft.timeline.tracks(name, session).some(({ key, bornBy }) => key === value && bornBy && calls.includes(bornBy)),
    )
    return known.length >= calls.length * referringMin && born.length === 0 ? [field] : []
  })
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

interface Changed {
  /** Name under which the changed entity is bound. */
  readonly as?: string
  /** The calls that are asked; all where nothing is said. */
  readonly calls?: readonly Call[]
}

function learnChanged(
  draft: OperationDraft,
  collection: CollectionDraft,
  key: readonly string[],
  { as, calls = draft.variant.calls }: Changed,
): Effect | undefined {
  const changes = calls.flatMap((call): Change[] => {
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
    return track && before && after
      ? [{ call, before: before.value, after: after.value, unsure: unsureBefore(track, call.index), ...sureAfter(track, call.index) }]
      : []
  })
  const scopes = changes.map(({ call, before }) => draft.context.scopes.extend(draft.scope(call), { self: before }))
  const entries = fieldsOf(changes).flatMap((field) => {
    const explained = explainField(changes, scopes, [collection.name, field], draft.context)
    // What is explained for some only is a coincidence, and so is what hangs on a test that was bound to be found.
    const isChance =
      explained.hits < explained.of * 0.8 || chancyPlaces(printTemplate(explained.template), draft.context.scopes.doubted).length > 0
    return isChance ? [] : [{ key: field, value: explained.template }]
  })
  if (entries.length === 0) return undefined
  if (as !== undefined) for (const { call, after } of changes) draft.bind(call, as, after)
  const set = printTemplate({ kind: 'object', entries })
  return { update: collection.name, key: [...key], set, ...(as === undefined ? {} : { as }) }
}

/** The fields that these calls mostly change, where that is known. */
function fieldsOf(changes: readonly Change[]): string[] {
  const names = new Set(changes.flatMap(({ before, after }) => [...Object.keys(before), ...Object.keys(after)]))
  return [...names].filter((field) => {
    const sure = changes.filter(({ unknown, unsure }) => !unknown.has(field) && !unsure.has(field))
    const changed = sure.filter(({ before, after }) => !equal(before[field], after[field])).length
    return changed >= changesMin && changed >= sure.length * shareMin
  })
}
