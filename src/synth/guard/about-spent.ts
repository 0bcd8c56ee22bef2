import type { ExplainContext } from '../explain/explanation-context.ts'
import type { Scope } from '../explain/scope.ts'
import { spentTest } from '../timeline/spent.ts'
import type { Predicate } from './predicate.ts'

/** Tests on whether what the body brings was good for one time, which is over. */
export function aboutSpent(scopes: readonly Scope[], context: ExplainContext): Predicate[] {
  const route = scopes[0]?.call.route
  const own = context.spendings?.filter((spending) => spending.route === route && !spending.isCredential) ?? []
  return own.map((spending) => {
    const { text, field } = spending
    // What was taken was handed out by the service, all of it.
    return { text: `${spentTest(spending)} || has(${text}) && !issued(${text})`, cost: 3.4, kind: 'reference', fields: [field] }
  })
}
