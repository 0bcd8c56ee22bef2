import { equal, isList, parseExpression, printMember } from '#lang'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import { explainValue } from '../explain/explain-value.ts'
import type { Explanation, Observation } from '../explain/explanation.ts'
import type { ExplainContext } from '../explain/explanation-context.ts'

/** Explains a part of an entity that is shown on demand: the others that hold its key, or whatever gives its values. */
export function explainPart(
  collection: CollectionDraft,
  name: string,
  observations: readonly Observation[],
  path: readonly string[],
  context: ExplainContext,
): Explanation {
  const key = path.at(-1) ?? ''
  const relation = collection.relations?.[key]
  const otherwise = explainValue(observations, context, { path })
  if (relation?.by === undefined || !observations.every(({ target }) => isList(target))) return otherwise
  const text = `select(${JSON.stringify(collection.name)}, ${name}, ${JSON.stringify(`${key}.*`)})${printMember(key)}`
  const hits = observations.filter(({ scope, target }) => equal(context.scopes.evaluate(text, scope), target)).length
  if (hits < otherwise.hits) return otherwise
  return { template: { kind: 'expression', expression: parseExpression(text) }, hits, of: observations.length }
}
