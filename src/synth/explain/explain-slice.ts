import { functions, isObject, readRange } from '#lang'
import { rangeText } from '../query/parameters.ts'
import type { Observation } from './explanation.ts'
import type { ExplainContext } from './explanation-context.ts'

/** The part of a text at hand that the request asks for with a `Range`. */
export function explainSlice(observations: readonly Observation[], context: ExplainContext): string | undefined {
  return findText(observations, context, (text) => `slice(${text}, ${rangeText})`)
}

/** The `Content-Range` of the part of a text at hand that is shown, or that there is none of. */
export function explainSliceRange(observations: readonly Observation[], context: ExplainContext): string | undefined {
  return findText(observations, context, (text) => `contentRange(${rangeText}, bytes(${text}))`)
}

function findText(observations: readonly Observation[], context: ExplainContext, print: (text: string) => string): string | undefined {
  const [first] = observations
  if (!first || !observations.every(({ scope }) => isObject(readRange(scope.environment.header.range)))) return undefined
  const texts = first.scope.terms.all.filter(({ value }) => typeof value === 'string' && Number(functions.bytes?.(value)) > 0)
  const ranked = [...texts].sort((a, b) => a.term.cost - b.term.cost || (a.term.text < b.term.text ? -1 : 1))
  return ranked
    .map(({ term }) => print(term.text))
    .find((text) => observations.every(({ scope, target }) => context.scopes.evaluate(text, scope) === target))
}
