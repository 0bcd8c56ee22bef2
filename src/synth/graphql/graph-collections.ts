import type { Json, JsonObject } from '#base'
import { isList, isObject, setMember } from '#lang'
import { type Call, isRead, type Route } from '../call.ts'
import { type CollectionDraft, isScalar, type LinkedSite, type RelationDraft } from '../collection/collection-draft.ts'
import { type ArgumentLink, linkArguments } from './argument-links.ts'
import { toWords } from './field-nouns.ts'
import type { KnownTypes } from './known-types.ts'
import { type NestedFields, ownerOf, plainName } from './nested-fields.ts'
import { type GraphType, keyOf, type Showing, type TypeGraph } from './type-graph.ts'

/** What is known of a kind of entities that GraphQL shows. */
export interface GraphSource {
  readonly type: GraphType
  readonly keyField: string
  readonly links: ReadonlyMap<Route, readonly ArgumentLink[]>
  /** What answers show of entities, in part. */
  readonly readings: readonly { readonly call: Call; readonly key: Json; readonly value: JsonObject }[]
  /** Whole lists under a parent that these entities stand in, by the field that says which parent it is. */
  readonly listings: readonly Listing[]
  /** The kinds that these are parts of, with the field that holds the key of the one. */
  readonly owners: readonly { readonly by: string; readonly links: ReadonlyMap<Route, readonly ArgumentLink[]> }[]
  /** Expressions of the fields that follow from others; set by the pass `computed-fields`. */
  computed?: ReadonlyMap<string, string>
}

export interface Listing {
  readonly call: Call
  /** Field of the members that holds the key of their parent. */
  readonly by: string
  readonly parent: Json
  readonly keys: readonly Json[]
}

/** How a field leads from one type to entities of another. */
type Link =
  | { readonly kind: 'one'; readonly to: GraphType }
  /** The entity holds the keys. */
  | { readonly kind: 'keys'; readonly to: GraphType }
  /** The others hold the key of the entity, in `by`. */
  | { readonly kind: 'members'; readonly to: GraphType; readonly by: string }

/** The collections behind the types whose objects have keys. */
export function inferGraphCollections(
  graph: TypeGraph,
  routes: readonly Route[],
  nested: NestedFields,
  known: KnownTypes,
): CollectionDraft[] {
  const types = graph.types().filter((type) => keyOf(type) !== undefined && type.showings.length > 0 && !known.has(type))
  const nouns = new Map(types.map((type) => [type, nounOfType(type)]))
  const links = new Map(
    types.map((type) => [type, new Map([...linksOf(type, new Set(types), nouns, nested), ...nestedLinks(type, types, nouns, nested)])]),
  )
  const drafts = new Map<GraphType, CollectionDraft>(types.map((type) => [type, createDraft(nouns.get(type) ?? 'item')]))
  const argumentLinks = linkArguments(
    routes,
    [...drafts].map(([type, { noun }]) => ({ type, noun, key: keyOf(type) as string })),
  )
  for (const [type, byRoute] of nestedArguments(nested, drafts))
    argumentLinks.set(type, new Map([...(argumentLinks.get(type) ?? []), ...byRoute]))
  const flatten = new Flattener(links, nested)
  for (const [type, draft] of drafts) {
    const keyField = keyOf(type) as string
    const readings: { call: Call; key: Json; value: JsonObject }[] = []
    const sites = new Map<string, LinkedSite>()
    for (const showing of type.showings) {
      const key = showing.object[keyField]
      if (!isScalar(key)) continue
      const value = flatten.object(showing.object, type)
      const parent = parentOf(showing, links)
      if (parent) setMember(value, parent.by, parent.key)
      readings.push({ call: showing.call, key, value })
      const place = (call: Call, path: readonly string[]) => {
        const id = `${call.route.method} ${call.route.pattern} ${JSON.stringify(path)}`
        const linked = sites.get(id) ?? { site: { route: call.route, path, instances: [] }, keyField }
        sites.set(id, linked)
        linked.site.instances.push({ call, object: value })
      }
      place(showing.call, showing.path)
      const ownership = ownerOf(showing)
      const inner = ownership && nested.callOf(ownership)
      if (inner) place(inner, ownership.path)
    }
    draft.sites.push(...sites.values())
    draft.relations = relationsOfType(links.get(type) ?? new Map(), drafts)
    draft.graph = {
      type,
      keyField,
      links: argumentLinks.get(type) ?? new Map(),
      readings,
      listings: listingsOf(type, links),
      owners: ownersOf(type, links, argumentLinks),
    }
  }
  return [...drafts.values()]
}

function createDraft(noun: string): CollectionDraft {
  return { name: noun, space: undefined, parents: [], noun, sites: [], aliases: new Set(), used: new Map() }
}

/** The name of the type where it was asked, else what fields call its objects most. */
function nounOfType(type: GraphType): string {
  const [name] = [...type.names].sort()
  if (name !== undefined) return toWords(name)
  return [...type.nouns].sort((a, b) => b[1] - a[1] || b[0].length - a[0].length || (a[0] < b[0] ? -1 : 1))[0]?.[0] ?? 'item'
}

/** Fields that give pages of other entities, which are parts of this one. */
function nestedLinks(
  type: GraphType,
  types: readonly GraphType[],
  nouns: ReadonlyMap<GraphType, string>,
  nested: NestedFields,
): Map<string, Link> {
  const links = new Map<string, Link>()
  for (const to of types) {
    const owners = new Map<string, Set<string>>()
    const names = new Set<string>()
    for (const showing of to.showings) {
      const ownership = ownerOf(showing)
      if (ownership?.owner.type !== type || !nested.has(type, ownership.name) || !ownership.path.includes('[]')) continue
      names.add(ownership.name)
      const id = `${showing.call.session} ${String(showing.object[keyOf(to) as string])}`
      owners.set(id, (owners.get(id) ?? new Set()).add(String(ownership.owner.object[keyOf(type) as string])))
    }
    // What several entities list is a part of none.
    if ([...owners.values()].some((keys) => keys.size > 1)) continue
    for (const name of names) links.set(name, { kind: 'members', to, by: `in_${nouns.get(type) ?? 'parent'}` })
  }
  return links
}

/** The fields of entities name these as their `parent`. */
function nestedArguments(
  nested: NestedFields,
  drafts: ReadonlyMap<GraphType, CollectionDraft>,
): Map<GraphType, Map<Route, ArgumentLink[]>> {
  const links = new Map<GraphType, Map<Route, ArgumentLink[]>>()
  for (const type of drafts.keys())
    for (const showing of type.showings)
      for (const property of Object.keys(showing.object)) {
        const call = nested.callOf({ owner: showing, property, name: plainName(property), path: [] })
        if (!call) continue
        const byRoute = links.get(type) ?? new Map<Route, ArgumentLink[]>()
        links.set(type, byRoute.set(call.route, [{ path: ['parent'], text: 'body.parent' }]))
      }
  return links
}

function linksOf(
  type: GraphType,
  keyed: ReadonlySet<GraphType>,
  nouns: ReadonlyMap<GraphType, string>,
  nested: NestedFields,
): Map<string, Link> {
  const links = new Map<string, Link>()
  for (const field of type.positions.keys()) {
    const to = type.only(field)
    if (!to || !keyed.has(to) || nested.has(type, field)) continue
    const isMany = type.showings.some(({ object }) => isList(object[field]))
    if (!isMany) links.set(field, { kind: 'one', to })
    else if (isAssigned(type, field, keyOf(to) as string)) links.set(field, { kind: 'keys', to })
    else links.set(field, { kind: 'members', to, by: `in_${nouns.get(type) ?? 'parent'}` })
  }
  return links
}

/** Whether clients say which entities the field lists, or several entities list the same one: then the keys are the entity's own. */
function isAssigned(type: GraphType, field: string, childKey: string): boolean {
  const parents = new Map<string, Set<string>>()
  let named = 0
  let written = 0
  const keyField = keyOf(type) as string
  for (const { call, object } of type.showings) {
    const items = object[field]
    if (!isList(items) || items.length === 0) continue
    const keys = items.map((item) => (isObject(item) ? item[childKey] : undefined))
    if (!keys.every(isScalar)) continue
    for (const key of keys) {
      const id = `${call.session} ${String(key)}`
      parents.set(id, (parents.get(id) ?? new Set()).add(String(object[keyField])))
    }
    if (isRead(call)) continue
    written++
    if (holdsList(call.request.body, keys.map(String))) named++
  }
  return [...parents.values()].some((set) => set.size > 1) || (written > 0 && named * 2 >= written)
}

function holdsList(value: Json | undefined, keys: readonly string[]): boolean {
  if (isList(value)) {
    if (value.length === keys.length && value.every((item, at) => isScalar(item) && String(item) === keys[at])) return true
    return value.some((item) => holdsList(item, keys))
  }
  return isObject(value) && Object.values(value).some((item) => holdsList(item, keys))
}

/** Objects with keys in place of the entities within. */
class Flattener {
  readonly #links: ReadonlyMap<GraphType, ReadonlyMap<string, Link>>
  readonly #nested: NestedFields

  constructor(links: ReadonlyMap<GraphType, ReadonlyMap<string, Link>>, nested: NestedFields) {
    this.#links = links
    this.#nested = nested
  }

  object(object: JsonObject, type: GraphType): Record<string, Json> {
    const flat: Record<string, Json> = {}
    const links = this.#links.get(type)
    for (const [field, value] of Object.entries(object)) {
      if (field === '__typename' || this.#nested.has(type, plainName(field))) continue
      const link = links?.get(field)
      const kept = link ? keysOf(value, link) : this.#part(value, type.only(field))
      if (kept !== undefined) setMember(flat, field, kept)
    }
    return flat
  }

  #part(value: Json, type: GraphType | undefined): Json {
    if (!type) return value
    if (isList(value)) return value.map((item) => this.#part(item, type))
    return isObject(value) ? this.object(value, type) : value
  }
}

/** The keys of the entities that a field shows; undefined where they are not known, or the others hold them. */
function keysOf(value: Json, link: Link): Json | undefined {
  const key = keyOf(link.to) as string
  if (link.kind === 'members') return undefined
  if (isList(value)) {
    const keys = value.map((item) => (isObject(item) ? item[key] : undefined))
    return keys.every(isScalar) ? (keys as Json[]) : undefined
  }
  if (value === null) return null
  return isObject(value) && isScalar(value[key]) ? value[key] : undefined
}

/** The entity that another one is a part of, and the field that says so. */
function parentOf(showing: Showing, links: ReadonlyMap<GraphType, ReadonlyMap<string, Link>>): { by: string; key: Json } | undefined {
  const ownership = ownerOf(showing)
  const own = ownership && links.get(ownership.owner.type)
  if (!ownership || !own) return undefined
  const link =
    own.get(ownership.name) ??
    (ownership.path.length === 0 ? [...own.values()].find(({ kind, to }) => kind === 'members' && to === showing.type) : undefined)
  const key = ownership.owner.object[keyOf(ownership.owner.type) ?? '']
  return link?.kind === 'members' && link.to === showing.type && isScalar(key) ? { by: link.by, key } : undefined
}

function ownersOf(
  to: GraphType,
  links: ReadonlyMap<GraphType, ReadonlyMap<string, Link>>,
  argumentLinks: ReadonlyMap<GraphType, ReadonlyMap<Route, readonly ArgumentLink[]>>,
): GraphSource['owners'] {
  const owners = new Map<string, ReadonlyMap<Route, readonly ArgumentLink[]>>()
  for (const [type, fields] of links)
    for (const link of fields.values())
      if (link.kind === 'members' && link.to === to) owners.set(link.by, argumentLinks.get(type) ?? new Map())
  return [...owners].map(([by, own]) => ({ by, links: own }))
}

function listingsOf(to: GraphType, links: ReadonlyMap<GraphType, ReadonlyMap<string, Link>>): Listing[] {
  const childKey = keyOf(to) as string
  return [...links].flatMap(([type, fields]) =>
    [...fields].flatMap(([field, link]) => {
      if (link.kind !== 'members' || link.to !== to) return []
      return type.showings.flatMap(({ call, object }) => {
        const items = object[field]
        const parent = object[keyOf(type) ?? '']
        if (!isList(items) || !isScalar(parent)) return []
        const keys = items.map((item) => (isObject(item) ? item[childKey] : undefined))
        return keys.every(isScalar) ? [{ call, by: link.by, parent, keys: keys as Json[] }] : []
      })
    }),
  )
}

function relationsOfType(links: ReadonlyMap<string, Link>, drafts: ReadonlyMap<GraphType, CollectionDraft>): Record<string, RelationDraft> {
  const relations: Record<string, RelationDraft> = {}
  for (const [field, link] of links) {
    const collection = drafts.get(link.to)
    if (!collection || link.kind === 'keys') continue
    Object.defineProperty(relations, field, {
      enumerable: true,
      // Names are made apart after all collections are known.
      get: () => ({ collection: collection.name, key: keyOf(link.to) ?? 'id', ...(link.kind === 'members' ? { by: link.by } : {}) }),
    })
  }
  return relations
}
