import { isList, isObject, parseExpression, type Template, type Value } from '#lang'
import { findPredicate } from '../guard/find-predicate.ts'
import { sameField } from '../naming.ts'
import { type Change, changeSides, changesOf, explainChange } from './explain-change.ts'
import { type ExplainOptions, explainValue } from './explain-value.ts'
import type { Explanation, Observation } from './explanation.ts'
import type { ExplainContext } from './explanation-context.ts'
import { mergeOrders } from './merge-orders.ts'

/** One item of a list and where it is seen. */
interface Cell extends Observation {
  readonly whole: Observation
}

/** When an item is there. */
export interface Presence {
  /** Without it the item always is. */
  readonly text?: string
  /** Lists that this is wrong about. */
  readonly misses: number
  /** The change that the item tells. */
  readonly change?: Change
}

const sortsMax = 24

/**
 * A list of items of several sorts, each of which is there at most once and for a reason of its own: the changes of a record, by field; the
 * errors of an answer. What the items are told apart by has one value for each sort.
 */
export function explainAssorted(
  observations: readonly Observation[],
  context: ExplainContext,
  options: ExplainOptions,
): Explanation | undefined {
  const lists = observations.filter(({ target }) => isList(target))
  const field = findSort(lists)
  if (field === undefined) return undefined
  const cells = lists.flatMap((whole) => (whole.target as readonly Value[]).map((target): Cell => ({ scope: whole.scope, target, whole })))
  const sorts = Map.groupBy(cells, ({ target }) => sortOf(target, field))
  const parts = [...sorts].map(([sort, present]) => ({ sort, present, presence: presenceOf(sort, present, lists, context) }))
  const sides = changeSides(parts, context)
  let misses = 0
  const items = new Map<string, Template>()
  for (const { sort, present, presence } of parts) {
    const explained =
      explainChange(present, presence?.change, sides, context) ??
      explainValue(present, context, { ...options, path: [...options.path, sort] })
    misses += explained.of - explained.hits + (presence?.misses ?? present.length)
    const then = explained.template
    if (presence) items.set(sort, presence.text === undefined ? then : { kind: 'if', test: parseExpression(presence.text), then })
  }
  if (misses * 2 > observations.length) return undefined
  const order = mergeOrders(
    lists.map(({ target }) => (target as readonly Value[]).map((item) => sortOf(item, field))),
    parts
      .filter(({ presence }) => presence?.change)
      .sort((a, b) => (a.presence?.change?.at ?? 0) - (b.presence?.change?.at ?? 0))
      .map(({ sort }) => sort),
  )
  return {
    template: { kind: 'list', items: order.flatMap((sort) => items.get(sort) ?? []) },
    hits: Math.max(0, lists.length - misses),
    of: observations.length,
  }
}

function sortOf(item: Value, field: string): string {
  return isObject(item) ? String(item[field]) : ''
}

/** The field that tells the items of each list apart and comes with few values, which come again. */
function findSort(lists: readonly Observation[]): string | undefined {
  const items = lists.flatMap(({ target }) => target as readonly Value[])
  const [first] = items
  if (!isObject(first) || !items.every(isObject)) return undefined
  // Where there is never more than one item nothing speaks for sorts.
  if (!lists.some(({ target }) => (target as readonly Value[]).length > 1)) return undefined
  return Object.keys(first).find((field) => {
    const isApart = lists.every(({ target }) => {
      const values = (target as readonly Value[]).map((item) => (isObject(item) ? item[field] : undefined))
      return values.every((value) => typeof value === 'string' && value.length <= 40) && new Set(values).size === values.length
    })
    const distinct = new Set(items.map((item) => sortOf(item, field))).size
    return isApart && distinct >= 2 && distinct <= sortsMax && distinct * 1.5 <= items.length
  })
}

/** When an item of a sort is there: where the field of that name has changed, or where a test holds. Without a text it always is. */
function presenceOf(sort: string, present: readonly Cell[], lists: readonly Observation[], context: ExplainContext): Presence | undefined {
  const holding = new Set(present.map(({ whole }) => whole))
  const absent = lists.filter((list) => !holding.has(list))
  if (absent.length === 0) return { misses: 0 }
  const rated = changesOf(lists)
    .map((change) => {
      const text = `coalesce(${change.before}, null) != coalesce(${change.after}, null)`
      const holds = (observation: Observation) => context.scopes.evaluate(text, observation.scope) === true
      const misses = [...holding].filter((list) => !holds(list)).length + absent.filter(holds).length
      const isNamed = sameField(change.path.join('_'), sort) || sameField(change.path[0] ?? '', sort)
      return { text, misses, change, isNamed }
    })
    .filter(({ misses, isNamed }) => misses === 0 || (isNamed && misses * 4 <= holding.size))
  rated.sort((a, b) => Number(b.isNamed) - Number(a.isNamed) || a.misses - b.misses)
  const [best] = rated
  if (best && (best.isNamed || holding.size >= 2)) return best
  const predicate = findPredicate(
    [...holding].map(({ scope }) => scope),
    absent.map(({ scope }) => scope),
    context,
  )
  return predicate === undefined ? undefined : { text: predicate, misses: 0 }
}
