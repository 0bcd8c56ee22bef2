import { equal, isObject, parseExpression } from '#lang'
import { askedNames } from './asked-names.ts'
import type { Explanation, Observation } from './explanation.ts'
import type { ExplainContext } from './explanation-context.ts'

/** So many of the maps must be given. */
const shareMin = 0.9

/**
 * A map at hand of which a list of names in the request says what to show: `fields[articles]=title,views` of the attributes of an article.
 * Undefined where none is shown in part.
 */
export function explainPicked(observations: readonly Observation[], context: ExplainContext): Explanation | undefined {
  const forms = new Set(observations.map(({ target }) => (isObject(target) ? Object.keys(target).sort().join() : '')))
  if (observations.length < 3 || forms.size < 2) return undefined
  const places = new Map<string, number>()
  for (const { scope, target } of observations) {
    if (!isObject(target)) return undefined
    const keys = Object.keys(target)
    for (const { text, names } of askedNames(scope.environment))
      if (keys.every((key) => names.has(key))) places.set(text, (places.get(text) ?? 0) + 1)
  }
  const [best] = [...places].sort(([one, ofOne], [other, ofOther]) => ofOther - ofOne || (one < other ? -1 : 1))
  if (!best || best[1] < 2) return undefined
  const [place] = best
  const whole = observations.find(({ scope }) => context.scopes.evaluate(place, scope) === undefined)
  if (!whole) return undefined
  const maps = whole.scope.terms.byValue(whole.target).filter(({ text }) => !/^(body|query)\b/.test(text))
  for (const { text: map } of maps) {
    const text = `only(${map}, ${place})`
    const hits = observations.filter(({ scope, target }) => equal(context.scopes.evaluate(text, scope), target)).length
    const template = { kind: 'expression', expression: parseExpression(text) } as const
    if (hits >= observations.length * shareMin) return { template, hits, of: observations.length }
  }
  return undefined
}
