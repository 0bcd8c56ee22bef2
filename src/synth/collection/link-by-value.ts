import type { JsonObject } from '#base'
import { equal, parseTime } from '#lang'
import { sameNoun } from '../naming.ts'
import { type CollectionDraft, isScalar, keyRank, keyRankOfReferences, scalarFields } from './collection-draft.ts'
import { isListSite, type Site, siteName } from './sites.ts'
import { mayShow } from './type-tags.ts'

/** Links objects elsewhere whose key and other fields agree with what is known of an entity. */
export function linkByValue(drafts: readonly CollectionDraft[], sites: readonly Site[], linked: Set<Site>): void {
  const known = drafts.map((draft) => ({ draft, entities: knownEntities(draft) }))
  for (const site of sites) {
    if (linked.has(site)) continue
    let best: { draft: CollectionDraft; field: string; score: number } | undefined
    for (const { draft, entities } of known) {
      if (!mayShow(draft, site)) continue
      const fields = scalarFields(site.instances.map(({ object }) => object))
      // An object with an id of its own shows that entity; its other fields are references at most.
      const own = fields.filter((field) => keyRank(field) === 0)
      for (const field of own.length > 0 ? [...own, ...keysBeside(own, draft)] : fields) {
        // What goes by a name of its own only refers to what it names under another word.
        if (keyRank(field) >= 50 && isListSite(site) && fields.some((other) => keyRank(other) < 20)) continue
        const score = agreement(site, field, draft, entities)
        if (score > 0 && (!best || score > best.score)) best = { draft, field, score }
      }
    }
    if (!best) continue
    best.draft.sites.push({ site, keyField: best.field })
    linked.add(site)
  }
}

/** The fields that are the key of entities which have ids, too. */
function keysBeside(ids: readonly string[], draft: CollectionDraft): string[] {
  const linked = draft.sites.filter(({ site }) => ids.every((id) => site.instances.some(({ object }) => Object.hasOwn(object, id))))
  return [...new Set(linked.map(({ keyField }) => keyField))].filter((field) => !ids.includes(field))
}

/** 0 when a site does not show entities of a draft under this key field; more for better evidence. */
function agreement(site: Site, field: string, draft: CollectionDraft, entities: ReadonlyMap<string, JsonObject>): number {
  let hits = 0
  let compared = 0
  let equal = 0
  let surprising = 0
  // Of objects that say the same things: those that say the same under a text that is no chance.
  let told = 0
  let same = 0
  for (const { call, object } of site.instances) {
    const key = object[field]
    if (!isScalar(key)) continue
    const entity = entities.get(`${call.session}\u0000${String(key)}`)
    if (!entity) continue
    hits++
    if (String(key).length >= 6) surprising++
    if (saysTheSame(object, entity)) told++
    if (isTheSame(object, entity)) same++
    for (const [name, value] of Object.entries(object)) {
      if (name === field || !isScalar(value) || !Object.hasOwn(entity, name) || value === null) continue
      compared++
      if (String(entity[name]) === String(value)) equal++
    }
  }
  if (isReference(site, field, compared, equal)) return 0
  // Long keys don't meet by chance, nor do objects that are the same in all they say; small numbers do.
  const isTelling = (surprising >= hits * 0.9 && hits >= 2) || (same === hits && hits >= sameMin)
  const needed = isTelling ? 0.1 : 0.8
  if (hits === 0 || hits < site.instances.length * needed) return 0
  const named = sameNoun(siteName(site) ?? '', draft.noun)
  const sameKey = draft.sites.some(({ keyField }) => keyField === field)
  const agrees = compared === 0 || equal / compared >= 0.8 || (told === hits && equal / compared >= 0.5)
  if (surprising >= hits * 0.9) return 3 + (named ? 1 : 0) + (sameKey ? 0.5 : 0) + (compared > 0 && agrees ? 1 : 0)
  if (!agrees) return 0
  if (compared > 0 && sameKey) return 2 + (named ? 1 : 0)
  return named && sameKey ? 1 : 0
}

/** So many objects that are the same in all they say are no chance, and each says so much. */
const sameMin = 3
const sameFieldsMin = 3

function isTheSame(object: JsonObject, entity: JsonObject): boolean {
  const names = Object.keys(object)
  return (
    scalarFields([object]).length >= sameFieldsMin &&
    names.length === Object.keys(entity).length &&
    names.every((name) => Object.hasOwn(entity, name) && equal(object[name], entity[name]))
  )
}

const tellingLength = 8

/** Whether an object has the fields of an entity, and a long text is the same in both. */
function saysTheSame(object: JsonObject, entity: JsonObject): boolean {
  const names = Object.keys(object)
  const isTold = names.some((name) => {
    const value = object[name]
    return typeof value === 'string' && value.length >= tellingLength && parseTime(value) === undefined && entity[name] === value
  })
  return isTold && names.every((name) => Object.hasOwn(entity, name)) && names.length === Object.keys(entity).length
}

const referenceFieldsMin = 3

/**
 * Whether a field such as `account_id` says what an object belongs to, rather than what it is: it has fields of its own, and none of the other's,
 * or says otherwise in most of those.
 */
function isReference({ instances }: Site, field: string, compared: number, equal: number): boolean {
  if (keyRank(field) < keyRankOfReferences || equal * 2 > compared) return false
  return instances.some(({ object }) => scalarFields([object]).length > referenceFieldsMin)
}

/** What the linked sites show of each entity, by session and key; later readings win. */
export function knownEntities(draft: CollectionDraft): Map<string, JsonObject> {
  const entities = new Map<string, JsonObject>()
  for (const [session, keys] of draft.used) for (const key of keys) entities.set(`${session}\u0000${key}`, {})
  const readings = draft.sites.flatMap(({ site, keyField }) =>
    site.instances.map(({ call, object }) => ({ call, object, key: object[keyField] })),
  )
  readings.sort((a, b) => a.call.index - b.call.index)
  for (const { call, object, key } of readings) {
    if (!isScalar(key)) continue
    const id = `${call.session}\u0000${String(key)}`
    entities.set(id, { ...entities.get(id), ...object })
  }
  return entities
}
