import { isList, parseExpression, printTemplate, type Template, type Value } from '#lang'
import { listSources, printList } from '../fold/list-source.ts'
import { fieldName } from '../naming.ts'
import { expressionText } from './compose-explanation.ts'
import { explainAlike } from './explain-alike.ts'
import { explainAssorted } from './explain-assorted.ts'
import { explainMembers } from './explain-members.ts'
import { explainMint } from './explain-minted.ts'
import { explainScalar } from './explain-scalar.ts'
import { type ExplainOptions, explainValue, toTemplate } from './explain-value.ts'
import { type Explanation, isExact, type Observation } from './explanation.ts'
import type { ExplainContext } from './explanation-context.ts'

export function explainList(observations: readonly Observation[], context: ExplainContext, options: ExplainOptions): Explanation {
  const name = fieldName(options.path)
  const alike = explainAlike(observations, name, context, 9)
  if (alike !== undefined && !/^\[.*\{/.test(alike))
    return { template: toTemplate(alike), hits: observations.length, of: observations.length }
  return (
    explainMembers(observations, context, options.path) ??
    explainEach(observations, context, options) ??
    explainMintedList(observations, name, context) ??
    betterOf(explainAssorted(observations, context, options), () => explainFixed(observations, context, options)) ??
    explainScalar(observations, name, context)
  )
}

function betterOf(first: Explanation | undefined, second: () => Explanation | undefined): Explanation | undefined {
  if (first && isExact(first)) return first
  const other = second()
  return first && (!other || first.hits >= other.hits) ? first : other
}

const heldMax = 8
/** Items that must be explained where the list is not at hand but kept. */
const keptShareMin = 0.7

/** A list made item by item from another list at hand. */
function explainEach(observations: readonly Observation[], context: ExplainContext, options: ExplainOptions): Explanation | undefined {
  const first = observations.find(({ target }) => isList(target) && target.length > 0)
  if (!first || !isList(first.target)) return undefined
  const length = first.target.length
  const held = first.scope.terms.all
    .filter(({ term, value }) => isList(value) && value.length === length && !term.text.startsWith('split('))
    .map(({ term }) => term.text)
    .slice(0, heldMax)
  const kept = listSources(observations, context)
    .filter(({ lists }) => observations.every(({ target }, at) => !isList(target) || lists[at]?.length === target.length))
    .map((source) => printList(source))
  let best: { explanation: Explanation; share: number } | undefined
  for (const text of new Set([...held, ...kept.slice(0, heldMax)])) {
    const as = `item${options.path.length || ''}`
    const items: Observation[] = []
    const fits = observations.every(({ scope, target, isSelected }) => {
      const source = context.scopes.evaluate(text, scope)
      if (target === undefined && source === undefined) return true
      if (!isList(source) || !isList(target) || source.length !== target.length) return false
      source.forEach((item, at) => {
        items.push({
          scope: context.scopes.extend(scope, { [as]: item }),
          target: target[at],
          ...(isSelected ? { partial: true, isSelected } : {}),
        })
      })
      return true
    })
    if (!fits || items.length === 0) continue
    const inner = explainValue(items, context, { ...options, path: [...options.path, '[]'] })
    const share = inner.hits / inner.of
    if (share < 0.3 || (best && best.share >= share)) continue
    // As many entities as there are items may be a coincidence: the items must be made of them.
    const made = () => JSON.stringify(printTemplate(inner.template))
    const isMadeOf = () => new RegExp(`\\b${as}\\b`).test(made())
    // The same goes for as many states as an entity has had.
    const areStates = text.includes('versions(')
    const least = areStates ? 1 : held.includes(text) ? 0 : keptShareMin
    if (least > 0 && (share < least || !isMadeOf() || (areStates && made().includes(' ? ')))) continue
    const template: Template = { kind: 'each', of: parseExpression(text), as, item: inner.template }
    best = { explanation: { template, hits: Math.floor(observations.length * share), of: observations.length }, share }
    if (share === 1) break
  }
  return best?.explanation
}

/** A list of as many new values as the client asks for: keys to use, codes. */
function explainMintedList(observations: readonly Observation[], name: string, context: ExplainContext): Explanation | undefined {
  if (!observations.every(({ target }) => isList(target))) return undefined
  const items = observations.flatMap(({ scope, target }) => (target as readonly Value[]).map((item) => ({ scope, target: item })))
  const minted = items.length > 0 ? explainMint(items, context) : undefined
  if (minted === undefined) return undefined
  const count = explainScalar(
    observations.map(({ scope, target }) => ({ scope, target: (target as readonly Value[]).length })),
    `${name}_count`,
    context,
  )
  const text = expressionText(count.template)
  if (text === undefined) return undefined
  // Where clients always said how many, one is what there is without.
  const size = /^(number\()?query\b/.test(text) ? `coalesce(${text}, 1)` : text
  const item: Template = { kind: 'expression', expression: parseExpression(minted) }
  const template: Template = { kind: 'each', of: parseExpression(`range(${size})`), as: 'place', item }
  return { template, hits: count.hits, of: observations.length }
}

/** A list of always the same length, item by item. */
function explainFixed(observations: readonly Observation[], context: ExplainContext, options: ExplainOptions): Explanation | undefined {
  const lengths = new Set(observations.map(({ target }) => (isList(target) ? target.length : -1)))
  const [length = -1] = lengths
  if (lengths.size !== 1 || length < 1 || length > 8) return undefined
  const parts = Array.from({ length }, (_, at) => {
    const cells = observations.map(({ scope, target }) => ({ scope, target: (target as readonly Value[])[at] }))
    return explainValue(cells, context, { ...options, path: [...options.path, String(at)] })
  })
  const hits = Math.min(...parts.map((part) => part.hits))
  return { template: { kind: 'list', items: parts.map(({ template }) => template) }, hits, of: observations.length }
}
