import type { JsonObject } from '#base'
import type { Call } from '../call.ts'
import { sameNoun, singular } from '../naming.ts'
import { type CollectionDraft, isScalar, keyNames, keyRank, lastLiteral, mainKeyField } from './collection-draft.ts'
import { knownEntities } from './link-by-value.ts'
import { type Instance, isListSite, type Site, siteName } from './sites.ts'
import { mayShow, tagFieldOf } from './type-tags.ts'

/** So many lists must show more than one member before their numbers say anything. */
const countedListsMin = 3

/** Lists of objects with a key of their own that no path names: reference data and the like. */
export function addListed(drafts: CollectionDraft[], sites: readonly Site[], linked: Set<Site>): void {
  for (const site of sites) {
    if (linked.has(site) || !isListSite(site) || site.path.filter((key) => key === '[]').length > 1) continue
    const named = ownKey(site.instances)
    const field = named ?? ownNumber(site)
    // Objects within an entity are parts of it unless they have an id of their own.
    if (field === undefined || (keyRank(field) > 0 && isWithinEntity(site, linked))) continue
    const noun = singular(site.kind ?? siteName(site) ?? lastLiteral(site.route) ?? 'item')
    const parents = parentsOf(site, field)
    const tagField = site.kind === undefined ? undefined : tagFieldOf(drafts)
    const known = drafts.find(
      (draft) => draft.space === undefined && draft.noun === noun && JSON.stringify(draft.parents) === JSON.stringify(parents),
    )
    if (known) known.sites.push({ site, keyField: field })
    else
      drafts.push({
        name: noun,
        space: undefined,
        parents,
        noun,
        sites: [{ site, keyField: field }],
        ...(named === undefined ? { isNumbered: true } : {}),
        ...(tagField === undefined ? {} : { tag: { field: tagField, value: site.kind as string } }),
        aliases: new Set(),
        used: new Map(),
      })
    linked.add(site)
  }
}

/** A name is a name within what the path names; an id stands for itself. */
function parentsOf({ route }: Site, field: string): string[] {
  return keyRank(field) === 0
    ? []
    : route.segments.flatMap(({ space, parameter }) => (space !== undefined && parameter !== undefined ? [space] : []))
}

/** Links answers that name a listed kind: `membership` of `POST /projects/{}/memberships` beside the list of memberships. */
export function linkByNoun(drafts: readonly CollectionDraft[], sites: readonly Site[], linked: Set<Site>): void {
  for (const draft of drafts) {
    const keyField = mainKeyField(draft)
    if (draft.space !== undefined || keyField === undefined) continue
    for (const site of sites) {
      if (
        linked.has(site) ||
        !mayShow(draft, site) ||
        site.path.length > 1 ||
        !sameNoun(siteName(site) ?? lastLiteral(site.route) ?? '', draft.noun)
      )
        continue
      if (!site.instances.every(({ object }) => isScalar(object[keyField]))) continue
      draft.sites.push({ site, keyField })
      linked.add(site)
    }
  }
}

function isWithinEntity(site: Site, linked: ReadonlySet<Site>): boolean {
  return [...linked].some(
    (other) => other.route === site.route && other.path.length < site.path.length && other.path.every((key, at) => key === site.path[at]),
  )
}

/** A field that is unique in every list and named as keys are. */
function ownKey(instances: readonly Instance[]): string | undefined {
  const lists = new Map<Call, JsonObject[]>()
  for (const { call, object } of instances) lists.set(call, [...(lists.get(call) ?? []), object])
  const widest = Math.max(...instances.map(({ object }) => Object.keys(object).length))
  return keyNames.find((field) => {
    let items = 0
    for (const objects of lists.values()) {
      const values = objects.map((object) => object[field])
      // A parameter may have asked for other fields than the key.
      if (isNarrowed(objects, field, widest)) continue
      if (!values.every(isScalar) || new Set(values.map(String)).size !== values.length) return false
      items += values.length
    }
    return items > 0
  })
}

/** A field that counts the members of every list from one on, where the path names what they are members of. */
function ownNumber({ route, instances }: Site): string | undefined {
  if (!route.segments.some(({ parameter }) => parameter !== undefined)) return undefined
  const lists = [...Map.groupBy(instances, ({ call }) => call).values()]
  if (lists.filter(({ length }) => length > 1).length < countedListsMin) return undefined
  return Object.keys(instances[0]?.object ?? {}).find((field) =>
    lists.every((list) => list.every(({ object }, at) => object[field] === at + 1)),
  )
}

/** Links answers that show what a numbered kind's lists do, under the same parents: what is booked is shown as it will be listed. */
export function linkNumbered(drafts: readonly CollectionDraft[], sites: readonly Site[], linked: Set<Site>): void {
  for (const draft of drafts) {
    const keyField = mainKeyField(draft)
    if (!draft.isNumbered || keyField === undefined) continue
    const fields = [...fieldsOf(draft)].sort().join()
    for (const site of sites) {
      if (
        linked.has(site) ||
        isListSite(site) ||
        !draft.parents.every((space) => site.route.segments.some((segment) => segment.space === space))
      )
        continue
      if (!site.instances.every(({ object }) => Object.keys(object).sort().join() === fields)) continue
      draft.sites.push({ site, keyField })
      linked.add(site)
    }
  }
}

/** Whether none of the objects shows the field, nor more than half of what others show. */
function isNarrowed(objects: readonly JsonObject[], field: string, widest: number): boolean {
  return objects.every((object) => !Object.hasOwn(object, field) && Object.keys(object).length * 2 <= widest)
}

/** Kinds that no path names whose objects have the fields of another kind, and never say otherwise of one key, are that kind. */
export function mergeAlike(drafts: CollectionDraft[]): void {
  for (const draft of [...drafts]) {
    if (draft.space !== undefined) continue
    const fields = fieldsOf(draft)
    const twin = drafts.find(
      (other) =>
        other !== draft &&
        other.space !== undefined &&
        draft.sites.every(({ site }) => mayShow(other, site)) &&
        mainKeyField(other) === mainKeyField(draft) &&
        shares(fields, fieldsOf(other)) &&
        !contradicts(draft, other),
    )
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
