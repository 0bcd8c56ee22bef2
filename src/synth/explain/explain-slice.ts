import { isObject, readRange } from '#lang'
import { rangeText } from '../query/parameters.ts'
import type { Observation } from './explanation.ts'
import type { ExplainContext } from './explanation-context.ts'

/** The part of a text at hand that the request asks for with a `Range`. */
export function explainSlice(observations: readonly Observation[], context: ExplainContext): string | undefined {
  return findText(observations, context, (text) => `slice(${text}, ${rangeText})`)
}

/** The `Content-Range` of the part of a text at hand that is shown, or that there is none of; not all of the texts need be known. */
export function explainSliceRange(observations: readonly Observation[], context: ExplainContext): string | undefined {
  return findText(observations, context, (text) => `contentRange(${rangeText}, bytes(${text}))`, knownShareMin)
}

const knownShareMin = 0.5
/** Observations whose texts are tried. */
const sourcesMax = 8

function findText(
  observations: readonly Observation[],
  context: ExplainContext,
  print: (text: string) => string,
  shareMin = 1,
): string | undefined {
  if (observations.length === 0 || !observations.every(({ scope }) => isObject(readRange(scope.environment.header.range)))) return undefined
  const terms = observations
    .slice(0, sourcesMax)
    .flatMap(({ scope }) => scope.terms.all.filter(({ value }) => typeof value === 'string' && value !== ''))
  const costs = new Map(terms.map(({ term }) => [term.text, term.cost]))
  const ranked = [...costs].sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1))
  const hitsOf = (text: string) => observations.filter(({ scope, target }) => context.scopes.evaluate(text, scope) === target).length
  return ranked.map(([text]) => print(text)).find((text) => hitsOf(text) >= observations.length * shareMin)
}
