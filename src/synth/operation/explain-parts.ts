import { equal, printMember } from '#lang'
import { type CollectionDraft, mainKeyField } from '../collection/collection-draft.ts'
import { toTemplate } from '../explain/explain-value.ts'
import type { Explanation, Observation } from '../explain/explanation.ts'
import type { ExplainContext } from '../explain/explanation-context.ts'

/** The lists of parts that the items of a list of wholes show, by place: each `item` shows those of its own. */
export function explainParts(
  whole: CollectionDraft,
  { scopes }: ExplainContext,
): Map<string, (some: readonly Observation[]) => Explanation> {
  const key = mainKeyField(whole)
  if (key === undefined || whole.parents.length > 0) return new Map()
  return new Map(
    [...(whole.partFields ?? [])].map(([field, { name }]) => {
      const text = `list(${JSON.stringify(name)}, self${printMember(key)})`
      const explain = (some: readonly Observation[]) => {
        const hits = some.filter(({ scope, target }) => equal(scopes.evaluate(text, scope), target)).length
        return { template: toTemplate(text), hits, of: some.length }
      }
      return [`item.${field}`, explain]
    }),
  )
}
