import { equal, parseExpression, printMember, type Template } from '#lang'
import { findPredicate } from '../guard/find-predicate.ts'
import { findUnion } from '../guard/find-union.ts'
import type { Explanation, Observation } from './explanation.ts'
import type { ExplainContext } from './explanation-context.ts'

/**
 * A field that holds the key of another entity and is shown only on demand, as that entity: so it is even where all that was shown of it
 * was that it holds nothing.
 */
export function explainRelated(observations: readonly Observation[], field: string, context: ExplainContext): Explanation | undefined {
  const present = observations.filter(({ target }) => target !== undefined)
  for (const { name, relations } of context.scopes.timeline.collections) {
    const relation = relations?.[field]
    if (!relation?.onDemand || present.length === 0) continue
    for (const entity of [name, 'self']) {
      const key = entity + printMember(field)
      const known = present.filter(({ scope }) => context.scopes.evaluate(key, scope) !== undefined)
      const text = `coalesce(find(${JSON.stringify(relation.collection)}, ${key}), null)`
      if (known.length === 0 || !known.every(({ scope, target }) => equal(context.scopes.evaluate(text, scope), target))) continue
      return whereShown({ kind: 'expression', expression: parseExpression(text) }, present, observations, context)
    }
  }
  return undefined
}

/** Undefined where nothing tells when it is shown. */
function whereShown(
  template: Template,
  present: readonly Observation[],
  observations: readonly Observation[],
  context: ExplainContext,
): Explanation | undefined {
  const [hits, of] = [observations.length, observations.length]
  if (present.length === of) return { template, hits, of }
  const [shown, absent] = [present, observations.filter((observation) => !present.includes(observation))].map((some) =>
    some.map(({ scope }) => scope),
  ) as [Observation['scope'][], Observation['scope'][]]
  const test = findPredicate(shown, absent, context) ?? findUnion(shown, absent, context)
  return test === undefined ? undefined : { template: { kind: 'if', test: parseExpression(test), then: template }, hits, of }
}
