import { type Call, isSuccess, type Route } from '../call.ts'
import { singular } from '../naming.ts'
import { type CollectionDraft, keyRank, type LinkedSite, scalarFields } from './collection-draft.ts'
import { isListSite, type Site } from './sites.ts'

interface Space {
  readonly id: string
  readonly noun: string
  /** Parameter places before this one. */
  readonly parents: readonly string[]
  /** Names of the parameters, by route. */
  readonly calls: { readonly call: Call; readonly value: string; readonly isItem: boolean }[]
}

export function collectSpaces(routes: readonly Route[]): Space[] {
  const spaces = new Map<string, Space>()
  for (const route of routes) {
    const parents: string[] = []
    route.segments.forEach((segment, at) => {
      if (segment.space === undefined || segment.parameter === undefined) return
      let space = spaces.get(segment.space)
      if (!space) {
        const literal = route.segments[at - 1]?.literal
        const kind = /\{(\w+)\}$/.exec(segment.space)?.[1]?.replace(/_?id$/i, '')
        space = { id: segment.space, noun: kind || (literal ? singular(literal) : 'item'), parents: [...parents], calls: [] }
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

export function createDraft(space: Space, sites: readonly Site[]): CollectionDraft {
  const draft: CollectionDraft = {
    name: space.noun,
    space: space.id,
    parents: space.parents,
    noun: space.noun,
    sites: [],
    aliases: new Set(),
    used: usedKeys(space),
  }
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
