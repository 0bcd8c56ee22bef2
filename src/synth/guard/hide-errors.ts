import { parseExpression, printExpression } from '#lang'
import type { Call } from '../call.ts'
import type { ExplainContext } from '../explain/explanation-context.ts'
import type { GuardedPart } from './compose-errors.ts'
import type { ErrorPart } from './error-parts.ts'

/**
 * Errors of one field of which an answer shows the first only: what is blank is not said to be malformed too. `held` are the errors of each
 * answer; an error whose test holds and that another one of its field stands for every time waits for that one not to hold.
 */
export function hideErrors(
  guarded: readonly GuardedPart[],
  held: ReadonlyMap<Call, readonly ErrorPart[]>,
  groupOf: (id: string) => string,
  context: ExplainContext,
): GuardedPart[] {
  const holds = ({ test }: GuardedPart, call: Call) => context.scopes.evaluate(test, context.scopes.create(call)) === true
  const shows = ({ part }: GuardedPart, call: Call) => held.get(call)?.some(({ id }) => id === part.id) === true
  return guarded.map((own) => {
    const before = guarded.filter((other) => {
      if (other === own || groupOf(other.part.id) !== groupOf(own.part.id)) return false
      const both = [...held.keys()].filter((call) => holds(own, call) && holds(other, call))
      return both.length > 0 && both.every((call) => shows(other, call) && !shows(own, call))
    })
    if (before.length === 0) return own
    const tests = before.map(({ test }) => `!(${test})`).join(' && ')
    return { ...own, test: printExpression(parseExpression(`${tests} && (${own.test})`)) }
  })
}
