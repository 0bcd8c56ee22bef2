import type { Json, JsonObject } from '#base'
import { equal, isList, isObject, printMember, type Template } from '#lang'
import type { Effect } from '#model'
import { type Call, isRead } from '../call.ts'
import { type CollectionDraft, isScalar } from '../collection/collection-draft.ts'
import { toTemplate } from '../explain/explain-value.ts'
import type { Explanation, Observation } from '../explain/explanation.ts'
import { findPredicate } from '../guard/find-predicate.ts'
import { createEffects, learnCreateEach } from '../operation/learn-creates.ts'
import { changedFields, updateEffect } from '../operation/learn-update.ts'
import { type Change, type OperationDraft, sureAfter } from '../operation/operation-draft.ts'
import { isAliveAt, type Track, versionAt } from '../timeline/track.ts'
import { learnListedWrites } from './learn-listed-writes.ts'

export type Special = Map<string, (observations: readonly Observation[]) => Explanation>

/** What the calls of one variant of a GraphQL field do: to the entities that they are about, in the order in which these were found. */
export function learnGraphEffects(draft: OperationDraft): void {
  const { calls } = draft.variant
  const subjects = calls[0]?.route.subjects ?? []
  for (const { collection, text } of subjects) {
    draft.effects.push({ let: collection.name, value: { $: text } })
    for (const call of calls) {
      const value = draft.context.scopes.evaluate(text, draft.scope(call))
      draft.bind(call, collection.name, value)
    }
  }
  if (isRead(calls[0] as Call)) return
  const isSubject = (collection: CollectionDraft) => subjects.some((subject) => subject.collection === collection)
  const all = draft.timeline.collections.filter(({ graph }) => graph !== undefined)
  // What the call is about is made first: the rest refers to it.
  for (const collection of [...subjects.map((subject) => subject.collection), ...all.filter((collection) => !isSubject(collection))]) {
    learnBirths(draft, collection)
    if (isSubject(collection)) learnChanges(draft, collection)
    else draft.effects.push(...learnListedWrites(draft, collection))
  }
}

function learnBirths(draft: OperationDraft, collection: CollectionDraft): void {
  const { calls } = draft.variant
  const made = calls.map((call) => draft.timeline.tracks(collection.name, call.session).filter((track) => track.bornBy === call))
  const makers = calls.filter((_, at) => (made[at] as readonly Track[]).length > 0)
  if (makers.length === 0) return
  if (made.some((tracks) => tracks.length > 1)) {
    learnCreateEach(draft, collection, made)
    return
  }
  if (calls.every((call) => isListed(call))) {
    learnCreateEach(draft, collection, made)
    return
  }
  const others = calls.filter((call) => !makers.includes(call))
  const when = others.length === 0 ? undefined : birthTest(draft, collection, makers, others)
  if (others.length > 0 && when === undefined && makers.length * 2 < calls.length) {
    draft.notes.push(`${collection.name}: made at times, and when is not known`)
    return
  }
  const observations = made.flatMap((tracks, at): Observation[] => {
    const track = tracks[0]
    const first = track?.versions[0]
    if (!track || !first) return []
    return [{ scope: draft.scope(calls[at] as Call), target: first.value, unknown: first.unknown, partial: true, isSelected: true }]
  })
  const effects = createEffects(draft, collection, observations, made.flat())
  if (effects.length === 0) return
  if (when === undefined) draft.effects.push(...effects)
  else draft.effects.push({ if: when, do: effects })
  for (const { scope, target } of observations) draft.bind(scope.call, collection.name, target)
}

/** Whether the answer is a list of what was made for the items of a list. */
function isListed({ body }: Call): boolean {
  return isList(body.value)
}

/** What holds where an entity is made and nowhere else: mostly, that there is none yet. */
function birthTest(
  draft: OperationDraft,
  collection: CollectionDraft,
  makers: readonly Call[],
  others: readonly Call[],
): string | undefined {
  const { scopes } = draft.context
  const missing = `!has(${collection.name})`
  const holds = (text: string, call: Call) => scopes.evaluate(text, draft.scope(call)) === true
  if (draft.effects.some((effect) => 'let' in effect && effect.let === collection.name)) {
    const right = makers.filter((call) => holds(missing, call)).length + others.filter((call) => !holds(missing, call)).length
    if (right >= (makers.length + others.length) * 0.85) return missing
  }
  return findPredicate(
    makers.map((call) => draft.scope(call)),
    others.map((call) => draft.scope(call)),
    draft.context,
  )
}

function learnChanges(draft: OperationDraft, collection: CollectionDraft): void {
  const keyField = collection.graph?.keyField ?? 'id'
  const key = `${collection.name}${printMember(keyField)}`
  const states = draft.variant.calls.flatMap((call) => {
    const value = draft.scope(call).environment.locals[collection.name]
    const own = isObject(value) ? value[keyField] : undefined
    if (!isScalar(own)) return []
    const track = draft.timeline
      .tracks(collection.name, call.session)
      .find((candidate) => candidate.key === String(own) && isAliveAt(candidate, call.index - 1))
    const before = track && versionAt(track, call.index - 1)
    const after = track && versionAt(track, call.index)
    return track && before && after ? [{ call, track, before: before.value, after: after.value, ...sureAfter(track, call.index) }] : []
  })
  learnDeaths(draft, collection, key, states)
  const alive = states.filter(({ track, call }) => track.diedBy !== call)
  const computed = collection.graph?.computed
  const changed = new Set([...changedFields(alive)].filter((field) => !computed?.has(field)))
  if (changed.size > 0) draft.effects.push(updateEffect(draft, { collection, key: [key] }, alive, changed))
  for (const { call, after } of alive) draft.bind(call, collection.name, after)
}

function learnDeaths(
  draft: OperationDraft,
  collection: CollectionDraft,
  key: string,
  states: readonly (Change & { readonly track: Track })[],
): void {
  const ended = states.filter(({ track, call }) => track.diedBy === call)
  if (ended.length === 0) return
  const effects: Effect[] = [{ delete: collection.name, key: [key] }]
  const cascades = draft.timeline.cascades.filter(({ parent }) => parent === collection.name)
  for (const { child, field, kind } of cascades) {
    const where = `string(self${printMember(field)}) == string(${key})`
    effects.push(kind === 'delete' ? { deleteWhere: child, where } : { updateWhere: child, where, set: { [field]: null } })
  }
  if (ended.length === states.length) {
    draft.effects.push(...effects)
    return
  }
  const when = findPredicate(
    ended.map(({ call }) => draft.scope(call)),
    states.filter(({ track, call }) => track.diedBy !== call).map(({ call }) => draft.scope(call)),
    draft.context,
  )
  if (when === undefined) draft.notes.push(`${collection.name}: ended at times, and when is not known`)
  else draft.effects.push({ if: when, do: effects })
}

/** The entities in the answer, as what they are: which of their fields are shown is for the client to say. */
export function showEntities(draft: OperationDraft, special: Special): void {
  const { calls } = draft.variant
  const route = calls[0]?.route
  for (const collection of draft.timeline.collections) {
    const keyField = collection.graph?.keyField
    if (keyField === undefined) continue
    for (const { site } of collection.sites) {
      const path = site.path.join('.')
      if (site.route !== route || special.has(path)) continue
      const isList = site.path.length > 0 && site.path.at(-1) === '[]'
      const place = isList ? site.path.slice(0, -1).join('.') : path
      if (site.path.slice(0, -1).includes('[]') || special.has(place)) continue
      const text = isList ? `${collection.name}_all` : collection.name
      const own = site.instances.filter(({ call }) => calls.includes(call))
      const right = own.filter(({ call, object }) => shows(draft, call, text, object, keyField, isList)).length
      if (own.length === 0 || right * 2 < own.length) continue
      const template: Template = toTemplate(isList ? text : `coalesce(${text}, null)`)
      special.set(place, (observations) => ({ template, hits: observations.length - (own.length - right), of: observations.length }))
    }
  }
}

function shows(draft: OperationDraft, call: Call, text: string, object: JsonObject, keyField: string, isInList: boolean): boolean {
  const value = draft.scope(call).environment.locals[text]
  const holds = (entity: Json | undefined) => isObject(entity) && equal(entity[keyField], object[keyField])
  return isInList ? isList(value) && value.some(holds) : holds(value)
}
