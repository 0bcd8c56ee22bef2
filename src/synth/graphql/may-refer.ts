import type { Value } from '#lang'
import type { Route } from '../call.ts'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import { nameRelates, sameNoun } from '../naming.ts'

/** Keys as long as this don't meet by chance. */
const surpriseMin = 6

/**
 * Whether a value of a GraphQL call may be the key of an entity: ids are small numbers there, and those of all types meet. It is an argument
 * that is known to name such entities, is called after them, or is too long for chance.
 */
export function mayRefer(text: string, field: string, value: Value, collection: CollectionDraft, route: Route): boolean {
  if (nameRelates(field, collection.noun) || sameNoun(field, collection.noun)) return true
  const links = collection.graph?.links.get(route) ?? []
  if (links.some((link) => link.text === text || (/^(entry|i)\b/.test(text) && link.path.at(-1) === field))) return true
  return String(value).length >= surpriseMin
}
