import type { Route } from '../call.ts'
import { nameRelates } from '../naming.ts'
import type { CollectionDraft } from './collection-draft.ts'
import { documentSites } from './documents.ts'
import { linkByAddress } from './link-by-address.ts'
import { linkByRoute } from './link-by-route.ts'
import { linkByShape } from './link-by-shape.ts'
import { linkByValue } from './link-by-value.ts'
import { linkOperations } from './link-operations.ts'
import { findLinkRoutes } from './link-routes.ts'
import { addListed, linkByNoun, linkNumbered, mergeAlike } from './listed-collections.ts'
import { linkListsOfKeys } from './lists-of-keys.ts'
import { addKeyAnswers, addLocated } from './located-sites.ts'
import { addMade } from './made-collections.ts'
import { collectSites, type Site } from './sites.ts'
import { collectSpaces, createDraft } from './spaces.ts'
import { dropReferences, splitKinds, tagKinds } from './type-tags.ts'

/** Finds the kinds of entities: what keeps its key over paths and answers. */
export function inferCollections(routes: readonly Route[]): CollectionDraft[] {
  const places = [...collectSites(routes), ...documentSites(routes)]
  const drafts = collectSpaces(routes).map((space) => createDraft(space, places))
  tagKinds(drafts, places, routes)
  const sites = splitKinds(places, drafts, routes)
  const linked = new Set<Site>(drafts.flatMap((draft) => draft.sites.map(({ site }) => site)))
  for (let round = 0; round < 3; round++) {
    const before = linked.size
    linkByRoute(drafts, sites, linked)
    // What the path of its own kind lists may be a tie to things that say that they are elsewhere.
    linkByAddress(drafts, sites, linked)
    linkByValue(drafts, sites, linked)
    if (linked.size === before) break
  }
  linkByShape(drafts, sites, linked)
  linkOperations(drafts, sites, linked)
  addListed(drafts, sites, linked)
  linkNumbered(drafts, sites, linked)
  addMade(drafts, sites, linked, routes)
  linkByNoun(drafts, sites, linked)
  linkByValue(drafts, sites, linked)
  linkListsOfKeys(drafts, routes)
  mergeAlike(drafts)
  dropReferences(drafts)
  addLocated(drafts, routes)
  addKeyAnswers(drafts, routes)
  const kept = drafts.filter((draft) => draft.sites.length > 0 || draft.space !== undefined)
  for (const draft of kept) settlePart(draft, kept)
  settleParents(kept)
  for (const draft of kept) draft.linkRoutes = findLinkRoutes(draft, routes)
  nameApart(kept)
  return kept
}

/** What only entities that their path names list within them is kept under these: the same key within another one is something else. */
function settlePart(draft: CollectionDraft, drafts: readonly CollectionDraft[]): void {
  const around = drafts.filter((holder) => holder.space !== undefined && isWithin(draft, holder))
  const holders = around.flatMap((holder) => {
    const own = draft.sites.filter(({ site }) => draft.space === undefined || !isInHolders(site, holder))
    const fields = own.map(({ site }) => fieldIn(site, holder))
    return fields.every((field) => field !== undefined) ? [{ holder, own, fields }] : []
  })
  const [{ holder, own, fields } = { holder: undefined, own: [], fields: [] }] = holders
  if (holders.length !== 1 || holder?.space === undefined || namesHolder(draft, holder)) return
  draft.parents = [...holder.parents, holder.space]
  draft.partOf = holder
  if (draft.space === undefined) return
  // What lists of wholes show is worked out from the parts: it is no place of its own.
  draft.sites.splice(0, draft.sites.length, ...own)
  holder.partFields = new Map([...(holder.partFields ?? []), ...fields.map((field) => [field, draft] as const)])
}

/** Whether a list stands in the items of a list of the other kind. */
function isInHolders({ route, path }: Site, holder: CollectionDraft): boolean {
  const around = path.slice(0, -1)
  return holder.sites.some(
    ({ site }) =>
      site.route === route &&
      site.path.at(-1) === '[]' &&
      site.path.length === around.length - 1 &&
      site.path.every((key, at) => key === path[at]),
  )
}

/** Whether no path names an entity, or one that goes on from that of the other kind. */
function isWithin({ space, parents }: CollectionDraft, holder: CollectionDraft): boolean {
  return space === undefined ? parents.length === 0 : space.startsWith(`${holder.space}/`) && parents.includes(holder.space ?? '')
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

/** Parents come before the key only where each answer that shows an entity also names them in its path. */
function settleParents(drafts: readonly CollectionDraft[]): void {
  for (const draft of drafts) {
    draft.parents = draft.parents.filter((parent) =>
      draft.sites.every(({ site }) => site.route.segments.some((segment) => segment.space === parent)),
    )
  }
}

/** Names that expressions use for other things. */
const reservedNames = [
  'path',
  'query',
  'header',
  'body',
  'now',
  'malformed',
  'target',
  'absent',
  'self',
  'was',
  'page',
  'listed',
  'entry',
  'key',
  'answer',
  'answers',
  'counted',
  'drawn',
  'left',
  'minted',
  'seq',
  'place',
  'true',
  'false',
  'null',
  'in',
  'item',
  'e',
]

/** Gives each collection a name of its own that expressions can use. */
export function nameApart(drafts: readonly CollectionDraft[]): void {
  const taken = new Set<string>(reservedNames)
  for (const draft of drafts) {
    const base = draft.noun.replace(/\W+/g, '_').replace(/^_+|_+$/g, '') || 'item'
    let name = /^[A-Za-z_]/.test(base) ? base : `_${base}`
    for (let count = 2; taken.has(name); count++) name = `${base}${count}`
    taken.add(name)
    draft.name = name
  }
}
