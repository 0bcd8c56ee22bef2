import { parseExpression, printMember, type Template } from '#lang'
import { expressionText } from '../explain/compose-explanation.ts'
import { explainContentRange } from '../explain/explain-content-range.ts'
import { explainLinks } from '../explain/explain-links.ts'
import { explainScalar } from '../explain/explain-scalar.ts'
import type { Explanation, Observation } from '../explain/explanation.ts'
import type { ExplainContext } from '../explain/explanation-context.ts'
import { findPredicate } from '../guard/find-predicate.ts'

/** Explains a header: its value where it is sent, and when that is. */
export function explainHeader(observations: readonly Observation[], name: string, context: ExplainContext): Explanation {
  const present = observations.filter(({ target }) => target !== undefined)
  const absent = observations.filter(({ target }) => target === undefined)
  const value = explainPresent(present, name, context)
  if (absent.length === 0) return value
  const own = expressionText(value.template)
  // What gives nothing where there is nothing to say needs no condition.
  if (own !== undefined && value.hits === value.of && absent.every(({ scope }) => context.scopes.evaluate(own, scope) === undefined))
    return { ...value, hits: observations.length, of: observations.length }
  const whole = explainScalar(observations, name, context)
  if (whole.hits === whole.of) return whole
  const test = explainPresence(present, absent, context)
  const text = test === undefined ? undefined : expressionText(value.template)
  const hits = absent.length + value.hits
  if (text === undefined || hits < whole.hits) return whole
  return { template: toTemplate(`${test} ? ${text} : absent`), hits, of: observations.length }
}

function explainPresent(present: readonly Observation[], name: string, context: ExplainContext): Explanation {
  const text = standard[name]?.(present, context)
  if (text === undefined) return explainScalar(present, name, context)
  const hits = present.filter(({ scope, target }) => context.scopes.evaluate(text, scope) === target).length
  return { template: toTemplate(text), hits, of: present.length }
}

/** Headers whose form a standard sets. */
const standard: Readonly<Record<string, (observations: readonly Observation[], context: ExplainContext) => string | undefined>> = {
  link: explainLinks,
  'content-range': explainContentRange,
}

function toTemplate(text: string): Template {
  return { kind: 'expression', expression: parseExpression(text) }
}

/** A test that holds where a header is sent and nowhere else: one of the common ones, or that one of some parameters is there. */
function explainPresence(present: readonly Observation[], absent: readonly Observation[], context: ExplainContext): string | undefined {
  const holds = present.map(({ scope }) => scope)
  const fails = absent.map(({ scope }) => scope)
  const names = new Set(holds.flatMap(({ environment }) => Object.keys(environment.query)))
  const telling = [...names].filter((name) => !fails.some(({ environment }) => Object.hasOwn(environment.query, name)))
  const open = new Set(holds)
  const chosen: string[] = []
  while (open.size > 0) {
    const counts = telling.map((name) => ({
      name,
      count: [...open].filter(({ environment }) => Object.hasOwn(environment.query, name)).length,
    }))
    const best = counts.sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))[0]
    if (!best || best.count === 0) break
    chosen.push(`has(query${printMember(best.name)})`)
    for (const scope of [...open]) if (Object.hasOwn(scope.environment.query, best.name)) open.delete(scope)
  }
  if (open.size === 0 && chosen.length > 0 && chosen.length <= 3) return chosen.join(' || ')
  return findPredicate(holds, fails, context)
}
