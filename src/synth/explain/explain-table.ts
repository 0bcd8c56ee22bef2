import type { Json } from '#base'
import { inferMintShape, parseExpression, printLiteral, type Value } from '#lang'
import { valueKey } from '../call.ts'
import { isScalar } from '../collection/collection-draft.ts'
import type { Explanation, Observation } from './explanation.ts'
import type { ExplainContext } from './explanation-context.ts'

const rowsMax = 40
const lengthMax = 4000
/** So often at least a value came again with what it goes with. */
const repeatsMin = 3

/** Texts of this length don't come again by chance. */
const surpriseMin = 16

/**
 * A value that goes with something in the request, in no way that can be worked out: a price with a plan, a digest of what is not shown
 * with a name. What was seen is kept as a table; it is knowledge only where rows came more than once.
 */
export function explainTable(observations: readonly Observation[], context: ExplainContext): Explanation | undefined {
  const first = observations[0]
  if (!first || observations.some(({ target, partial, unknown }) => target === undefined || partial || (unknown?.size ?? 0) > 0))
    return undefined
  const terms = first.scope.terms.all.filter(({ term, value }) => /^(path|query|body|entry)\b[^()]*$/.test(term.text) && isScalar(value))
  let best: { text: string; rows: ReadonlyMap<string, Value>; cost: number } | undefined
  for (const { term } of terms) {
    const rows = readTable(term.text, observations, context)
    if (rows && (!best || rows.size < best.rows.size || (rows.size === best.rows.size && term.cost < best.cost)))
      best = { text: term.text, rows, cost: term.cost }
  }
  if (!best) return undefined
  const table = printLiteral(Object.fromEntries(best.rows) as { readonly [key: string]: Json })
  if (table.length > lengthMax) return undefined
  const found = `get(${table}, string(${best.text}))`
  const text = `coalesce(${found}, ${otherwise([...best.rows.values()])})`
  return { template: { kind: 'expression', expression: parseExpression(text) }, hits: observations.length, of: observations.length }
}

/**
 * The values by what they go with; undefined where they do not, or where too few came again. What came again within its session alone, a name
 * that a client gave there, says nothing of others.
 */
function readTable(text: string, observations: readonly Observation[], context: ExplainContext): Map<string, Value> | undefined {
  const isOneSession = new Set(observations.map(({ scope }) => scope.call.session)).size === 1
  const rows = new Map<string, Value>()
  const seen = new Set<string>()
  const repeated = new Set<string>()
  let again = 0
  for (const { scope, target } of observations) {
    const source = context.scopes.evaluate(text, scope)
    if (!isScalar(source)) return undefined
    const key = String(source)
    const place = isOneSession ? `${key} ${scope.call.index}` : `${key} ${scope.call.session}`
    if (rows.has(key) && valueKey(rows.get(key)) !== valueKey(target)) return undefined
    if (rows.has(key) && !seen.has(place)) {
      repeated.add(key)
      again++
    }
    seen.add(place)
    rows.set(key, target)
  }
  const distinct = new Set([...rows.values()].map(valueKey)).size
  // What looks made up, and comes again all the same, goes with something.
  const least = [...rows.values()].every((value) => typeof value === 'string' && value.length >= surpriseMin) ? 2 : repeatsMin
  const isKnown = repeated.size >= 2 && again >= Math.max(least, rows.size / 2)
  return isKnown && rows.size <= rowsMax && distinct > 1 ? rows : undefined
}

/** What stands for a row that was never seen: a value of the same make, where they look made up. */
function otherwise(values: readonly Value[]): string {
  const texts = values.filter((value): value is string => typeof value === 'string' && value.length >= surpriseMin)
  const shape = texts.length === values.length ? inferMintShape(texts) : undefined
  return shape === undefined ? 'absent' : `mint(${JSON.stringify(shape)})`
}
