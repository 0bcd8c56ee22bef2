import type { Json, JsonObject } from '#base'
import { type Call, isSuccess, type Route } from '../call.ts'
import { sameNoun, singular } from '../naming.ts'
import { linkByShape } from './link-by-shape.ts'
import { collectSites, type Instance, isListSite, type Site, siteName } from './sites.ts'

/** A kind of entity. */
export interface CollectionDraft {
  name: string
  /** The parameter place that its keys fill, `/issues/{}`; undefined when no path names an entity of it. */
  readonly space: string | undefined
  /** Parameter places of the parents whose keys come before its own. */
  parents: readonly string[]
  /** Name of the parameter in paths. */
  readonly noun: string
  readonly sites: LinkedSite[]
  /** Fields other than the key under which paths name an entity. */
  readonly aliases: Set<string>
  /** Keys that successful paths used, by session. */
  readonly used: ReadonlyMap<number, ReadonlySet<string>>
  /** How fields lead to other collections; set by the pass `relations`. */
  relations?: Readonly<Record<string, RelationDraft>>
}

export interface RelationDraft {
  readonly collection: string
  /** Key field of the others. */
  readonly key: string
  /** The field of the others that holds the key: then the field is made of them, and no value of its own. */
  readonly by?: string
}

export interface LinkedSite {
  readonly site: Site
  /** The field of the site's objects that holds the key. */
  readonly keyField: string
}

interface Space {
  readonly id: string
  readonly noun: string
  /** Parameter places before this one. */
  readonly parents: readonly string[]
  /** Names of the parameters, by route. */
  readonly calls: { readonly call: Call; readonly value: string; readonly isItem: boolean }[]
}

const keyNames = ['id', '_id', 'uuid', 'guid', 'key', 'code', 'slug', 'identifier', 'fingerprint', 'sku', 'login', 'username', 'email', 'name']

/** Finds the kinds of entities: what keeps its key over paths and answers. */
export function inferCollections(routes: readonly Route[]): CollectionDraft[] {
  const sites = collectSites(routes)
  const drafts = collectSpaces(routes).map((space) => createDraft(space, sites))
  const linked = new Set<Site>(drafts.flatMap((draft) => draft.sites.map(({ site }) => site)))
  for (let round = 0; round < 3; round++) {
    const before = linked.size
    linkByRoute(drafts, sites, linked)
    linkByValue(drafts, sites, linked)
    if (linked.size === before) break
  }
  linkByShape(drafts, sites, linked)
  addListed(drafts, sites, linked)
  linkByNoun(drafts, sites, linked)
  linkByValue(drafts, sites, linked)
  mergeAlike(drafts)
  const kept = drafts.filter((draft) => draft.sites.length > 0 || draft.space !== undefined)
  settleParents(kept)
  nameApart(kept)
  return kept
}

function collectSpaces(routes: readonly Route[]): Space[] {
  const spaces = new Map<string, Space>()
  for (const route of routes) {
    const parents: string[] = []
    route.segments.forEach((segment, at) => {
      if (segment.space === undefined || segment.parameter === undefined) return
      let space = spaces.get(segment.space)
      if (!space) {
        const literal = route.segments[at - 1]?.literal
        space = { id: segment.space, noun: literal ? singular(literal) : 'item', parents: [...parents], calls: [] }
        spaces.set(segment.space, space)
      }
      for (const call of route.calls) {
        space.calls.push({ call, value: call.path[segment.parameter] ?? '', isItem: at === route.segments.length - 1 })
      }
      parents.push(segment.space)
    })
  }
  return [...spaces.values()]
}

function createDraft(space: Space, sites: readonly Site[]): CollectionDraft {
  const draft: CollectionDraft = { name: space.noun, space: space.id, parents: space.parents, noun: space.noun, sites: [], aliases: new Set(), used: usedKeys(space) }
  const values = new Map<Call, string>(space.calls.filter(({ isItem }) => isItem).map(({ call, value }) => [call, value]))
  for (const site of sites) {
    if (isListSite(site) || site.path.length > 2 || site.path.includes('[]')) continue
    const own = site.instances.filter(({ call }) => values.has(call))
    if (own.length === 0) continue
    const fields = scalarFields(own.map(({ object }) => object))
    const shares = fields
      .map((field) => ({ field, share: own.filter(({ call, object }) => String(object[field]) === values.get(call)).length / own.length }))
      .filter(({ share }) => share > 0)
      .sort((a, b) => b.share - a.share || keyRank(a.field) - keyRank(b.field))
    const exact = shares.filter(({ share }) => share >= 0.99).sort((a, b) => keyRank(a.field) - keyRank(b.field))
    const best = exact[0] ?? shares.filter(({ share }) => share >= 0.2).sort((a, b) => keyRank(a.field) - keyRank(b.field))[0]
    if (!best) continue
    draft.sites.push({ site, keyField: best.field })
    const others = own.filter(({ call, object }) => String(object[best.field]) !== values.get(call))
    for (const field of others.length > 0 ? fields : []) {
      if (others.every(({ call, object }) => String(object[field]) === values.get(call))) draft.aliases.add(field)
    }
  }
  keepMainSites(draft)
  return draft
}

/** Of several objects of one route that show the key, the outermost is the entity. */
function keepMainSites(draft: CollectionDraft): void {
  const byRoute = new Map<Route, LinkedSite[]>()
  for (const linked of draft.sites) byRoute.set(linked.site.route, [...(byRoute.get(linked.site.route) ?? []), linked])
  for (const list of byRoute.values()) {
    const depth = Math.min(...list.map(({ site }) => site.path.length))
    for (const linked of list) if (linked.site.path.length > depth) draft.sites.splice(draft.sites.indexOf(linked), 1)
  }
}

/** Links the answers of the collection's own path: `POST /issues` and `GET /issues` show issues. */
function linkByRoute(drafts: readonly CollectionDraft[], sites: readonly Site[], linked: Set<Site>): void {
  for (const draft of drafts) {
    if (!draft.space) continue
    const keyField = mainKeyField(draft)
    const home = draft.space.slice(0, draft.space.lastIndexOf('/'))
    for (const site of sites) {
      if (linked.has(site) || !leadsTo(site.route, draft, home)) continue
      const depth = site.path.filter((key) => key !== '[]').length
      if (depth > 1) continue
      const showsKey = keyField !== undefined && site.instances.every(({ object }) => isScalar(object[keyField]))
      const field = showsKey ? keyField : flowingField(draft, site)
      if (field === undefined) continue
      draft.sites.push({ site, keyField: field })
      linked.add(site)
    }
  }
}

/** Whether a route is the collection's own path, or ends in its noun: `/projects/{}/versions` for `/versions/{}`. */
function leadsTo(route: Route, draft: CollectionDraft, home: string): boolean {
  if (spacePath(route) === home) return true
  const last = route.segments[route.segments.length - 1]?.literal
  return last !== undefined && home.lastIndexOf('/') === 0 && sameNoun(last.replace(/\.\w+$/, ''), draft.noun)
}

/** The field of a site whose values are later used in paths as keys of the draft. */
function flowingField(draft: CollectionDraft, site: Site): string | undefined {
  const used = draft.used
  const objects = site.instances.map(({ object }) => object)
  // Small numbers meet by chance: a count is no key.
  const fields = scalarFields(objects).filter((field) => keyRank(field) < 50 || objects.some((object) => String(object[field] ?? '').length >= 6))
  const shares = fields.map((field) => ({ field, hits: site.instances.filter(({ call, object }) => used.get(call.session)?.has(String(object[field]))).length }))
  const best = shares.sort((a, b) => b.hits - a.hits || keyRank(a.field) - keyRank(b.field))[0]
  return best && best.hits > 0 && (best.hits * 3 >= site.instances.length || keyRank(best.field) === 0) ? best.field : undefined
}

/** Links objects elsewhere whose key and other fields agree with what is known of an entity. */
function linkByValue(drafts: readonly CollectionDraft[], sites: readonly Site[], linked: Set<Site>): void {
  const known = drafts.map((draft) => ({ draft, entities: knownEntities(draft) }))
  for (const site of sites) {
    if (linked.has(site)) continue
    let best: { draft: CollectionDraft; field: string; score: number } | undefined
    for (const { draft, entities } of known) {
      const fields = scalarFields(site.instances.map(({ object }) => object))
      // An object with an id of its own shows that entity; its other fields are references at most.
      const own = fields.filter((field) => keyRank(field) === 0)
      for (const field of own.length > 0 ? own : fields) {
        const score = agreement(site, field, draft, entities)
        if (score > 0 && (!best || score > best.score)) best = { draft, field, score }
      }
    }
    if (!best) continue
    best.draft.sites.push({ site, keyField: best.field })
    linked.add(site)
  }
}

/** 0 when a site does not show entities of a draft under this key field; more for better evidence. */
function agreement(site: Site, field: string, draft: CollectionDraft, entities: ReadonlyMap<string, JsonObject>): number {
  let hits = 0
  let compared = 0
  let equal = 0
  let surprising = 0
  for (const { call, object } of site.instances) {
    const key = object[field]
    if (!isScalar(key)) continue
    const entity = entities.get(`${call.session}\u0000${String(key)}`)
    if (!entity) continue
    hits++
    if (String(key).length >= 6) surprising++
    for (const [name, value] of Object.entries(object)) {
      if (name === field || !isScalar(value) || !Object.hasOwn(entity, name) || value === null) continue
      compared++
      if (String(entity[name]) === String(value)) equal++
    }
  }
  // Long keys don't meet by chance; small numbers do.
  const needed = surprising >= hits * 0.9 && hits >= 2 ? 0.1 : 0.8
  if (hits === 0 || hits < site.instances.length * needed) return 0
  const named = sameNoun(siteName(site) ?? '', draft.noun)
  const sameKey = draft.sites.some(({ keyField }) => keyField === field)
  const agrees = compared === 0 || equal / compared >= 0.8
  if (surprising >= hits * 0.9) return 3 + (named ? 1 : 0) + (sameKey ? 0.5 : 0) + (compared > 0 && agrees ? 1 : 0)
  if (!agrees) return 0
  if (compared > 0 && sameKey) return 2 + (named ? 1 : 0)
  return named && sameKey ? 1 : 0
}

/** What the linked sites show of each entity, by session and key; later readings win. */
function knownEntities(draft: CollectionDraft): Map<string, JsonObject> {
  const entities = new Map<string, JsonObject>()
  for (const [session, keys] of draft.used) for (const key of keys) entities.set(`${session}\u0000${key}`, {})
  for (const { site, keyField } of draft.sites) {
    for (const { call, object } of site.instances) {
      const key = object[keyField]
      if (!isScalar(key)) continue
      const id = `${call.session}\u0000${String(key)}`
      entities.set(id, { ...entities.get(id), ...object })
    }
  }
  return entities
}

/** Lists of objects with a key of their own that no path names: reference data and the like. */
function addListed(drafts: CollectionDraft[], sites: readonly Site[], linked: Set<Site>): void {
  for (const site of sites) {
    if (linked.has(site) || !isListSite(site) || site.path.filter((key) => key === '[]').length > 1) continue
    const field = ownKey(site.instances)
    // Objects within an entity are parts of it unless they have an id of their own.
    if (field === undefined || (keyRank(field) > 0 && isWithinEntity(site, linked))) continue
    const noun = singular(siteName(site) ?? lastLiteral(site.route) ?? 'item')
    const known = drafts.find((draft) => draft.space === undefined && draft.noun === noun)
    if (known) known.sites.push({ site, keyField: field })
    else drafts.push({ name: noun, space: undefined, parents: [], noun, sites: [{ site, keyField: field }], aliases: new Set(), used: new Map() })
    linked.add(site)
  }
}

/** Links answers that name a listed kind: `membership` of `POST /projects/{}/memberships` beside the list of memberships. */
function linkByNoun(drafts: readonly CollectionDraft[], sites: readonly Site[], linked: Set<Site>): void {
  for (const draft of drafts) {
    const keyField = mainKeyField(draft)
    if (draft.space !== undefined || keyField === undefined) continue
    for (const site of sites) {
      if (linked.has(site) || site.path.length > 1 || !sameNoun(siteName(site) ?? lastLiteral(site.route) ?? '', draft.noun)) continue
      if (!site.instances.every(({ object }) => isScalar(object[keyField]))) continue
      draft.sites.push({ site, keyField })
      linked.add(site)
    }
  }
}

function isWithinEntity(site: Site, linked: ReadonlySet<Site>): boolean {
  return [...linked].some((other) => other.route === site.route && other.path.length < site.path.length && other.path.every((key, at) => key === site.path[at]))
}

/** A field that is unique in every list and named as keys are. */
function ownKey(instances: readonly Instance[]): string | undefined {
  const lists = new Map<Call, JsonObject[]>()
  for (const { call, object } of instances) lists.set(call, [...(lists.get(call) ?? []), object])
  return keyNames.find((field) => {
    let items = 0
    for (const objects of lists.values()) {
      const values = objects.map((object) => object[field])
      if (!values.every(isScalar) || new Set(values.map(String)).size !== values.length) return false
      items += values.length
    }
    return items > 0
  })
}

/** Kinds that no path names whose objects have the fields of another kind, and never say otherwise of one key, are that kind. */
function mergeAlike(drafts: CollectionDraft[]): void {
  for (const draft of [...drafts]) {
    if (draft.space !== undefined) continue
    const fields = fieldsOf(draft)
    const twin = drafts.find((other) => other !== draft && other.space !== undefined && mainKeyField(other) === mainKeyField(draft) && shares(fields, fieldsOf(other)) && !contradicts(draft, other))
    if (!twin) continue
    twin.sites.push(...draft.sites)
    drafts.splice(drafts.indexOf(draft), 1)
  }
}

function fieldsOf(draft: CollectionDraft): Set<string> {
  return new Set(draft.sites.flatMap(({ site }) => site.instances.slice(0, 20).flatMap(({ object }) => Object.keys(object))))
}

function shares(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const common = [...a].filter((field) => b.has(field)).length
  return common >= 4 && common >= 0.8 * Math.min(a.size, b.size)
}

/** Whether two kinds show different things under one key at one time: most of their shared fields differ. */
function contradicts(a: CollectionDraft, b: CollectionDraft): boolean {
  const known = knownEntities(b)
  let differing = 0
  let equal = 0
  for (const { site, keyField } of a.sites) {
    for (const { call, object } of site.instances) {
      const other = known.get(`${call.session}\u0000${String(object[keyField])}`)
      if (!other) continue
      for (const [field, value] of Object.entries(object)) {
        if (field === keyField || !isScalar(value) || !isScalar(other[field])) continue
        if (String(value) === String(other[field])) equal++
        else differing++
      }
    }
  }
  return differing > equal
}

/** Parents come before the key only where each answer that shows an entity also names them in its path. */
function settleParents(drafts: readonly CollectionDraft[]): void {
  for (const draft of drafts) {
    draft.parents = draft.parents.filter((parent) => draft.sites.every(({ site }) => site.route.segments.some((segment) => segment.space === parent)))
  }
}

/** Names that expressions use for other things. */
const reservedNames = ['path', 'query', 'header', 'body', 'now', 'malformed', 'absent', 'self', 'page', 'entry', 'answer', 'true', 'false', 'null', 'in', 'item', 'e']

function nameApart(drafts: readonly CollectionDraft[]): void {
  const taken = new Set<string>(reservedNames)
  for (const draft of drafts) {
    const base = draft.noun.replace(/\W+/g, '_').replace(/^_+|_+$/g, '') || 'item'
    let name = /^[A-Za-z_]/.test(base) ? base : `_${base}`
    for (let count = 2; taken.has(name); count++) name = `${base}${count}`
    taken.add(name)
    draft.name = name
  }
}

/** The field that holds the key in most of the answers. */
export function mainKeyField(draft: CollectionDraft): string | undefined {
  const counts = new Map<string, number>()
  for (const { site, keyField } of draft.sites) counts.set(keyField, (counts.get(keyField) ?? 0) + site.instances.length)
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0]
}

/** The path of a route with `{}` for parameters and without suffixes: `/projects/{}/versions`. */
export function spacePath(route: Route): string {
  return route.segments.map((segment) => `/${segment.literal === undefined ? '{}' : segment.literal.replace(/\.(json|xml)$/, '')}`).join('')
}

function lastLiteral(route: Route): string | undefined {
  return [...route.segments].reverse().find((segment) => segment.literal !== undefined)?.literal?.replace(/\.\w+$/, '')
}

function scalarFields(objects: readonly JsonObject[]): string[] {
  const fields = new Set<string>()
  for (const object of objects) for (const [key, value] of Object.entries(object)) if (isScalar(value)) fields.add(key)
  return [...fields].sort((a, b) => keyRank(a) - keyRank(b))
}

function keyRank(field: string): number {
  const rank = keyNames.indexOf(field)
  if (rank >= 0) return rank < 4 ? 0 : rank
  return /id$/i.test(field) ? 20 : 50
}

export function isScalar(value: Json | undefined): value is string | number | bigint {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint'
}

/** The keys that successful paths used, by session. */
function usedKeys(space: Space): Map<number, Set<string>> {
  const used = new Map<number, Set<string>>()
  for (const { call, value } of space.calls) {
    if (!isSuccess(call)) continue
    const keys = used.get(call.session)
    if (keys) keys.add(value)
    else used.set(call.session, new Set([value]))
  }
  return used
}
