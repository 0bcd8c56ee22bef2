import { equal, isList, parseExpression, printMember } from '#lang'
import { type CollectionDraft, mainKeyField } from '../collection/collection-draft.ts'
import { explainValue } from '../explain/explain-value.ts'
import type { Explanation, Observation } from '../explain/explanation.ts'
import type { ExplainContext } from '../explain/explanation-context.ts'
import { nameRelates, singular } from '../naming.ts'

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
  if (!observations.every(({ target }) => isList(target))) return otherwise
  const text =
    relation?.by === undefined
      ? holdersText(collection, name, key, context)
      : `select(${JSON.stringify(collection.name)}, ${name}, ${JSON.stringify(`${key}.*`)})${printMember(key)}`
  if (text === undefined) return otherwise
  const hits = observations.filter(({ scope, target }) => equal(context.scopes.evaluate(text, scope), target)).length
  if (hits < otherwise.hits) return otherwise
  return { template: { kind: 'expression', expression: parseExpression(text) }, hits, of: observations.length }
}

/** The entities that a part is named after, where they hold the key of the one whose part it is. */
function holdersText(collection: CollectionDraft, name: string, part: string, context: ExplainContext): string | undefined {
  for (const holder of context.scopes.timeline.collections) {
    if (holder.parents.length > 0 || !nameRelates(singular(part), holder.noun)) continue
    const [field] = Object.entries(holder.relations ?? {}).find(([, { collection: to, by }]) => to === collection.name && by === undefined) ?? []
    const key = mainKeyField(collection)
    if (field === undefined || key === undefined) continue
    return `list(${JSON.stringify(holder.name)}).filter(e, e${printMember(field)} == ${name}${printMember(key)})`
  }
  return undefined
}
