import type { Template } from '#lang'
import type { ValueEvidence } from '#model'
import { valueKey } from '../call.ts'
import { expressionText } from '../explain/compose-explanation.ts'
import type { Explanation, Observation } from '../explain/explanation.ts'
import type { ExplainContext } from '../explain/explanation-context.ts'
import { termsOfAll } from '../explain/rank-terms.ts'

const distinctMax = 50
/** Where more different values than this agree, another expression would be a strange coincidence. */
const doubtfulMax = 2
const alternativesMax = 3
/** So many observations are asked for alternatives. */
const sampleMax = 12

/** What the explanation of one value rests on. `name` is its field's own. */
export function toValueEvidence(
  explained: Explanation,
  observations: readonly Observation[],
  name: string,
  context: ExplainContext,
): ValueEvidence {
  const sessions = new Set(observations.map(({ scope }) => scope.call.session)).size
  const values = new Set<string>()
  for (const { target } of observations) if (values.size < distinctMax) values.add(valueKey(target))
  const { template, hits, of } = explained
  const alternatives = hits === of && values.size <= doubtfulMax ? findAlternatives(template, observations, name, context) : []
  const trials = template.kind === 'literal' ? sessions : values.size
  return {
    hits,
    of,
    sessions,
    distinct: values.size,
    confidence: confidenceIn(trials, of === 0 ? 0 : hits / of),
    ...(alternatives.length > 0 ? { alternatives } : {}),
  }
}

/** How likely the next of so many trials is right, of which this share was: as if half a trial of each sort had been seen besides. */
export function confidenceIn(trials: number, share: number): number {
  return Math.round(((trials * share + 0.5) / (trials + 1)) * 100) / 100
}

/** Other expressions that give every value that was seen. */
function findAlternatives(template: Template, observations: readonly Observation[], name: string, context: ExplainContext): string[] {
  const chosen = expressionText(template)
  if (chosen === undefined) return []
  return termsOfAll(observations.slice(0, sampleMax), name, context)
    .map(({ text }) => text)
    .filter((text) => text !== chosen)
    .slice(0, alternativesMax)
}
