import { isList, isObject } from '#lang'
import { nameRelates } from '../naming.ts'
import { type CollectionDraft, isScalar, type LinkedSite } from './collection-draft.ts'
import { type Instance, type Site, valueIn } from './sites.ts'

/** What only entities that their path names list within them is kept under these: the same key within another one is something else. */
export function settlePart(draft: CollectionDraft, drafts: readonly CollectionDraft[]): void {
  const around = drafts.filter((holder) => holder.space !== undefined && isWithin(draft, holder))
  const holders = around.flatMap((holder) => {
    const own = draft.sites.filter(({ site }) => draft.space === undefined || !holderAround(site, holder))
    const fields = own.flatMap(({ site }) => fieldIn(site, holder) ?? [])
    const isNamed = own.every(({ site }) => fieldIn(site, holder) !== undefined || isItemOf(site, draft, holder))
    return fields.length > 0 && isNamed ? [{ holder, own, fields: [...new Set(fields)] }] : []
  })
  const [found] = holders
  if (!found || holders.length > 1 || found.holder.space === undefined || namesHolder(draft, found.holder)) return
  const { holder, own, fields } = found
  draft.parents = [...holder.parents, found.holder.space]
  draft.partOf = holder
  if (draft.space === undefined) return
  // What wholes show that no path names is worked out from the parts: it is no place of its own.
  const worked = draft.sites.filter((linked) => !own.includes(linked))
  draft.inWholes = worked.flatMap((linked) => withinWholes(linked, holderAround(linked.site, holder) as LinkedSite, holder))
  draft.sites.splice(0, draft.sites.length, ...own)
  holder.partFields = new Map([...(holder.partFields ?? []), ...fields.map((field) => [field, draft] as const)])
}

/** The place of a whole that an answer shows without naming it in its path, around a list: a list of wholes, or what made one. */
function holderAround({ route, path }: Site, holder: CollectionDraft): LinkedSite | undefined {
  if (path.at(-1) !== '[]' || route.segments.some(({ space }) => space === holder.space)) return undefined
  const around = path.slice(0, -1)
  return holder.sites.find(
    ({ site }) =>
      site.route === route &&
      site.path.length === around.length - 1 &&
      (site.path.length === 0 || site.path.at(-1) === '[]') &&
      site.path.every((key, at) => key === path[at]),
  )
}

/** The parts that wholes show in one place, each with the key of its whole; none where more than that is needed to name it. */
function withinWholes({ site, keyField }: LinkedSite, whole: LinkedSite, holder: CollectionDraft): LinkedSite[] {
  if (holder.parents.length > 0) return []
  const field = site.path.slice(whole.site.path.length, -1)
  const instances = whole.site.instances.flatMap(({ call, object }): Instance[] => {
    const list = valueIn(object, field)
    const key = object[whole.keyField]
    if (!isList(list) || !isScalar(key)) return []
    return list.filter(isObject).map((item) => ({ call, object: item, within: [key] }))
  })
  return [{ site: { route: site.route, path: site.path, instances }, keyField }]
}

/** Whether no path names an entity, or one that goes on from that of the other kind. */
function isWithin({ space, parents }: CollectionDraft, holder: CollectionDraft): boolean {
  return space === undefined ? parents.length === 0 : space.startsWith(`${holder.space}/`) && parents.includes(holder.space ?? '')
}

/** Whether a path names one part, and the whole that it is in: `GET /features/f1/environments/test`. */
function isItemOf({ route, path }: Site, { space }: CollectionDraft, holder: CollectionDraft): boolean {
  const spaces = route.segments.map((segment) => segment.space)
  return space !== undefined && !path.includes('[]') && spaces.includes(space) && spaces.includes(holder.space)
}

/** Whether the entities say themselves what they belong to. */
function namesHolder({ sites }: CollectionDraft, { noun }: CollectionDraft): boolean {
  return sites.some(({ site }) => site.instances.some(({ object }) => Object.keys(object).some((field) => nameRelates(field, noun))))
}

/** The field of an entity that the path names under which its answer lists these; undefined where it is another kind of list. */
function fieldIn({ route, path }: Site, holder: CollectionDraft): string | undefined {
  if (path.indexOf('[]') !== path.length - 1 || !route.segments.some(({ space }) => space === holder.space)) return undefined
  const shown = holder.sites.find(
    ({ site }) => site.route === route && site.path.length < path.length && site.path.every((key, at) => key === path[at]),
  )
  return shown && path.slice(shown.site.path.length, -1).join('.')
}
