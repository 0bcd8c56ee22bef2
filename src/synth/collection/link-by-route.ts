import type { Route } from '../call.ts'
import { sameNoun } from '../naming.ts'
import { type CollectionDraft, isScalar, keyNames, keyRank, mainKeyField, scalarFields, spacePath } from './collection-draft.ts'
import type { Site } from './sites.ts'
import { mayShow } from './type-tags.ts'

/** Links the answers of the collection's own path: `POST /issues` and `GET /issues` show issues. */
export function linkByRoute(drafts: readonly CollectionDraft[], sites: readonly Site[], linked: Set<Site>): void {
  for (const draft of drafts) {
    if (!draft.space) continue
    const keyField = mainKeyField(draft)
    if (namesWhatListsAreWithin(draft.space, sites)) continue
    const home = draft.space.slice(0, draft.space.lastIndexOf('/'))
    for (const site of sites) {
      if (linked.has(site) || !mayShow(draft, site) || !leadsTo(site.route, draft, home)) continue
      const depth = site.path.filter((key) => key !== '[]').length
      // What stands within the items of a list is no envelope of it.
      if (depth > 1 || site.path.slice(0, -1).includes('[]')) continue
      const fieldOf = (some: Site) => {
        const showsKey = keyField !== undefined && some.instances.every(({ object }) => isScalar(object[keyField]))
        return showsKey ? keyField : (flowingField(draft, some) ?? unusedKey(draft, some, home))
      }
      const field = fieldOf(site)
      // What an entity shows within it is something else.
      if (field === undefined || sites.some((other) => isAround(other, site) && fieldOf(other) !== undefined)) continue
      draft.sites.push({ site, keyField: field })
      linked.add(site)
    }
  }
}

/**
 * Whether what stands at this place of paths is what the things are within: `/queues/{host}` lists the queues of a host, each of which says so,
 * and `/queues` lists the queues of all.
 */
function namesWhatListsAreWithin(space: string, sites: readonly Site[]): boolean {
  const own = sites.filter(({ route }) => route.method === 'GET' && route.segments.at(-1)?.space === space)
  const within = own.filter(({ path }) => path.at(-1) === '[]' && path.filter((key) => key === '[]').length === 1)
  if (within.length === 0 || own.some(({ path }) => path.length === 0)) return false
  return within.some(({ route, instances }) => {
    const parameter = route.segments.at(-1)?.parameter ?? ''
    const fields = scalarFields(instances.map(({ object }) => object))
    return fields.some((field) => instances.every(({ call, object }) => String(object[field]) === call.path[parameter]))
  })
}

/** Whether objects of one place of an answer stand within those of another. */
function isAround(outer: Site, { route, path }: Site): boolean {
  return outer.route === route && outer.path.length < path.length && outer.path.every((key, at) => key === path[at])
}

/** The id that the answers of the collection's own path show, where no path that names an entity was ever answered. */
function unusedKey(draft: CollectionDraft, site: Site, home: string): string | undefined {
  if (draft.used.size > 0 || draft.sites.some(({ site: other }) => other.route !== site.route) || spacePath(site.route) !== home)
    return undefined
  return keyNames.find((field) => keyRank(field) === 0 && site.instances.every(({ object }) => isScalar(object[field])))
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
  const fields = scalarFields(objects).filter(
    (field) => keyRank(field) < 50 || objects.some((object) => String(object[field] ?? '').length >= 6),
  )
  const shares = fields.map((field) => ({
    field,
    hits: site.instances.filter(({ call, object }) => used.get(call.session)?.has(String(object[field]))).length,
  }))
  // A field that is named as keys are is the key where any of its values is used: small numbers are keys of many things.
  const isOwn = ({ field, hits }: { field: string; hits: number }) => (hits > 0 && keyRank(field) === 0 ? 0 : 1)
  const best = shares.sort((a, b) => isOwn(a) - isOwn(b) || b.hits - a.hits || keyRank(a.field) - keyRank(b.field))[0]
  return best && best.hits > 0 && (best.hits * 3 >= site.instances.length || keyRank(best.field) === 0) ? best.field : undefined
}
