import type { Route } from '../call.ts'
import type { CollectionDraft } from './collection-draft.ts'
import { documentSites } from './documents.ts'
import { linkByAddress } from './link-by-address.ts'
import { linkByRoute } from './link-by-route.ts'
import { linkByShape } from './link-by-shape.ts'
import { linkByValue } from './link-by-value.ts'
import { linkListedParts } from './link-listed-parts.ts'
import { linkOperations } from './link-operations.ts'
import { findLinkRoutes } from './link-routes.ts'
import { addListed, linkByNoun, linkNumbered, mergeAlike } from './listed-collections.ts'
import { linkListsOfKeys } from './lists-of-keys.ts'
import { addKeyAnswers, addLocated } from './located-sites.ts'
import { addMade } from './made-collections.ts'
import { settlePart } from './settle-part.ts'
import { collectSites, type Site } from './sites.ts'
import { collectSpaces, createDraft } from './spaces.ts'
import { dropReferences, splitKinds, tagKinds } from './type-tags.ts'
import { keepUnsaidParents } from './unsaid-parents.ts'
import { areWordsOfParent } from './words-of-parent.ts'

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
  linkListedParts(drafts, sites, linked)
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
  const kept = drafts.filter((draft) => draft.sites.length > 0 || (draft.space !== undefined && !areWordsOfParent(draft, drafts)))
  for (const draft of kept) settlePart(draft, kept)
  settleParents(kept)
  for (const draft of kept) draft.linkRoutes = findLinkRoutes(draft, routes)
  for (const draft of kept) keepUnsaidParents(draft, kept)
  nameApart(kept)
  return kept
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
  'ended',
  'left',
  'minted',
  'seq',
  'place',
  'true',
  'false',
  'null',
  'in',
  'item',
  'itemAt',
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
