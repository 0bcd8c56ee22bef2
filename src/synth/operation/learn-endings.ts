import { parseExpression, printExpression } from '#lang'
import type { OperationDraft } from './operation-draft.ts'

/** The name of what a write ends that its path does not name, as it was. */
export const endedName = 'ended'

/** Ends the entities that calls end without naming them in their path, and binds them for answers that count or list them. */
export function learnEndings(draft: OperationDraft): void {
  const { calls } = draft.variant
  for (const { route, collection, where } of draft.timeline.endings) {
    if (calls[0]?.route !== route || draft.effects.some((effect) => 'create' in effect && effect.create === collection)) continue
    const text = printExpression(parseExpression(`list(${JSON.stringify(collection)}).filter(self, ${where})`))
    for (const call of calls) draft.bind(call, endedName, draft.context.scopes.evaluate(text, draft.scope(call)))
    draft.effects.push({ let: endedName, value: { $: text } }, { deleteWhere: collection, where })
  }
}
