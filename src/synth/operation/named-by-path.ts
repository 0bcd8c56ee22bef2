import { isObject, parseExpression, printMember } from '#lang'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import type { Explanation, Observation } from '../explain/explanation.ts'
import { endsInSpace } from '../timeline/track.ts'
import { keyField } from './key-field.ts'
import type { OperationDraft } from './operation-draft.ts'

/**
 * The key of what a write to its own path makes is the one that the path names, though all that was recorded had the same name: a file
 * `note.txt` of a document.
 */
export function namedByPath(
  draft: OperationDraft,
  collection: CollectionDraft,
  observations: readonly Observation[],
): Map<string, (some: readonly Observation[]) => Explanation> {
  const special = new Map<string, (some: readonly Observation[]) => Explanation>()
  const route = draft.variant.calls[0]?.route
  const field = keyField(draft, collection)
  if (!route || field === undefined || !endsInSpace(route, collection)) return special
  const text = `path${printMember(route.segments.at(-1)?.parameter ?? '')}`
  // Where names differ they speak for themselves.
  const names = new Set(observations.map(({ target }) => isObject(target) && target[field]))
  const isNamed =
    names.size === 1 &&
    observations.every(({ scope, target }) => isObject(target) && target[field] === draft.context.scopes.evaluate(text, scope))
  if (isNamed)
    special.set(`${collection.name}.${field}`, (some) => ({
      template: { kind: 'expression', expression: parseExpression(text) },
      hits: some.length,
      of: some.length,
    }))
  return special
}
