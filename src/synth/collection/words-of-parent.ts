import { isList, isObject } from '#lang'
import { sameNoun } from '../naming.ts'
import type { CollectionDraft } from './collection-draft.ts'

/** So many of the words that paths named with success must stand in the parent's list in some answer. */
const listedMin = 0.5

/**
 * Whether what a place of paths names is a word that its parent keeps in a list, and nothing more: `PUT /items/7/tags/red`, where items show
 * `"tags": ["red"]` and nothing shows a tag. The list is a field of the parent; the words are no entities.
 */
export function areWordsOfParent(draft: CollectionDraft, drafts: readonly CollectionDraft[]): boolean {
  const parent = drafts.find(({ space }) => space !== undefined && space === draft.parents.at(-1))
  if (!parent || draft.sites.length > 0) return false
  const listed = new Set<string>()
  for (const { site } of parent.sites)
    for (const { object } of site.instances)
      for (const [field, value] of Object.entries(object))
        if (sameNoun(field, draft.noun) && isList(value) && !value.some(isObject)) for (const word of value) listed.add(String(word))
  const used = [...draft.used.values()].flatMap((words) => [...words])
  return used.length > 0 && used.filter((word) => listed.has(word)).length >= used.length * listedMin
}
