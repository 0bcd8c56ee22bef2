import type { Json, JsonObject } from '#base'
import { equal, isList, isObject, printMember, type Template } from '#lang'
import type { Effect } from '#model'
import { type Call, isRead, isSuccess } from '../call.ts'
import { type CollectionDraft, isScalar } from '../collection/collection-draft.ts'
import { toTemplate } from '../explain/explain-value.ts'
import type { Explanation, Observation } from '../explain/explanation.ts'
import { findPredicate } from '../guard/find-predicate.ts'
import { proposePredicates } from '../guard/propose-predicates.ts'
import { findAddedAgain, withAddedAgain } from '../operation/add-again.ts'
import { createEffects, learnCreateEach } from '../operation/learn-creates.ts'
import { changedFields, updateEffect } from '../operation/learn-update.ts'
import { type Change, type OperationDraft, sureAfter, unsureBefore } from '../operation/operation-draft.ts'
import { isAliveAt, type Track, versionAt } from '../timeline/track.ts'
import { learnListedWrites } from './learn-listed-writes.ts'

export type Special = Map<string, (observations: readonly Observation[]) => Explanation>

/** What the calls of one variant of a GraphQL field do: to the entities that they are about, in the order in which these were found. */
export function learnGraphEffects(draft: OperationDraft): void {
  const { calls } = draft.variant
  const route = calls[0]?.route
  const subjects = route?.subjects ?? []
  const answered = (route?.calls ?? []).filter((call) => isSuccess(call))
  for (const { collection, text } of subjects) {
    draft.effects.push({ let: collection.name, value: { $: text } })
    for (const call of answered) draft.bind(call, collection.name, draft.context.scopes.evaluate(text, draft.scope(call)))
  }
  if (isRead(calls[0] as Call)) return
  const isSubject = (collection: CollectionDraft) => subjects.some((subject) => subject.collection === collection)
  const all = draft.timeline.collections.filter(({ graph }) => graph !== undefined)
  const others = all.filter((collection) => !isSubject(collection))
  const made = subjects.map(({ collection }) => ({ collection, isMade: learnBirths(draft, collection, answered) }))
  // What is made beside may be what the change is about.
  for (const collection of others) learnBirths(draft, collection, answered)
  for (const { collection, isMade } of made) learnChanges(draft, collection, isMade)
  for (const collection of others) draft.effects.push(...learnListedWrites(draft, collection))
}

/** Births of a variant that are enough to tell how it makes things. */
const ownMin = 2

/** What answers of all forms make goes by one rule: a refusal may come with a half-done deed. */
function learnBirths(draft: OperationDraft, collection: CollectionDraft, answered: readonly Call[]): boolean {
  const { calls } = draft.variant
  const madeBy = (call: Call) => draft.timeline.tracks(collection.name, call.session).filter((track) => track.bornBy === call)
  if (calls.every((call) => madeBy(call).length === 0)) return false
  if (calls.some((call) => madeBy(call).length > 1) || calls.every((call) => isListed(call))) {
    learnCreateEach(
      draft,
      collection,
      calls.map((call) => madeBy(call)),
    )
    return false
  }
  const forms = new Set(answered.filter((call) => madeBy(call).length > 0).map(formOf))
  const pool = answered.filter((call) => forms.has(formOf(call)) && madeBy(call).length <= 1)
  const makers = pool.filter((call) => madeBy(call).length === 1)
  // What the variant itself shows goes before what the others do.
  const own = makers.filter((call) => calls.includes(call))
  const made = (own.length >= ownMin ? own : makers).flatMap((call) => madeBy(call))
  const observations = made.flatMap((track): Observation[] => {
    const first = track.versions[0]
    const scope = draft.scope(track.bornBy as Call)
    return first ? [{ scope, target: first.value, unknown: first.unknown, partial: true, isSelected: true }] : []
  })
  const effects = createEffects(draft, collection, observations, made)
  if (effects.length === 0) return false
  const again = findAddedAgain(draft, collection, effects, made)
  const others = pool.filter((call) => !makers.includes(call) && !again?.calls.includes(call))
  const when = others.length === 0 ? undefined : birthTest(draft, collection, makers, others)
  if (others.length > 0 && when === undefined && makers.length * 2 < pool.length) {
    draft.notes.push(`${collection.name}: made at times, and when is not known`)
    return false
  }
  // What was there before is changed, what is made now is not.
  const isSubject = draft.effects.some((effect) => 'let' in effect && effect.let === collection.name)
  if (isSubject) draft.effects.push({ let: `had_${collection.name}`, value: { $: `has(${collection.name})` } })
  const all = again ? withAddedAgain(draft, again, effects) : effects
  if (when === undefined) draft.effects.push(...all)
  else draft.effects.push({ if: when, do: all })
  for (const { scope, target } of observations) draft.bind(scope.call, collection.name, target)
  return isSubject
}

function formOf({ body }: Call): string {
  return isObject(body.value) && typeof body.value.__typename === 'string' ? body.value.__typename : ''
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
  const rate = (text: string) => {
    const holds = (call: Call) => scopes.evaluate(text, draft.scope(call)) === true
    return (makers.filter(holds).length + others.filter((call) => !holds(call)).length) / (makers.length + others.length)
  }
  const isSubject = draft.effects.some((effect) => 'let' in effect && effect.let === collection.name)
  if (isSubject && rate(missing) >= 0.85) return missing
  const all = [...makers, ...others].map((call) => draft.scope(call))
  const accepted = makers.map((call) => draft.scope(call))
  // Hindsight does not know of all that was made: a test may be wrong now and then.
  const least = Math.max(0.9, makers.length / all.length + 0.02)
  const tests = proposePredicates(all, accepted, draft.context).flatMap(({ text, cost }) => [
    { text, cost },
    { text: `!(${text})`, cost: cost + 0.1 },
  ])
  const good = tests.map((test) => ({ ...test, share: rate(test.text) })).filter(({ share }) => share >= least)
  return good.sort((a, b) => b.share - a.share || a.cost - b.cost || (a.text < b.text ? -1 : 1))[0]?.text
}

function learnChanges(draft: OperationDraft, collection: CollectionDraft, isMade: boolean): void {
  const keyField = collection.graph?.keyField ?? 'id'
  const key = `${collection.name}${printMember(keyField)}`
  const states = draft.variant.calls.flatMap((call) => {
    const value = draft.scope(call).environment.locals[collection.name]
    const own = isObject(value) ? value[keyField] : undefined
    if (!isScalar(own) || value === undefined) return []
    const track = draft.timeline
      .tracks(collection.name, call.session)
      .find((candidate) => candidate.key === String(own) && isAliveAt(candidate, call.index - 1))
    const before = track && versionAt(track, call.index - 1)
    const after = track && versionAt(track, call.index)
    return track && before && after
      ? [
          {
            call,
            track,
            before: before.value,
            after: after.value,
            unsure: unsureBefore(track, call.index),
            ...sureAfter(track, call.index),
          },
        ]
      : []
  })
  learnDeaths(draft, collection, key, states)
  const alive = states.filter(({ track, call }) => track.diedBy !== call)
  const computed = collection.graph?.computed
  const changed = new Set([...changedFields(alive)].filter((field) => !computed?.has(field)))
  if (changed.size > 0) {
    const before = draft.effects.length
    const update = updateEffect(draft, { collection, key: [key] }, alive, changed)
    const effects = [...draft.effects.splice(before), update]
    draft.effects.push(...(isMade ? [{ if: `had_${collection.name}`, do: effects }] : effects))
  }
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
      const template: Template = toTemplate(isList ? text : printShown(draft, collection, path))
      special.set(place, (observations) => ({ template, hits: observations.length - (own.length - right), of: observations.length }))
    }
  }
}

/** An entity that other routes make, in the place where GraphQL reads it. */
export function showKnown(draft: OperationDraft, special: Special): void {
  for (const { collection } of draft.variant.calls[0]?.route.subjects ?? []) {
    if (collection.graph || special.has('')) continue
    const template = toTemplate(`coalesce(${collection.name}, null)`)
    special.set('', (observations) => ({ template, hits: observations.length, of: observations.length }))
  }
}

/** Of entities of several types that may stand in one place each says of which it is. */
function printShown(draft: OperationDraft, collection: CollectionDraft, path: string): string {
  const route = draft.variant.calls[0]?.route
  const several = draft.timeline.collections.filter(
    ({ graph, sites }) => graph && sites.some(({ site }) => site.route === route && site.path.join('.') === path),
  )
  const [name] = [...(collection.graph?.type.names ?? [])].sort()
  if (several.length < 2 || name === undefined) return `coalesce(${collection.name}, null)`
  return `has(${collection.name}) ? merge(${collection.name}, {"__typename": ${JSON.stringify(name)}}) : null`
}

function shows(draft: OperationDraft, call: Call, text: string, object: JsonObject, keyField: string, isInList: boolean): boolean {
  const value = draft.scope(call).environment.locals[text]
  const holds = (entity: Json | undefined) => isObject(entity) && equal(entity[keyField], object[keyField])
  return isInList ? isList(value) && value.some(holds) : holds(value)
}
