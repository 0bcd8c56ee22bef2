import type { Json, JsonObject } from '#base'
import { compareValues, equal, isList, isObject, parseExpression, printMember, type Template, type Value } from '#lang'
import { type Call, isSuccess } from '../call.ts'
import { type CollectionDraft, isScalar, type LinkedSite } from '../collection/collection-draft.ts'
import { isListSite, valueIn } from '../collection/sites.ts'
import { explainValue, toTemplate } from '../explain/explain-value.ts'
import type { Explanation, Observation } from '../explain/explanation.ts'
import type { Scope } from '../explain/scope.ts'
import { visibilityOf } from '../guard/visibility.ts'
import { conventionsOf } from '../query/conventions.ts'
import { explainIncluded } from '../query/explain-included.ts'
import { explainPart } from '../query/explain-part.ts'
import { explainSelection } from '../query/explain-selection.ts'
import { type LearnedQuery, learnQuery } from '../query/learn-query.ts'
import type { Moment } from '../timeline/moment.ts'
import { findEmptyList, wholeEntity } from './empty-list.ts'
import { aggregatePrefix, explainAggregates } from './explain-aggregates.ts'
import { explainParts } from './explain-parts.ts'
import { keptList } from './kept-list.ts'
import { type OperationDraft, parentKey } from './operation-draft.ts'
import { queryContext } from './query-context.ts'

/** Lists of entities in the body: each becomes a query, but for those that are `known` to be something else. */
export function learnLists(
  draft: OperationDraft,
  scopes: readonly Scope[],
  known: ReadonlyMap<string, (observations: readonly Observation[]) => Explanation> = new Map(),
): Map<string, (observations: readonly Observation[]) => Explanation> {
  const special = new Map(known)
  const route = draft.variant.calls[0]?.route
  for (const collection of draft.timeline.collections) {
    for (const linked of collection.sites) {
      const { site } = linked
      if (site.route !== route || !isListSite(site) || site.path.filter((key) => key === '[]').length > 1) continue
      const path = site.path.slice(0, -1)
      if (known.has(path.join('.'))) continue
      if (isPartOfEntity(draft, linked, path) || (route?.calls[0]?.field && isShownWithin(draft, linked)) || !holdsList(draft, path))
        continue
      const learned = keptList(draft, path) ?? learnList(draft, collection, linked, path, scopes)
      if (learned) special.set(path.join('.'), learned)
    }
    const empty = special.size === known.size && route !== undefined ? findEmptyList(route, collection) : undefined
    const learned = empty && learnList(draft, collection, empty.linked, empty.path, scopes)
    if (empty && learned) special.set(empty.path.join('.'), learned)
  }
  return special
}

/** Whether a list stands in an entity that GraphQL shows: it is followed from there. */
function isShownWithin(draft: OperationDraft, { site }: LinkedSite): boolean {
  return draft.timeline.collections.some(({ sites }) =>
    sites.some(
      ({ site: other }) =>
        other !== site &&
        other.route === site.route &&
        other.path.length < site.path.length &&
        other.path.every((key, at) => key === site.path[at]),
    ),
  )
}

/** A list inside an entity that the same answer shows is a part of it. */
function isPartOfEntity(draft: OperationDraft, linked: LinkedSite, path: readonly string[]): boolean {
  return draft.timeline.collections.some(({ sites }) =>
    sites.some(
      ({ site }) =>
        site !== linked.site &&
        site.route === linked.site.route &&
        !isListSite(site) &&
        site.path.length > 0 &&
        site.path.length < path.length + 1 &&
        site.path.every((key, at) => key === path[at]),
    ),
  )
}

function holdsList(draft: OperationDraft, path: readonly string[]): boolean {
  return draft.variant.calls.some((call) => isList(valueIn(call.body.value, path)))
}

function learnList(
  draft: OperationDraft,
  collection: CollectionDraft,
  linked: LinkedSite,
  path: readonly string[],
  scopes: readonly Scope[],
): ((observations: readonly Observation[]) => Explanation) | undefined {
  const { calls } = draft.variant
  const omits = omitsEmpty(linked.site.route.calls.filter(isSuccess), path)
  const read = (call: Call, scope: Scope) => {
    const items = omits ? (valueIn(call.body.value, path) ?? []) : valueIn(call.body.value, path)
    if (!isList(items)) return []
    const keys = items.map((item) => keyOf(item, linked))
    // Items without a key are no entities: sums over them, perhaps.
    if (keys.length > 0 && keys.every((key) => key === '')) return []
    return [{ call, scope, moment: draft.timeline.moment(call, 'after') as Moment, keys, items }]
  }
  const lists = calls.flatMap((call, at) => read(call, scopes[at] as Scope))
  // Items that the call itself made are answered as they were made.
  if (draft.effects.some((effect) => 'each' in effect && 'do' in effect && !('update' in (effect.do[0] ?? {})))) return undefined
  const lookup = findLookup(lists)
  if (lookup !== undefined) return (observations) => explainLookup(draft, lookup, collection, observations)
  const context = queryContext(draft)
  // All variants of a route list in the same way.
  const others = linked.site.route.calls.filter((call) => isSuccess(call) && !calls.includes(call))
  const observations = [...lists, ...others.flatMap((call) => read(call, draft.context.scopes.create(call)))]
  // What is asked of GraphQL is asked field by field: its lists have no parameters in common.
  const conventions = calls.some(({ field }) => field) ? [] : conventionsOf(draft.timeline.sessions)
  const learned = learnQuery(collection, observations, context, conventions, visibilityOf(collection, draft.context.scopes)?.test('self'))
  // A list that is empty although there are entities is not known at all.
  if (linked.site.instances.length === 0 && (learned.hits < learned.of || learned.query.where)) return undefined
  const name = draft.effects.some((effect) => 'query' in effect && effect.as === 'page') ? `${collection.name}_page` : 'page'
  draft.effects.push({ query: learned.query, as: name })
  draft.evidence.state(`list ${name}`, {
    hits: learned.hits,
    of: learned.of,
    sessions: new Set(lists.map(({ call }) => call.session)).size,
    distinct: new Set(lists.map(({ keys }) => keys.join())).size,
  })
  if (learned.hits < learned.of)
    draft.notes.push(`${collection.name}: ${learned.of - learned.hits} of ${learned.of} lists are not explained`)
  for (const list of lists) draft.bind(list.call, name, learned.run(list))
  // Where rows are shown that are made of the list it is there all the same.
  for (const [at, call] of calls.entries()) {
    const scope = scopes[at] as Scope
    if (aggregatePrefix([{ scope }]) === undefined) continue
    draft.bind(call, name, learned.run({ scope, moment: draft.timeline.moment(call, 'after') as Moment, keys: [] }))
  }
  const keyless = calls.flatMap((call, at) => {
    const items = valueIn(call.body.value, path)
    if (!isList(items) || lists.some((list) => list.call === call)) return []
    const scope = scopes[at] as Scope
    const page = learned.run({ scope, moment: draft.timeline.moment(call, 'after') as Moment, keys: [] })
    if (!isPartOfEach(items, page.items)) return []
    draft.bind(call, name, page)
    return items.map((target, place) => ({ scope: draft.context.scopes.extend(scope, { self: page.items[place] as Json }), target }))
  })
  const shown = lists.filter(({ items }) => items.length > 0)
  // The items are the same whoever asks, and however often.
  let items: Explanation | undefined
  const explain = () => {
    items ??= explainItems(draft, name, collection, learned, linked, lists, keyless)
    return items
  }
  if (!omits) return (some) => explainAggregates(name, some, draft.context, explain)
  return () => {
    const { template, ...rest } = explainItems(draft, name, collection, learned, linked, shown)
    return { template: { kind: 'if', test: parseExpression(`size(${name}.items) > 0`), then: template }, ...rest }
  }
}

/** Whether the items of a list without keys are the members that it should hold, each with some of its fields: those that were asked for. */
function isPartOfEach(items: readonly Json[], members: readonly Json[]): boolean {
  return (
    items.length > 0 &&
    items.length === members.length &&
    items.every((item, at) => {
      const member = members[at]
      const fields = isObject(item) ? Object.entries(item) : []
      return isObject(member) && fields.length > 0 && fields.every(([field, value]) => equal(member[field], value))
    })
  )
}

/**
 * Whether a service leaves an empty list out: it shows none, and at times none at all. Where only requests with a parameter that the others
 * lack are answered with the list, it is asked for.
 */
function omitsEmpty(calls: readonly Call[], path: readonly string[]): boolean {
  if (path.length === 0) return false
  const lists = calls.filter(({ body }) => isObject(body.value)).map((call) => ({ call, list: valueIn(call.body.value, path) }))
  const shown = lists.filter(({ list }) => isList(list))
  const omitted = lists.filter(({ call, list }) => list === undefined && isObject(valueIn(call.body.value, path.slice(0, -1))))
  if (omitted.length < 2 || shown.length < 2 || shown.some(({ list }) => isList(list) && list.length === 0)) return false
  const asked = Object.keys(shown[0]?.call.request.query ?? {})
  return !asked.some(
    (name) =>
      shown.every(({ call }) => Object.hasOwn(call.request.query, name)) &&
      omitted.every(({ call }) => !Object.hasOwn(call.request.query, name)),
  )
}

/** Entities in the order of the keys that the request lists. */
function explainLookup(
  draft: OperationDraft,
  source: string,
  collection: CollectionDraft,
  observations: readonly Observation[],
): Explanation {
  const items = observations.flatMap(({ scope, target }) => {
    const keys = draft.context.scopes.evaluate(source, scope)
    if (!isList(keys) || !isList(target) || keys.length !== target.length) return []
    return target.map((item, at) => ({ scope: draft.context.scopes.extend(scope, { key: keys[at] }), target: item }))
  })
  const found = `find(${[JSON.stringify(collection.name), ...parentKey(draft, collection), 'key'].join(', ')})`
  const explained = explainSelection(collection, found, items, draft.context, () => explainValue(items, draft.context, { path: ['item'] }))
  draft.note(explained, `${collection.name}: as an item that is looked up`)
  const template: Template = { kind: 'each', of: parseExpression(source), as: 'key', item: explained.template }
  return { template, hits: Math.floor((observations.length * explained.hits) / Math.max(1, explained.of)), of: observations.length }
}

/** The key that an item of a list shows, or (in a list of keys) is; empty where it shows none. */
function keyOf(item: Json, { site, keyField }: LinkedSite): string {
  const key = isObject(item) ? item[keyField] : site.isWrapped ? item : undefined
  return isScalar(key) ? String(key) : ''
}

function explainItems(
  draft: OperationDraft,
  name: string,
  collection: CollectionDraft,
  learned: LearnedQuery,
  linked: LinkedSite,
  lists: readonly { scope: Scope; moment: Moment; items: readonly Json[] }[],
  keyless: readonly Observation[] = [],
): Explanation {
  const observations: Observation[] = []
  const whole: Observation[] = []
  for (const { scope, moment, items } of lists) {
    const { collection: kind, log } = learned.query
    const entities = new Map(
      [...(log ? changesOf(moment, kind) : moment.entities(kind))].map((entity) => [String(entity.parts.at(-1)), entity]),
    )
    for (const item of items) {
      const entity = entities.get(keyOf(item, linked))
      if (!entity) continue
      const observation = { scope: draft.context.scopes.extend(scope, { self: entity.value }), target: item }
      observations.push(observation)
      if (moment.isWhole(kind, entity.key) || moment.left(kind, entity.key)) whole.push(observation)
    }
  }
  if (linked.site.route.calls[0]?.field) {
    const template: Template = { kind: 'each', of: parseExpression(`${name}.items`), as: 'self', item: toTemplate('self') }
    return { template, hits: learned.hits, of: learned.of }
  }
  // What is known of an entity in part can't tell how it is shown.
  if (whole.length >= 3) observations.splice(0, observations.length, ...whole)
  const shown = [...keyless, ...observations].slice(0, 400)
  const explain = (some: readonly Observation[]) =>
    learned.query.log
      ? explainValue(some, draft.context, { path: ['item'] })
      : explainSelection(collection, 'self', some, draft.context, () =>
          explainValue(some, draft.context, { path: ['item'], special: explainParts(collection, draft.context) }),
        )
  const explained: Explanation =
    shown.length > 0
      ? (explainIncluded(shown, explain, (some, key) => explainPart(collection, 'self', some, ['item', key], draft.context)) ??
        explain(shown))
      : { template: { kind: 'expression', expression: parseExpression(wholeEntity(collection)) }, hits: 0, of: 0 }
  draft.note(explained, `${learned.query.collection}: as an item of the list`)
  const template: Template = { kind: 'each', of: parseExpression(`${name}.items`), as: 'self', item: explained.template }
  return { template, hits: learned.hits, of: learned.of }
}

/** The entities as the items of the feed of changes. */
function changesOf(moment: Moment, collection: string): { key: string; parts: readonly Json[]; value: JsonObject }[] {
  return [...moment.log(collection)].map(({ key, parts, value, written, isDeleted }) => ({
    key,
    parts,
    value: { value, seq: written, ...(isDeleted ? { deleted: true } : {}) },
  }))
}

/** The list in the requests that names what the lists hold, in that order: each is looked up, none is searched. */
function findLookup(lists: readonly { scope: Scope; keys: readonly string[] }[]): string | undefined {
  const shown = lists.filter(({ keys }) => keys.length > 0)
  const votes = new Map<string, number>()
  for (const { scope, keys } of shown) {
    const { body, query } = scope.environment
    const values: [string, Value][] = [
      ['body', body],
      ...Object.entries(isObject(body) ? body : {}).map(([name, value]): [string, Value] => [`body${printMember(name)}`, value]),
    ]
    for (const [name, value] of Object.entries(query)) values.push([`query${printMember(name)}`, value])
    const fits = (value: Value) =>
      isList(value) && value.length === keys.length && value.every((item, at) => keys[at] === '' || String(item) === keys[at])
    const sorted = ([text, value]: [string, Value]): [string, Value] => [
      `sort(${text})`,
      isList(value) ? [...value].sort(compareValues) : null,
    ]
    for (const [text, value] of [...values, ...values.map(sorted)]) if (fits(value)) votes.set(text, (votes.get(text) ?? 0) + 1)
  }
  // As they were asked for, unless they come sorted more often.
  const [best] = [...votes].sort(([one, count], [other, others]) => others - count || one.length - other.length)
  return best && best[1] >= shown.length * 0.8 ? best[0] : undefined
}
