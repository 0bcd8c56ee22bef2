import type { Json, JsonObject } from '#base'
import { isList, isObject, type Relation, type Relations } from '#lang'
import type { Call } from '../call.ts'
import { nameRelates, singular } from '../naming.ts'
import { type CollectionDraft, isScalar, type LinkedSite, mainKeyField, type RelationDraft } from './collection-draft.ts'
import { orderOf } from './order-of-related.ts'
import { findOnDemand } from './related-on-demand.ts'
import type { Instance } from './sites.ts'

/** One showing of a field. */
export interface Showing {
  readonly call: Call
  readonly own: string
  readonly value: Json
}

/**
 * Finds the fields that lead to entities of other collections: those that hold a key, and those that list the entities which hold this
 * one's key. A list of keys also says that these entities are there: it is added to what is known of them.
 */
export function inferRelations(collections: readonly CollectionDraft[], sessions: readonly (readonly Call[])[]): void {
  const indexes = new Map(collections.map((collection) => [collection, indexEntities(collection)]))
  for (const collection of collections) {
    const relations: Record<string, RelationDraft> = {}
    for (const [field, showings] of collectShowings(collection)) {
      const relation =
        findMany(showings, indexes) ??
        findEmpty(field, collection, showings, indexes) ??
        findOne(field, collection, showings, indexes) ??
        (isPlural(field) ? undefined : findOnDemand(field, collection, showings, indexes, sessions))
      if (relation) relations[field] = relation
    }
    if (Object.keys(relations).length > 0) collection.relations = relations
  }
  for (const collection of collections) addInverses(collection, collections)
  for (const collection of collections) addListedKeys(collection, collections, sessions)
}

/** Where many hold the key of one, that field of theirs leads to it. */
function addInverses(collection: CollectionDraft, collections: readonly CollectionDraft[]): void {
  for (const { collection: name, by } of Object.values(collection.relations ?? {})) {
    const other = collections.find((candidate) => candidate.name === name)
    if (!other || by === undefined || other.relations?.[by]) continue
    other.relations = { ...other.relations, [by]: { collection: collection.name, key: mainKeyField(collection) ?? 'id' } }
  }
}

/** Entities by session and key, each with the place in its session of the first answer that shows it. */
export type Index = ReadonlyMap<string, { readonly entity: JsonObject; readonly since: number }>

function sessionOf(id: string): string {
  return id.slice(0, id.indexOf(' '))
}

/** What all answers show of each entity, by session and key. */
function indexEntities(collection: CollectionDraft): Index {
  const entities = new Map<string, { entity: JsonObject; since: number }>()
  for (const { site, keyField } of collection.sites) {
    for (const { call, object } of site.instances) {
      const key = object[keyField]
      if (!isScalar(key)) continue
      const id = `${call.session} ${String(key)}`
      const known = entities.get(id)
      entities.set(id, { entity: { ...known?.entity, ...object }, since: Math.min(known?.since ?? call.index, call.index) })
    }
  }
  return entities
}

function collectShowings(collection: CollectionDraft): Map<string, Showing[]> {
  const fields = new Map<string, Showing[]>()
  for (const { site, keyField } of collection.sites) {
    for (const { call, object } of site.instances) {
      const own = object[keyField]
      if (!isScalar(own)) continue
      for (const [field, value] of Object.entries(object)) {
        if (field === keyField || value === null) continue
        const showings = fields.get(field) ?? []
        fields.set(field, showings)
        showings.push({ call, own: String(own), value })
      }
    }
  }
  return fields
}

/** Lists of keys (or of whole entities) each of which holds the key of the entity that shows the list. */
function findMany(showings: readonly Showing[], indexes: ReadonlyMap<CollectionDraft, Index>): RelationDraft | undefined {
  if (!showings.every(({ value }) => isList(value))) return undefined
  for (const [other, index] of indexes) {
    const keyField = mainKeyField(other)
    if (keyField === undefined) continue
    const hits = new Map<string, number>()
    let known = 0
    for (const { call, own, value } of showings) {
      for (const item of value as readonly Json[]) {
        const key: Json | undefined = isObject(item) ? item[keyField] : item
        const entity: JsonObject | undefined = isScalar(key) ? index.get(`${call.session} ${String(key)}`)?.entity : undefined
        if (!entity) continue
        known++
        for (const [field, held] of Object.entries(entity))
          if (field !== keyField && isHolding(held, own)) hits.set(field, (hits.get(field) ?? 0) + 1)
      }
    }
    const best = [...hits].sort((a, b) => b[1] - a[1])[0]
    if (best && best[1] >= 2 && best[1] >= known * 0.8 && isListed(best[0], showings, keyField, index))
      return { collection: other.name, key: keyField, by: best[0], ...orderOf(showings, keyField, index) }
  }
  return undefined
}

/**
 * Lists that were empty each time, under the name of entities that hold the key of such a one in a field named after it: `orders` of a customer,
 * where orders have a `customerId`, and none of those was there yet.
 */
function findEmpty(
  field: string,
  collection: CollectionDraft,
  showings: readonly Showing[],
  indexes: ReadonlyMap<CollectionDraft, Index>,
): RelationDraft | undefined {
  if (!showings.every(({ value }) => isList(value) && value.length === 0)) return undefined
  for (const [other, index] of indexes) {
    const keyField = mainKeyField(other)
    if (other === collection || keyField === undefined || singular(field) === field || !nameRelates(singular(field), other.noun)) continue
    const fields = new Set([...index.values()].flatMap(({ entity }) => Object.keys(entity)))
    const by = [...fields].find(
      (name) => name !== keyField && nameRelates(name, collection.noun) && holdsKeys(name, index, indexes.get(collection)),
    )
    const isLeftOut =
      by !== undefined &&
      showings.some(({ call, own }) =>
        [...index].some(
          ([id, { entity, since }]) => sessionOf(id) === String(call.session) && since < call.index && isHolding(entity[by] ?? null, own),
        ),
      )
    if (by !== undefined && !isLeftOut) return { collection: other.name, key: keyField, by }
  }
  return undefined
}

/** Whether a field holds keys of other entities wherever it holds anything. */
function holdsKeys(field: string, index: Index, others: Index | undefined): boolean {
  const held = [...index].flatMap(([id, { entity }]) => (isScalar(entity[field]) ? [`${sessionOf(id)} ${String(entity[field])}`] : []))
  return held.length > 0 && held.every((id) => others?.has(id))
}

/** Whether most of those that hold the key of one are listed by it: what a state or a level says is at times the number of one, too. */
function isListed(field: string, showings: readonly Showing[], keyField: string, index: Index): boolean {
  const holders = Map.groupBy(index, ([id, { entity }]) => `${sessionOf(id)} ${String(entity[field])}`)
  const kept = showings.flatMap(({ call, own, value }) => {
    const keys = (value as readonly Json[]).map((item) => (isObject(item) ? item[keyField] : item))
    // Items that are shown in part may be any.
    if (!keys.every(isScalar)) return []
    const listed = new Set(keys.map((key) => `${call.session} ${String(key)}`))
    const before = holders.get(`${call.session} ${own}`)?.filter(([, { since }]) => since < call.index) ?? []
    return before.map(([id]) => listed.has(id))
  })
  return kept.filter(Boolean).length * 2 >= kept.length
}

function isHolding(held: Json, key: string): boolean {
  return isScalar(held) && String(held) === key
}

/** A key of another entity, by its length or by its name, that is at times shown as that entity. */
function findOne(
  field: string,
  collection: CollectionDraft,
  showings: readonly Showing[],
  indexes: ReadonlyMap<CollectionDraft, Index>,
): RelationDraft | undefined {
  const keys = showings.filter(({ value }) => isScalar(value))
  // A scalar under the name of many is their number, no key of one.
  if (keys.length === 0 || isPlural(field) || !showings.every(({ value }) => isScalar(value) || isObject(value))) return undefined
  for (const [other, index] of indexes) {
    const found = keys.filter(({ call, value }) => index.has(`${call.session} ${String(value)}`)).length
    const isNamed = nameRelates(field, other.noun)
    const isLong = keys.every(({ value }) => String(value).length >= 12)
    if (other === collection && !isNamed) continue
    if ((isNamed || isLong) && found >= Math.max(2, keys.length * 0.8)) return { collection: other.name, key: mainKeyField(other) ?? 'id' }
  }
  return undefined
}

function isPlural(field: string): boolean {
  const last = /[A-Za-z][a-z]*$/.exec(field)?.[0] ?? ''
  return singular(last) !== last
}

/** Lists of keys as sites of the others: each key with the field that holds the key of the entity, or with null once it has left the list. */
function addListedKeys(collection: CollectionDraft, collections: readonly CollectionDraft[], sessions: readonly (readonly Call[])[]): void {
  for (const [field, { collection: name, by }] of Object.entries(collection.relations ?? {})) {
    const other = collections.find((candidate) => candidate.name === name)
    const otherKey = other && mainKeyField(other)
    if (!other || by === undefined || otherKey === undefined) continue
    const listings = collection.sites
      .flatMap((linked) => linked.site.instances.flatMap((instance) => readListing(linked, instance, field, otherKey)))
      .sort((a, b) => a.call.session - b.call.session || a.call.index - b.call.index)
    const before = new Map<string, Listing>()
    for (const listing of listings) {
      const id = `${listing.call.session} ${String(listing.own)}`
      const earlier = before.get(id)
      before.set(id, listing)
      const gone =
        earlier?.keys.filter(
          (key) =>
            !listing.keys.includes(key) && !isDeleted(key, sessions[listing.call.session] ?? [], earlier.call.index, listing.call.index),
        ) ?? []
      const instances: Instance[] = [
        ...(listing.isExpanded ? [] : listing.keys.map((key) => ({ call: listing.call, object: { [otherKey]: key, [by]: listing.own } }))),
        ...gone.map((key) => ({ call: listing.call, object: { [otherKey]: key, [by]: null } })),
      ]
      if (instances.length > 0)
        other.sites.push({ site: { route: listing.call.route, path: [...listing.path, field, '[]'], instances }, keyField: otherKey })
    }
  }
}

/** The keys that a field of one entity listed in one answer. */
interface Listing {
  readonly call: Call
  readonly path: readonly string[]
  readonly own: Json
  readonly keys: readonly Json[]
  /** The items are shown as entities, not as keys. */
  readonly isExpanded: boolean
}

function readListing({ site, keyField }: LinkedSite, { call, object }: Instance, field: string, otherKey: string): Listing[] {
  const items = object[field]
  const own = object[keyField]
  if (!isList(items) || own === undefined) return []
  const isExpanded = items.some(isObject)
  const keys = items.map((item) => (isObject(item) ? item[otherKey] : item))
  return keys.every(isScalar) ? [{ call, path: site.path, own, keys: keys as Json[], isExpanded }] : []
}

/** Whether a call after `from` and up to `to` deleted what has this key. */
function isDeleted(key: Json, calls: readonly Call[], from: number, to: number): boolean {
  return calls.some(({ index, request, path }) => {
    if (request.method !== 'DELETE' || index <= from || index > to) return false
    const { body } = request
    return Object.values(path).includes(String(key)) || (isList(body) && body.some((item) => String(item) === String(key)))
  })
}

/** The relations as expressions follow them. */
export function relationsOf(collections: readonly CollectionDraft[]): Relations {
  const keyOf = (name: string) => {
    const collection = collections.find((candidate) => candidate.name === name)
    return (collection && mainKeyField(collection)) ?? 'id'
  }
  const known = new Map<string, Readonly<Record<string, Relation>>>(
    collections.map(({ name, relations = {} }) => [
      name,
      Object.fromEntries(
        Object.entries(relations).map(([field, { collection, key, by, sort }]) => [
          field,
          { collection, ...(by === undefined ? {} : { by }), ...(sort === undefined ? {} : { sort }), ownKey: keyOf(name), otherKey: key },
        ]),
      ),
    ]),
  )
  return (name) => known.get(name) ?? {}
}
