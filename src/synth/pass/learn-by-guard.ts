import type { Call } from '../call.ts'
import { isRefusal } from '../guard/refusal.ts'
import { learnOperation } from '../operation/learn-operation.ts'
import type { LearnContext, Operation } from '../operation/operation-draft.ts'
import { expressionSampleMax, sampleCalls } from './sample-calls.ts'
import type { VariantDraft } from './variants.ts'

/** One answer is explained by anything. */
const apartMin = 2

/**
 * What refusals of one form say where several guards choose it and no one rule tells: each guard has its own, which speaks of what it is about. By
 * guard; none where that explains no more.
 */
export function learnByGuard(
  rules: readonly { readonly label: VariantDraft; readonly when: string }[],
  operations: ReadonlyMap<VariantDraft, Operation>,
  context: LearnContext,
): Map<string, Operation> {
  const apart = new Map<string, Operation>()
  for (const [draft, own] of Map.groupBy(rules, ({ label }) => label)) {
    const whole = operations.get(draft)
    if (own.length < 2 || !isRefusal(draft) || !whole || whole.bodyHits >= draft.calls.length) continue
    const chosenBy = (call: Call) => own.find(({ when }) => context.scopes.evaluate(when, context.scopes.create(call)) === true)?.when
    const parts = Map.groupBy(draft.calls, chosenBy)
    const learned = own.map(({ when }) => ({ when, calls: sampleCalls(parts.get(when) ?? [], expressionSampleMax) }))
    if (learned.some(({ calls }) => calls.length < apartMin)) continue
    const found = learned.map(({ when, calls }) => [when, learnOperation({ ...draft, calls }, context, { guard: when })] as const)
    if (found.every(([, { bodyHits }], at) => bodyHits === learned[at]?.calls.length))
      for (const [when, operation] of found) apart.set(when, operation)
  }
  return apart
}
