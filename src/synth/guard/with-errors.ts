import { explainValue } from '../explain/explain-value.ts'
import type { ExplainContext } from '../explain/explanation-context.ts'
import type { Operation } from '../operation/operation-draft.ts'
import type { ComposedErrors } from './compose-errors.ts'

/** An operation whose body gathers errors: the rest of the body is explained as ever. */
export function withErrors(operation: Operation, { draft, slot, template }: ComposedErrors, context: ExplainContext): Operation {
  const observations = draft.calls.map((call) => ({ scope: context.scopes.create(call), target: call.body.value }))
  const special = new Map([[slot.path.join('.'), () => ({ template, hits: observations.length, of: observations.length })]])
  const body = explainValue(observations, context, { path: [], special })
  return { ...operation, body: body.template, notes: body.hits < body.of ? operation.notes : [] }
}
