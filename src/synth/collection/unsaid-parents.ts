import type { JsonObject } from '#base'
import type { Call, RouteSegment } from '../call.ts'
import { nameRelates } from '../naming.ts'
import { type CollectionDraft, isScalar, type LinkedSite } from './collection-draft.ts'
import { isListSite } from './sites.ts'

/** So many parents of one session must show entries: with one, the list of all is the same. */
const parentsMin = 2

/**
 * Keeps of entries that are made and listed below a parent, under keys of their own, whose they are where no answer says it:
 * `POST /boards/1/columns` answers `{"id": 5, "name": "Todo"}`, and `GET /columns/5` does, too. What the path of an answer says is added to
 * what that shows, under the name of the path's parameter.
 */
export function keepUnsaidParents(draft: CollectionDraft, drafts: readonly CollectionDraft[]): void {
  if (draft.parents.length > 0 || draft.partOf || draft.isNumbered || (draft.linkRoutes?.size ?? 0) > 0) return
  for (const parent of drafts) {
    if (
      parent === draft ||
      parent.space === undefined ||
      parent.parents.length > 0 ||
      (draft.space !== undefined && parent.space.startsWith(draft.space))
    )
      continue
    const listed = draft.sites.find((linked) => isListed(linked) && isRightBelow(linked, parent.space))
    const field = listed && parentSegment(listed, parent.space)?.parameter
    if (field === undefined || isSaid(draft, parent, field) || !isOfOneEach(draft, parent.space, field)) continue
    const kept = draft.sites.map((linked) => withParent(linked, parent.space, field))
    draft.sites.splice(0, draft.sites.length, ...kept)
    draft.unsaid = [...(draft.unsaid ?? []), field]
  }
}

/** Whether a place lists entries by themselves: a write that answers with its whole lists what that shows anyway. */
function isListed({ site }: LinkedSite): boolean {
  return site.route.method === 'GET' && isListSite(site)
}

function parentSegment({ site }: LinkedSite, space: string | undefined): RouteSegment | undefined {
  return site.route.segments.find((segment) => segment.space === space)
}

/** Whether a path goes on from that of a parent with one word: `/boards/{}/columns`. */
function isRightBelow({ site: { route } }: LinkedSite, space: string | undefined): boolean {
  return route.segments.at(-2)?.space === space && route.segments.at(-1)?.literal !== undefined
}

/** Whether answers show the key of the parent, under a name that says so or wherever it stands. */
function isSaid({ sites }: CollectionDraft, { noun, space }: CollectionDraft, parameter: string): boolean {
  const shown = sites.flatMap(({ site }) => site.instances.map(({ object }) => object))
  const names = new Set(shown.flatMap((object) => Object.keys(object)))
  const below = sites.filter((linked) => isRightBelow(linked, space)).flatMap(({ site }) => site.instances)
  const holds = (name: string) => below.every(({ call, object }) => isScalar(object[name]) && String(object[name]) === call.path[parameter])
  return [...names].some((name) => name === parameter || nameRelates(name, noun) || holds(name))
}

/** Whether each entry is shown below one parent only: what several show is tied to them, and made for none. */
function isOfOneEach({ sites }: CollectionDraft, space: string, field: string): boolean {
  const parentOf = new Map<string, string>()
  const parents = new Map<number, Set<string>>()
  for (const linked of sites)
    for (const { call, object } of parentSegment(linked, space) ? linked.site.instances : []) {
      const entry = `${call.session} ${String(object[linked.keyField])}`
      const parent = call.path[field] ?? ''
      if ((parentOf.get(entry) ?? parent) !== parent) return false
      parentOf.set(entry, parent)
      parents.set(call.session, (parents.get(call.session) ?? new Set()).add(parent))
    }
  return [...parents.values()].some(({ size }) => size >= parentsMin)
}

function withParent(linked: LinkedSite, space: string | undefined, field: string): LinkedSite {
  if (!parentSegment(linked, space)) return linked
  const add = (call: Call, object: JsonObject) => ({ ...object, [field]: call.path[field] ?? null })
  const instances = linked.site.instances.map((instance) => ({ ...instance, object: add(instance.call, instance.object) }))
  return { ...linked, site: { ...linked.site, instances } }
}
