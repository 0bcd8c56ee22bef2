import { isObject, type Value } from '#lang'
import { isSuccess, type Route } from '../call.ts'
import { sameNoun } from '../naming.ts'
import type { CollectionDraft } from './collection-draft.ts'
import { isListSite, type Site } from './sites.ts'

/** Fields with which objects say of what kind they are: JSON:API, Stripe, FHIR, Kubernetes, GraphQL, OData and others. */
const tagFields = ['type', 'object', 'kind', '__typename', 'resourceType', '_type', '@type', '@odata.type']

/**
 * Notes on each kind of entity the tag that its objects carry, where kinds carry different ones. Of one kind alone it is a tag where it is the
 * name of the kind, and objects elsewhere carry others.
 */
export function tagKinds(drafts: readonly CollectionDraft[], sites: readonly Site[], routes: readonly Route[]): void {
  for (const field of tagFields) {
    const tags = drafts.map((draft) => {
      const values = new Set(draft.sites.flatMap(({ site }) => tagsOf(site, field)))
      return values.size === 1 ? [...values][0] : undefined
    })
    const chosen = chosenTogether(field, sites, routes)
    tags.forEach((tag, at) => {
      if (tag !== undefined && chosen.some((values) => values.has(tag))) tags[at] = undefined
    })
    const known = tags.filter((tag) => tag !== undefined)
    const isAlone = known.length === 1 && drafts.some(({ noun }, at) => tags[at] !== undefined && sameNoun(tags[at], noun))
    const isOneOfSeveral = isAlone && new Set(sites.flatMap((site) => tagsOf(site, field))).size > 1
    if ((known.length < 2 && !isOneOfSeveral) || new Set(known).size < known.length) continue
    drafts.forEach((draft, at) => {
      const value = tags[at]
      if (value !== undefined) draft.tag = { field, value }
    })
    return
  }
}

/** The places with what stands in them told apart by kind: a list of things of several kinds is a place of each. */
export function splitKinds(sites: readonly Site[], drafts: readonly CollectionDraft[], routes: readonly Route[]): Site[] {
  const field = tagFieldOf(drafts)
  if (field === undefined) return [...sites]
  const chosen = chosenTogether(field, sites, routes)
  return sites.flatMap((site) => {
    if (!isListSite(site)) return [site]
    const byKind = Map.groupBy(site.instances, ({ object }) => object[field])
    if (byKind.size < 2 || ![...byKind.keys()].every((kind) => typeof kind === 'string')) return [site]
    const kinds = [...byKind.keys()].map(String)
    if (chosen.some((values) => kinds.filter((kind) => values.has(kind)).length > 1)) return [site]
    return [...byKind].map(([kind, instances]) => ({ ...site, instances, kind: String(kind) }))
  })
}

/** Values of a field that clients send to one place, or that are shown there one by one: such a field is a property of one kind, and no tag. */
function chosenTogether(field: string, sites: readonly Site[], routes: readonly Route[]): Set<string>[] {
  const sent = routes.map(({ calls }) => calls.filter(isSuccess).map(({ request }) => request.body))
  const shown = sites.filter((site) => site.path.length === 0).map(({ instances }) => instances.map(({ object }) => object))
  return [...sent, ...shown].map((objects) => new Set(objects.flatMap((object) => tagOf(object, field)))).filter(({ size }) => size > 1)
}

/** The field with which objects say of what kind they are. */
export function tagFieldOf(drafts: readonly CollectionDraft[]): string | undefined {
  return drafts.find(({ tag }) => tag !== undefined)?.tag?.field
}

/**
 * Takes out the places that only refer: objects with a key and a tag and nothing else say that an entity is meant, and show nothing of it. Kinds
 * of which nothing else is seen are none.
 */
export function dropReferences(drafts: CollectionDraft[]): void {
  const field = tagFieldOf(drafts)
  if (field === undefined) return
  for (const draft of [...drafts]) {
    const showing = draft.sites.filter(({ site, keyField }) => !isReference(site, new Set([keyField, field, 'meta'])))
    draft.sites.splice(0, draft.sites.length, ...showing)
    if (showing.length === 0 && draft.space === undefined) drafts.splice(drafts.indexOf(draft), 1)
  }
}

function isReference({ instances }: Site, names: ReadonlySet<string>): boolean {
  return instances.every(({ object }) => Object.keys(object).every((name) => names.has(name)))
}

/** Whether the objects of a place don't say that they are of another kind. */
export function mayShow({ tag }: CollectionDraft, site: Site): boolean {
  return tag === undefined || tagsOf(site, tag.field).every((value) => value === tag.value)
}

function tagsOf({ instances }: Site, field: string): string[] {
  return instances.flatMap(({ object }) => tagOf(object, field))
}

function tagOf(object: Value, field: string): string[] {
  const value = isObject(object) ? object[field] : undefined
  return typeof value === 'string' ? [value] : []
}
