import { sameNoun } from '../naming.ts'
import { type CollectionDraft, isScalar, keyNames } from './collection-draft.ts'
import { isListSite, type Site, siteName } from './sites.ts'

/** So many of the keys that paths named with success must stand in the lists. */
const listedMin = 0.5

/**
 * Links the lists within a whole to the parts that paths name below it, where nothing shows one of these alone:
 * `POST /flags/dark/environments/test/on`, where a flag shows `"environments": [{"name": "test"}]`.
 */
export function linkListedParts(drafts: readonly CollectionDraft[], sites: readonly Site[], linked: Set<Site>): void {
  for (const draft of drafts) {
    const whole = drafts.find(({ space }) => space !== undefined && space === draft.parents.at(-1))
    if (!whole || draft.space === undefined || draft.sites.length > 0) continue
    const lists = sites.filter(
      (site) => !linked.has(site) && isListSite(site) && sameNoun(siteName(site) ?? '', draft.noun) && isIn(site, whole),
    )
    const used = [...draft.used.values()].flatMap((keys) => [...keys])
    const keyField = keyNames.find((field) => {
      const shown = new Set(lists.flatMap(({ instances }) => instances.map(({ object }) => String(object[field]))))
      const isKey = lists.every(({ instances }) => instances.every(({ object }) => isScalar(object[field])))
      return isKey && used.length > 0 && used.filter((key) => shown.has(key)).length >= used.length * listedMin
    })
    if (lists.length === 0 || keyField === undefined) continue
    for (const site of lists) {
      draft.sites.push({ site, keyField })
      linked.add(site)
    }
  }
}

/** Whether a list stands in what an answer shows of a whole. */
function isIn({ route, path }: Site, { sites }: CollectionDraft): boolean {
  return sites.some(
    ({ site }) => site.route === route && site.path.length === path.length - 2 && site.path.every((key, at) => key === path[at]),
  )
}
