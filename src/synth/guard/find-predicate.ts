import { mayBeChance } from '../doubt/chance.ts'
import type { ExplainContext } from '../explain/explanation-context.ts'
import type { Scope } from '../explain/scope.ts'
import type { Predicate } from './predicate.ts'
import { proposePredicates } from './propose-predicates.ts'

export const sampleMax = 60

/** The cheapest test that holds in all of one group of scopes and in none of the other; undefined when there is none. */
export function findPredicate(holds: readonly Scope[], fails: readonly Scope[], context: ExplainContext): string | undefined {
  if (holds.length === 0 || fails.length === 0) return undefined
  // Many values part the same calls in the same way.
  const asked = `predicate ${context.scopes.numbersOf(holds)} / ${context.scopes.numbersOf(fails)}`
  return context.scopes.remember(asked, () => searchPredicate(holds, fails, context))
}

function searchPredicate(holds: readonly Scope[], fails: readonly Scope[], context: ExplainContext): string | undefined {
  const isFew = holds.length + fails.length <= 2 * sampleMax
  const [some, others] = isFew ? [holds, fails] : [holds.slice(0, sampleMax), fails.slice(0, sampleMax)]
  const proposals = proposePredicates([...some, ...others], others, context)
  // A literal that was seen once proves nothing.
  const isAsked = ({ cost }: Predicate) => cost <= 5 || holds.length >= 2
  // The first of the cheapest: what is dearer need not be asked.
  const best = proposals
    .filter(isAsked)
    .sort((a, b) => a.cost - b.cost)
    .find(
      ({ text }) =>
        holds.every((scope) => context.scopes.evaluate(text, scope) === true) &&
        fails.every((scope) => context.scopes.evaluate(text, scope) !== true),
    )
  const { cost = 0, text } = best ?? {}
  if (text !== undefined && mayBeChance(proposals.filter((predicate) => predicate.cost <= cost).length, holds, fails))
    context.scopes.doubted.add(text)
  return text
}
