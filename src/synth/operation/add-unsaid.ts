import type { JsonObject } from '#base'
import { isObject, type Template } from '#lang'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import { explainAlike } from '../explain/explain-alike.ts'
import { toTemplate } from '../explain/explain-value.ts'
import type { Observation } from '../explain/explanation.ts'
import type { ExplainContext } from '../explain/explanation-context.ts'

/** What answers show of an entity: without the fields that no answer shows. */
export function withoutUnsaid(value: JsonObject, { unsaid }: CollectionDraft): JsonObject {
  return unsaid ? Object.fromEntries(Object.entries(value).filter(([field]) => !unsaid.includes(field))) : value
}

/** Adds the fields that no answer shows to what makes an entity. */
export function addUnsaid(
  template: Template,
  { unsaid = [] }: CollectionDraft,
  observations: readonly Observation[],
  context: ExplainContext,
): Template {
  if (template.kind !== 'object') return template
  const entries = unsaid.flatMap((field) => {
    const cells = observations.flatMap(({ scope, target }) =>
      isObject(target) && Object.hasOwn(target, field) ? [{ scope, target: target[field] }] : [],
    )
    const text = explainAlike(cells, field, context)
    return text === undefined ? [] : [{ key: field, value: toTemplate(text) }]
  })
  return entries.length === 0 ? template : { ...template, entries: [...template.entries, ...entries] }
}
