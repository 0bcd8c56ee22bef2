import type { JsonObject } from '#base'
import { equal, isList, isObject, printMember, printTemplate } from '#lang'
import type { Effect } from '#model'
import type { Call } from '../call.ts'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import { explainAlike } from '../explain/explain-alike.ts'
import { explainValue } from '../explain/explain-value.ts'
import type { Observation } from '../explain/explanation.ts'
import { findPredicate } from '../guard/find-predicate.ts'
import { findUnion } from '../guard/find-union.ts'
import { listedOrder } from '../timeline/listed-order.ts'
import { type Track, versionAt } from '../timeline/track.ts'
import { findAddedAgain, withAddedAgain } from './add-again.ts'
import { addUnsaid, withoutUnsaid } from './add-unsaid.ts'
import { countedField, explainWith } from './counted-field.ts'
import { fillUnsent } from './fill-unsent.ts'
import { hideUnshown } from './hide-unshown.ts'
import { keyField } from './key-field.ts'
import { isSingle, type Made, madeBy, namingFields, wholeOf } from './made.ts'
import { makeOnce } from './make-once.ts'
import { type ItemPair, matchItems } from './match-items.ts'
import { namedByPath } from './named-by-path.ts'
import { type OperationDraft, parentKey, sureAfter } from './operation-draft.ts'
import { countedKey, madeOf, mentionsKey, ownKey } from './own-key.ts'
import { shareNumbers } from './share-numbers.ts'
import { isShownAfter } from './shown-after.ts'
import { showsKey } from './shows-key.ts'
import { tellsSomething } from './tells-something.ts'

/** Calls that make an entity, of all after which it would have been shown. */
/** So many calls that made none show that it hangs on something whether one is made; of what lies below others and is no part of them, only some lists are read. */
const withoutMin = 3
const shareMin = 0.3

/** Entities that these calls make and show: one a call, or one for each item of a list in the request. */
export function learnCreates(draft: OperationDraft): void {
  learnAll(
    draft,
    madeBy(draft).filter((some) => !isAside(draft, some)),
  )
}

/** Entities that these calls make besides, which only other answers show: journals, default members. What the call is about is known by now. */
export function learnSideCreates(draft: OperationDraft): void {
  learnAll(
    draft,
    madeBy(draft).filter((some) => isAside(draft, some)),
  )
}

function isAside({ variant }: OperationDraft, { made }: Made): boolean {
  return made.every((tracks, at) => tracks.every((track) => !track.shown.some((entry) => entry.at === variant.calls[at]?.index)))
}

function learnAll(draft: OperationDraft, all: readonly Made[]): void {
  const wholes = madeBy(draft)
  const isInPath = (space: string | undefined) => draft.variant.calls[0]?.route.segments.some((segment) => segment.space === space)
  const inMade = all.flatMap((made) => {
    const whole = isInPath(made.collection.parents[0]) ? undefined : wholeOf(made, wholes)
    return whole ? [{ made, whole }] : []
  })
  const some = all.filter((made) => namingFields(draft, made).length === 0 && !inMade.some((part) => part.made === made))
  const [single, several] = [some.filter(isSingle), some.filter((made) => !isSingle(made))]
  // What stands in the entity that is made has to be there first.
  const within = several.filter((made) => single.some((whole) => isShownWithin(made, whole)))
  for (const { collection, made } of within) learnCreateEach(draft, collection, made)
  // What is made one by one comes first: the others may refer to it.
  for (const { collection, made } of single)
    if (!isOneOfList(draft, collection, made) || !learnCreateEach(draft, collection, made)) learnCreate(draft, collection, made)
  for (const { collection, made } of several)
    if (!within.some((known) => known.collection === collection) && !learnCreateEach(draft, collection, made))
      learnCreateSet(draft, collection, made)
  for (const { made, whole } of inMade) learnInMade(draft, made, whole)
}

/** Makes entities in the one that the calls have just made. */
function learnInMade(draft: OperationDraft, { collection, made }: Made, whole: Made): void {
  const key = keyField(draft, whole.collection)
  if (key === undefined) return
  draft.parents.set(collection.name, [`${whole.collection.name}${printMember(key)}`])
  if (!learnCreateEach(draft, collection, made)) {
    if (made.some((tracks) => tracks.length > 1)) learnCreateSet(draft, collection, made)
    else learnCreate(draft, collection, made)
  }
  draft.parents.delete(collection.name)
}

/** Whether what is made is shown as the items of a list in another entity that the same calls make, and says nothing of that one. */
function isShownWithin({ made }: Made, whole: Made): boolean {
  const pairs = made.flatMap((tracks, at) => (tracks.length > 0 ? [{ tracks, outer: whole.made[at]?.[0] }] : []))
  return pairs.every(({ tracks, outer }) => {
    const lists = Object.values(outer?.versions[0]?.value ?? {}).filter(isList)
    const own = tracks.map((track) => track.versions[0]?.value)
    const isHeld = lists.some((list) => list.length === own.length && own.every((value) => list.some((item) => equal(item, value))))
    return isHeld && !own.some((value) => Object.values(value ?? {}).some((item) => equal(item, outer?.parts.at(-1))))
  })
}

/** Whether calls make one where they send a list with one item, and none where they send none: of two items they would make two. */
function isOneOfList(draft: OperationDraft, collection: CollectionDraft, made: Made['made']): boolean {
  if (made.every((tracks) => tracks.length > 0)) return false
  const source = matchItems(draft, collection, made)?.source
  if (source === undefined) return false
  return draft.variant.calls.every((call, at) => {
    const items = draft.context.scopes.evaluate(source, draft.scope(call))
    return (isList(items) ? items.length : 0) === made[at]?.length
  })
}

/** How many of the calls that make a set make as many as most do. */
const sameSizeMin = 0.8

/** The same number of entities for each call, each in a role of its own: the columns of a new board, the two entries of a transfer. */
function learnCreateSet(draft: OperationDraft, collection: CollectionDraft, made: Made['made']): void {
  const sets = made.filter((tracks) => tracks.length > 0)
  const sizes = [...Map.groupBy(sets, ({ length }) => length)].sort(([, a], [, b]) => b.length - a.length)
  const [size, usual] = sizes[0] ?? [0, []]
  if (size < 2 || usual.length < sets.length * sameSizeMin) {
    draft.notes.push(`${collection.name}: made in numbers that no list of the request has`)
    return
  }
  const order = listedOrder(collection)
  const placeOf = ({ session, parts }: Track) => order.place(session, String(parts.at(-1)))
  const inOrder = made.map((tracks) => (tracks.length === size ? [...tracks].sort((a, b) => placeOf(a) - placeOf(b)) : []))
  for (let at = 0; at < size; at++)
    learnCreate(
      draft,
      collection,
      inOrder.map((tracks) => tracks.slice(at, at + 1)),
    )
}

export function learnCreate(draft: OperationDraft, collection: CollectionDraft, made: Made['made']): void {
  const { calls } = draft.variant
  const observed = calls.map((call, at) => made[at]?.length === 1 || (made[at]?.length === 0 && isShownAfter(draft, collection, call)))
  const count = made.filter((tracks) => tracks.length === 1).length
  // One call of many may have met by chance what others made.
  const share = count === 1 && calls.length > 2 ? count / calls.length : count / observed.filter((is) => is).length
  const without = calls.filter((_, at) => observed[at] && made[at]?.length === 0).map((call) => draft.scope(call))
  const observations: Observation[] = []
  made.forEach((tracks, at) => {
    const track = tracks.length === 1 ? tracks[0] : undefined
    const call = calls[at] as Call
    const first = track?.versions[0]
    if (first && track)
      observations.push({
        scope: draft.scope(call),
        target: first.value,
        unknown: first.unknown,
        partial: sureAfter(track, call.index).partial,
      })
  })
  const scopesOf = observations.map(({ scope }) => scope)
  const when =
    (collection.partOf && without.length > 0 ? findPredicate(scopesOf, without, draft.context) : undefined) ??
    (without.length >= withoutMin && (collection.partOf || collection.parents.length === 0)
      ? findUnion(scopesOf, without, draft.context)
      : undefined)
  if (share < shareMin && when === undefined) {
    // Rather one for each item of a list that is mostly not there.
    learnCreateEach(draft, collection, made)
    return
  }
  const effects = createEffects(draft, collection, observations, made.flat())
  if (effects.length === 0) return
  const scopes = observations.map(({ scope }) => scope)
  const test = when ?? (isAside(draft, { collection, made }) ? tellsSomething(effects, scopes, draft.context) : undefined)
  const again = findAddedAgain(draft, collection, effects, made.flat())
  const all = again ? withAddedAgain(draft, again, effects) : (makeOnce(draft, collection, effects, made) ?? effects)
  draft.effects.push(...(test === undefined ? all : [{ if: test, do: all }]))
  for (const { scope, target } of observations) draft.bindEntity(scope.call, collection.name, collection, target as JsonObject, 'after')
}

/** For each item of a list in the request, the entity that it made, or one that it wrote again. Whether there is such a list. */
export function learnCreateEach(draft: OperationDraft, collection: CollectionDraft, made: readonly (readonly Track[])[]): boolean {
  const { calls } = draft.variant
  const matched = matchItems(draft, collection, made)
  if (!matched) return false
  const { source, pairs } = matched
  const observations = pairs.map(({ call, item, track }): Observation => {
    const at = call.index
    const before = track.bornBy === call ? undefined : versionAt(track, at - 1)?.value
    const scope = draft.context.scopes.extend(draft.scope(call), { entry: item, self: before })
    const target = versionAt(track, at)?.value ?? {}
    return { scope, target, ...sureAfter(track, at), ...(collection.graph ? { isSelected: true } : {}) }
  })
  const effects = createEffects(
    draft,
    collection,
    observations,
    pairs.map(({ track }) => track),
  )
  if (effects.length === 0) return true
  const gather = `${collection.name}_all`
  // An item that writes an entity again sees what it was.
  const again = findAgain(draft, collection, observations, pairs)
  draft.effects.push({ each: source, as: 'entry', do: [...again, ...effects], gather })
  for (const call of calls) {
    const items = draft.context.scopes.evaluate(source, draft.scope(call))
    if (!isList(items)) continue
    const values = items
      .map((_, at) => pairs.find((pair) => pair.call === call && pair.at === at))
      .map((pair) => (pair ? (versionAt(pair.track, call.index)?.value ?? {}) : {}))
    draft.bind(call, gather, values)
  }
  return true
}

/** Binds `self` to the entity that an item writes again, where items do that. */
function findAgain(
  draft: OperationDraft,
  collection: CollectionDraft,
  observations: readonly Observation[],
  pairs: readonly ItemPair[],
): Effect[] {
  const again = observations.flatMap(({ scope }, at) =>
    scope.environment.locals.self === undefined
      ? []
      : [{ scope: draft.context.scopes.extend(scope, { self: undefined }), target: pairs[at]?.track.parts.at(-1) }],
  )
  const key = again.length > 0 ? explainAlike(again, collection.noun, draft.context) : undefined
  const known = key !== undefined && !/\b(mint|next)\(/.test(key)
  return [
    {
      let: 'self',
      value: { $: known ? `find(${[JSON.stringify(collection.name), ...parentKey(draft, collection), key].join(', ')})` : 'absent' },
    },
  ]
}

/** Makes an entity. A key that is made up comes first, under the name `key`: other fields hold it too, as links do. */
export function createEffects(
  draft: OperationDraft,
  collection: CollectionDraft,
  observations: readonly Observation[],
  tracks: readonly Track[],
): Effect[] {
  const known = observations.filter(({ target }) => isObject(target) && Object.keys(target).length > 0)
  if (known.length === 0) return []
  const path = [collection.name]
  const sequence = sequenceOf(draft, collection)
  const plain = known.map((observation) => ({
    ...observation,
    target: withoutUnsaid(withoutComputed(observation.target as JsonObject, collection), collection),
  }))
  const first = explainValue(
    plain,
    { ...draft.context, subject: collection.name, sequence },
    { path, special: namedByPath(draft, collection, plain) },
  )
  const key = ownKey(draft, collection, known, tracks)
  if (key.text === undefined) {
    draft.notes.push(`${collection.name}: its key is in none of its fields`)
    return []
  }
  const counted = countedKey(first, key, collection)
  const made = counted ?? (key.field === undefined ? undefined : madeOf(first, key.field))
  const isShown =
    made !== undefined &&
    key.field !== undefined &&
    showsKey(
      plain.map(({ target }) => target),
      key.values,
      key.field,
    )
  const keyed = isShown || counted !== undefined ? explainWith('key', draft, collection, plain, key) : undefined
  const usesKey = keyed !== undefined && (counted !== undefined || mentionsKey(keyed.template, key.field))
  const number = usesKey ? undefined : countedField(draft, collection, plain)
  const numbered = number && explainWith(number.name, draft, collection, plain, number)
  const explained = usesKey ? keyed : (numbered ?? first)
  draft.note(explained, `${collection.name}: its first values`)
  const scopes = known.map(({ scope }) => scope)
  const shown = hideUnshown(fillUnsent(explained.template, known, draft.context.scopes), draft, collection, scopes)
  const create: Effect = {
    create: collection.name,
    key: [...parentKey(draft, collection), key.text],
    value: printTemplate(addUnsaid(shown, collection, known, draft.context)),
    as: collection.name,
  }
  const taken = number?.take ?? []
  return [...(usesKey && made !== undefined ? [{ let: 'key', value: { $: made } }] : taken), ...shareNumbers(create)]
}

function withoutComputed(value: JsonObject, { graph }: CollectionDraft): JsonObject {
  const computed = graph?.computed
  return computed ? Object.fromEntries(Object.entries(value).filter(([field]) => !computed.has(field))) : value
}

function sequenceOf(draft: OperationDraft, collection: CollectionDraft) {
  const sequence = draft.context.sequences.get(collection.name)
  const field = keyField(draft, collection)
  const parents = draft.parents.get(collection.name)
  return sequence && field !== undefined ? { ...sequence, field, ...(parents ? { parents } : {}) } : undefined
}
