import type { Json } from '#base'
import { entityKey, printMember, printTemplate, type Value } from '#lang'
import type { Effect } from '#model'
import { type Call, isRead, type Route } from '../call.ts'
import { type CollectionDraft, isScalar } from '../collection/collection-draft.ts'
import { explainAlike } from '../explain/explain-alike.ts'
import { explainValue } from '../explain/explain-value.ts'
import type { Observation } from '../explain/explanation.ts'
import { credential } from '../explain/terms.ts'
import { type Track, versionAt, versionBefore } from '../timeline/track.ts'
import { keyField } from './key-field.ts'
import { changedFields, updateEffect } from './learn-update.ts'
import { learnNestedWrites } from './nested-writes.ts'
import { findOlder } from './older-state.ts'
import { type Change, lookup, type OperationDraft, parentKey, type Subject, sureAfter, unsureBefore } from './operation-draft.ts'

const keyLengthMin = 6

/** Other entities that the request names in lists. */
export function addNestedWrites(draft: OperationDraft): void {
  const { calls } = draft.variant
  const written = new Set(
    draft.effects.flatMap((effect) => ('create' in effect ? [effect.create] : 'update' in effect ? [effect.update] : [])),
  )
  for (const collection of draft.timeline.collections) {
    if (!written.has(collection.name))
      draft.effects.push(...learnNestedWrites(collection, calls, (call) => draft.scope(call), draft.context))
  }
}

/** The entity that the path names: read, changed, replaced or deleted. */
export function learnSubject(draft: OperationDraft): void {
  const subject = findSubject(draft)
  if (!subject) {
    draft.effects.push(...endedOf(draft))
    return
  }
  const { collection, key } = subject
  const calls = draft.variant.calls.filter((call) => !draft.locals.get(call)?.[collection.name])
  if (draft.effects.some((effect) => 'create' in effect && effect.create === collection.name)) {
    draft.effects.push(...renameOf(draft, subject), ...endedOf(draft))
    return
  }
  const states = calls.map((call) => stateOf(draft, call, collection, key)).filter((state) => state !== undefined)
  if (states.some(({ track, call }) => track.diedBy === call)) {
    for (const { call, before } of states) draft.bindEntity(call, collection.name, collection, before, 'before')
    draft.effects.push({ let: collection.name, value: { $: `find(${lookup(subject)})` } }, deleteEffect(draft, subject, states))
    draft.effects.push(...cascadesOf(draft, subject))
    return
  }
  for (const { call, after } of states) draft.bindEntity(call, collection.name, collection, after, 'after')
  const older = isRead(calls[0] as Call) ? findOlder(draft, subject) : undefined
  if (older !== undefined) {
    for (const { call } of states) draft.bind(call, collection.name, draft.context.scopes.evaluate(older, draft.scope(call)))
    draft.effects.push({ let: collection.name, value: { $: older } })
    return
  }
  const changed = isRead(calls[0] as Call) ? new Set<string>() : changedFields(states)
  if (changed.size === 0) draft.effects.push({ let: collection.name, value: { $: `find(${lookup(subject)})` } })
  else {
    // What is made besides may tell what the entity was before.
    for (const { call, before } of states) draft.bindEntity(call, 'was', collection, before, 'before')
    draft.effects.push({ let: 'was', value: { $: `find(${lookup(subject)})` } }, updateEffect(draft, subject, states, changed))
  }
}

/** Ends an entity. What it leaves is told by the answer, and by later ones that list what was deleted. */
function deleteEffect(draft: OperationDraft, { collection, key }: Subject, states: readonly State[]): Effect {
  const ended = states.filter(({ call, track }) => track.diedBy === call)
  const observations = ended.flatMap(({ call, track, before }): Observation[] =>
    track.left ? [{ scope: draft.context.scopes.extend(draft.scope(call), { self: before }), target: track.left, partial: true }] : [],
  )
  if (observations.length * 2 <= ended.length) return { delete: collection.name, key: [...key] }
  const explained = explainValue(observations, draft.context, { path: [collection.name] })
  draft.note(explained, `${collection.name}: what a deletion leaves`)
  for (const { call, track } of ended) if (track.left) draft.bind(call, 'left', track.left)
  return { delete: collection.name, key: [...key], leaving: printTemplate(explained.template), as: 'left' }
}

/** Takes away what the path names where the calls give it another key. */
function renameOf(draft: OperationDraft, { collection, key }: Subject): Effect[] {
  const { calls } = draft.variant
  const ended = calls.filter((call) =>
    draft.timeline.tracks(collection.name, call.session).some((track) => track.diedBy === call && track.bornBy !== call),
  )
  const field = keyField(draft, collection)
  if (field === undefined || ended.length * 2 <= calls.length) return []
  const own = `string(self${printMember(field)})`
  const where = `${own} == string(${key.at(-1)}) && ${own} != string(${collection.name}${printMember(field)})`
  return [{ deleteWhere: collection.name, where }]
}

/** What making an entity does to another of its kind that the body or the query names: the one in whose place it comes. */
function endedOf(draft: OperationDraft): Effect[] {
  const { calls } = draft.variant
  return draft.timeline.collections.flatMap((collection) => {
    const parents = parentKey(draft, collection)
    if (!draft.effects.some((effect) => 'create' in effect && effect.create === collection.name) || parents.includes('path')) return []
    const written = calls.flatMap((call) => {
      const tracks = changedBy(draft, call, collection)
      return tracks.length === 1 ? [{ scope: draft.scope(call), target: tracks[0]?.parts.at(-1) }] : []
    })
    // Long keys don't meet by chance.
    const isTelling = written.length > 1 || written.some(({ target }) => String(target).length >= keyLengthMin)
    const own = isTelling ? explainAlike(written, `${collection.noun}_id`, draft.context) : undefined
    if (own === undefined || !/^(number\(|string\()?(body|query)/.test(own)) return []
    const subject = { collection, key: [...parents, own] }
    const states = calls.map((call) => stateOf(draft, call, collection, subject.key)).filter((state) => state !== undefined)
    const changed = changedFields(states)
    if (changed.size === 0) return []
    const effect = updateEffect(draft, subject, states, changed)
    if (!('update' in effect)) return []
    const { as: _, ...update } = effect
    return [update]
  })
}

/** Entities of a kind that a call changed and did not make. */
export function changedBy(draft: OperationDraft, call: Call, collection: CollectionDraft): readonly Track[] {
  return draft.timeline
    .tracks(collection.name, call.session)
    .filter((track) => track.bornBy !== call && track.versions.some(({ at }) => at === call.index))
}

/** What a deletion does to the entities that refer to what is deleted. */
function cascadesOf(draft: OperationDraft, { collection, key }: Subject): Effect[] {
  return draft.timeline.cascades
    .filter(({ parent }) => parent === collection.name)
    .map(({ child, field, kind }) => {
      const where = `string(self${printMember(field)}) == string(${key.at(-1)})`
      return kind === 'delete' ? { deleteWhere: child, where } : { updateWhere: child, where, set: { [field]: null } }
    })
}

function findSubject(draft: OperationDraft): Subject | undefined {
  const route = draft.variant.calls[0]?.route as Route
  const item = route.isPart ? findNamedSubject(draft) : undefined
  if (item) return item
  for (const segment of [...route.segments].reverse()) {
    if (segment.space === undefined) continue
    const collection = draft.timeline.collections.find((candidate) => candidate.space === segment.space)
    if (!collection || collection.sites.length === 0) continue
    const parents = parentKey(draft, collection)
    if (parents.some((text) => text === 'path')) continue
    return { collection, key: [...parents, `path${printMember(segment.parameter ?? '')}`] }
  }
  return findNamedSubject(draft)
}

/** Whether the path of a write names such an entity, or its body does by the key. */
export function isNamedByKey(draft: OperationDraft, collection: CollectionDraft): boolean {
  const { segments = [] } = draft.variant.calls[0]?.route ?? {}
  const isInPath = collection.space !== undefined && segments.some(({ space }) => space === collection.space)
  return isInPath || findNamedSubject(draft, [collection]) !== undefined
}

/** The entity that the body or the query of a write names by its key. */
function findNamedSubject(draft: OperationDraft, collections = draft.timeline.collections): Subject | undefined {
  const { calls } = draft.variant
  if (isRead(calls[0] as Call)) return undefined
  for (const collection of collections) {
    const parents = parentKey(draft, collection)
    if (parents.includes('path')) continue
    const written = calls.flatMap((call) => {
      const tracks = changedBy(draft, call, collection)
      return tracks.length === 1 ? [{ scope: draft.scope(call), target: tracks[0]?.parts.at(-1) }] : []
    })
    if (written.length === 0 || written.length * 2 < calls.length) continue
    const own = written.length > 1 ? explainAlike(written, `${collection.noun}_id`, draft.context) : undefined
    const named = own !== undefined && /^(number\(|string\()?(body|query)/.test(own) ? own : namedByCredential(written, draft)
    if (named !== undefined) return { collection, key: [...parents, named] }
  }
  return undefined
}

/** What leads from the credential that requests bring to keys: whose it is. */
function namedByCredential([first, ...others]: readonly Observation[], { context: { scopes } }: OperationDraft): string | undefined {
  const isKey = (value: Value, key: Value) => isScalar(value as Json) && String(value) === String(key)
  const found = first?.scope.terms.all.filter(({ term, value }) => leadsFromCredential(term.text) && isKey(value, first.target)) ?? []
  return found
    .map(({ term }) => term)
    .sort((a, b) => a.cost - b.cost)
    .find(({ text }) => others.every(({ scope, target }) => isKey(scopes.evaluate(text, scope), target)))?.text
}

function leadsFromCredential(text: string): boolean {
  return text.startsWith('find(') && text.includes(credential)
}

interface State extends Change {
  readonly track: Track
}

export function stateOf(draft: OperationDraft, call: Call, collection: CollectionDraft, key: readonly string[]): State | undefined {
  const scope = draft.scope(call)
  const parts = key.map((text) => draft.context.scopes.evaluate(text, scope))
  const wanted = entityKey(parts)
  const own = String(parts.at(-1))
  const track = draft.timeline
    .tracks(collection.name, call.session)
    .find(
      (candidate) =>
        (candidate.key === wanted || hasAlias(candidate, collection, own)) &&
        (candidate.bornBy?.index ?? -1) < call.index &&
        (candidate.diedBy?.index ?? Number.POSITIVE_INFINITY) >= call.index,
    )
  if (!track) return undefined
  const before = versionBefore(track, call)
  const after = versionAt(track, call.index)
  if (!before || !after) return undefined
  return { call, track, before: before.value, after: after.value, unsure: unsureBefore(track, call.index), ...sureAfter(track, call.index) }
}

function hasAlias(track: Track, collection: CollectionDraft, own: string): boolean {
  return [...collection.aliases].some((alias) => track.versions.some(({ value }) => String(value[alias]) === own))
}
