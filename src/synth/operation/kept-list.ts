import { equal, isList, isObject, printMember } from '#lang'
import { valueKey } from '../call.ts'
import { valueIn } from '../collection/sites.ts'
import { toTemplate } from '../explain/explain-value.ts'
import type { Explanation, Observation } from '../explain/explanation.ts'
import type { OperationDraft } from './operation-draft.ts'

/** Fewer different lists may be the same by chance. */
const keptMin = 3

/** A list that an entity at hand holds, where the answer shows just that. */
export function keptList(
  draft: OperationDraft,
  path: readonly string[],
): ((observations: readonly Observation[]) => Explanation) | undefined {
  const { calls } = draft.variant
  const shown = calls.map((call) => ({ scope: draft.scope(call), target: valueIn(call.body.value, path) }))
  const told = new Set(shown.map(({ target }) => (isList(target) && target.length > 0 ? valueKey(target) : '')))
  if (told.size < keptMin) return undefined
  const [first] = shown
  const texts = Object.entries(first?.scope.environment.locals ?? {}).flatMap(([name, entity]) =>
    isObject(entity) ? Object.keys(entity).flatMap((field) => (isList(entity[field]) ? [`${name}${printMember(field)}`] : [])) : [],
  )
  const text = texts.find((each) => shown.every(({ scope, target }) => equal(draft.context.scopes.evaluate(each, scope), target)))
  return text === undefined ? undefined : (some) => ({ template: toTemplate(text), hits: some.length, of: some.length })
}
