import { sameNoun } from '../naming.ts'
import { type CollectionDraft, isScalar, mainKeyField } from './collection-draft.ts'
import { isListSite, type Site, siteName } from './sites.ts'
import { mayShow } from './type-tags.ts'

const sharedMin = 3

/** Links lists within other entities whose items have the fields of a known kind and a like name: `lines` of an order to `order_lines`. */
export function linkByShape(drafts: readonly CollectionDraft[], sites: readonly Site[], linked: Set<Site>): void {
  const shapes = drafts.map((draft) => ({ draft, keyField: mainKeyField(draft), fields: fieldsOf(draft.sites.map(({ site }) => site)) }))
  for (const site of sites) {
    if (linked.has(site) || !isListSite(site)) continue
    const name = siteName(site) ?? ''
    const own = fieldsOf([site])
    const found = shapes.find(({ draft, keyField, fields }) => {
      if (keyField === undefined || !mayShow(draft, site) || !isAkin(name, draft.noun)) return false
      const shared = [...own].filter((field) => fields.has(field) && field !== keyField)
      const keyed = site.instances.filter(({ object }) => isScalar(object[keyField])).length
      return shared.length >= sharedMin && shared.length + 1 >= own.size * 0.8 && keyed > 0
    })
    if (!found) continue
    found.draft.sites.push({ site, keyField: found.keyField as string })
    linked.add(site)
  }
}

function fieldsOf(sites: readonly Site[]): Set<string> {
  return new Set(sites.flatMap((site) => site.instances.flatMap(({ object }) => Object.keys(object))))
}

/** `lines` is akin to `order_line`: the same noun, or its last word. */
function isAkin(name: string, noun: string): boolean {
  return sameNoun(name, noun) || sameNoun(name, noun.split(/[_-]/).at(-1) ?? noun)
}
