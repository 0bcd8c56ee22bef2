import { sameNoun } from '../naming.ts'
import { type CollectionDraft, isScalar, keyRank, lastLiteral, scalarFields } from './collection-draft.ts'
import { type Site, siteName } from './sites.ts'
import { mayShow } from './type-tags.ts'

/** So many of the keys that operations took must be those of what is linked. */
const shareMin = 0.5

/**
 * Links what is shown under the name of what operations are about, and has the keys that they take: the `users` of `listUsers`, where `deleteUser`
 * and `renameUser` say which, and answer no more than that it is done.
 */
export function linkOperations(drafts: readonly CollectionDraft[], sites: readonly Site[], linked: Set<Site>): void {
  for (const draft of drafts) {
    if (draft.space === undefined || !/\{\w+\}$/.test(draft.space) || draft.sites.length > 0) continue
    for (const site of sites) {
      if (linked.has(site) || !mayShow(draft, site) || !sameNoun(siteName(site) ?? lastLiteral(site.route) ?? '', draft.noun)) continue
      const field = scalarFields(site.instances.map(({ object }) => object)).find((name) => keyRank(name) === 0)
      if (field === undefined || shareOfUsed(draft, site, field) < shareMin) continue
      draft.sites.push({ site, keyField: field })
      linked.add(site)
    }
  }
}

function shareOfUsed({ used }: CollectionDraft, { instances }: Site, field: string): number {
  const shown = new Set(
    instances.flatMap(({ call, object }) => (isScalar(object[field]) ? [`${call.session} ${String(object[field])}`] : [])),
  )
  const keys = [...used].flatMap(([session, own]) => [...own].map((key) => `${session} ${key}`))
  return keys.length === 0 ? 0 : keys.filter((key) => shown.has(key)).length / keys.length
}
