import { type Expression, parseExpression, printExpression } from '#lang'
import type { OperationDraft } from '../operation/operation-draft.ts'

/** Names under which a refusal finds the item of a list that it is about, and its place there. */
export const itemLocals = { item: 'refusedItem', place: 'refusedAt' } as const

/**
 * Where the guard says that an item of a list in the body is refused, tells the answers which one it is, the first, and where it stands: they may
 * say either (`lines[2].count`, `["body", "lines", 2, "count"]`).
 */
export function nameItem(draft: OperationDraft, guard: string | undefined): void {
  const test = guard?.includes('.exists(') ? parseExpression(guard) : undefined
  if (test?.kind !== 'macro' || test.name !== 'exists' || !isOfBody(test.of)) return
  const list = printExpression(test.of)
  const place = `first(range(size(${list})).filter(n, [${list}[n]].exists(${test.as}, ${printExpression(test.body)})))`
  const item = `${list}[${itemLocals.place}]`
  for (const call of draft.variant.calls) {
    draft.bind(call, itemLocals.place, draft.context.scopes.evaluate(place, draft.scope(call)))
    draft.bind(call, itemLocals.item, draft.context.scopes.evaluate(item, draft.scope(call)))
  }
  draft.effects.push({ let: itemLocals.place, value: { $: place } }, { let: itemLocals.item, value: { $: item } })
}

function isOfBody(expression: Expression): boolean {
  return expression.kind === 'member' ? isOfBody(expression.of) : expression.kind === 'name' && expression.name === 'body'
}
