import { equal, isList, isObject, parseExpression, type TemplateEntry, type Value } from '#lang'
import { askedNames } from './asked-names.ts'
import type { Explanation, Observation } from './explanation.ts'
import type { ExplainContext } from './explanation-context.ts'
import { keysInOrder } from './keys-in-order.ts'

/** So many of the maps must be given. */
const shareMin = 0.9
/** So many maps, in so many forms, tell that a list of names decides on what is shown. */
const askedMin = 4
const formsMin = 3

/**
 * A map of which a list of names in the request says what to show: `fields[articles]=title,views`. It is one at hand, such as the attributes of
 * an article, or each of its fields is explained by itself, where it was asked for. Undefined where none is shown in part.
 */
export function explainPicked(
  observations: readonly Observation[],
  context: ExplainContext,
  explain: (cells: readonly Observation[], key: string) => Explanation,
): Explanation | undefined {
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
  const [place, count] = best
  return (
    pickOf(place, observations, context) ??
    (count >= askedMin && forms.size >= formsMin ? pickEach(place, count, observations, context, explain) : undefined)
  )
}

/** The entries of a map at hand that are asked for. */
function pickOf(place: string, observations: readonly Observation[], context: ExplainContext): Explanation | undefined {
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

/** Each field where it is asked for, and all where nothing is: what a field is, only the answers tell that would show it. */
function pickEach(
  place: string,
  fitting: number,
  observations: readonly Observation[],
  context: ExplainContext,
  explain: (cells: readonly Observation[], key: string) => Explanation,
): Explanation | undefined {
  const asked = observations.map(({ scope }) => namesIn(context.scopes.evaluate(place, scope)))
  const lists = asked.filter((names) => names !== undefined)
  // Lists of names that show other fields as well are about something else; so are those of which nothing is left out.
  if (observations.some(({ isSelected }) => isSelected) || fitting < lists.length * shareMin) return undefined
  const keys = keysInOrder(observations.map(({ target }) => target as object))
  if (!lists.some((names) => keys.some((key) => !names.has(key)))) return undefined
  const isText = observations.some(({ scope }) => typeof context.scopes.evaluate(place, scope) === 'string')
  const list = isText ? `split(${place}, ",")` : place
  let missed = 0
  const entries = keys.map((key): TemplateEntry => {
    const cells = observations.flatMap(({ scope, target }, at) =>
      asked[at]?.has(key) === false ? [] : [{ scope, target: (target as Record<string, Value>)[key] }],
    )
    const explained = explain(cells, key)
    missed += explained.of - explained.hits
    const test = parseExpression(`${asked.includes(undefined) ? `!has(${place}) || ` : ''}contains(${list}, ${JSON.stringify(key)})`)
    return { key, value: { kind: 'if', test, then: explained.template } }
  })
  return { template: { kind: 'object', entries }, hits: Math.max(0, observations.length - missed), of: observations.length }
}

function namesIn(value: Value): ReadonlySet<string> | undefined {
  if (typeof value === 'string') return new Set(value.split(','))
  return isList(value) ? new Set(value.map(String)) : undefined
}
