import type { Json } from '#base'
import { equal, printLiteral, type Value } from '#lang'
import { valueKey } from '../call.ts'
import type { Condition } from './conditions.ts'
import { type ListSource, printList } from './list-source.ts'
import type { Question } from './rate-fold.ts'

/** The lists of a source, or of those of its items that meet a condition. */
export interface FoldedLists {
  /** Expression of the list. */
  readonly text: string
  readonly cost: number
  /** Observations at which there are items, by their place. */
  readonly filled: readonly { readonly at: number; readonly items: readonly Json[] }[]
  /** What the targets are where there are none. */
  readonly empty: readonly Value[]
  /** Whether there is no list at all at some observations. */
  readonly isMissing: boolean
  /** The commonest of these. */
  readonly fallback: Value
}

/** Undefined where too few of the targets could be made of such lists: there is nothing in them, or nothing to go by where they are empty. */
export function foldedLists(source: ListSource, condition: Condition | undefined, question: Question): FoldedLists | undefined {
  const filled: { at: number; items: readonly Json[] }[] = []
  const empty: Value[] = []
  for (const [at, { target }] of question.observations.entries()) {
    const list = source.lists[at]
    const items = condition ? list?.filter(condition.holds) : list
    if (items && items.length > 0) filled.push({ at, items })
    else empty.push(target)
  }
  if (filled.length === 0) return undefined
  const groups = Map.groupBy(empty, valueKey)
  const [common = []] = [...groups.values()].sort((a, b) => b.length - a.length)
  if (empty.length - common.length > question.missesMax) return undefined
  return {
    text: printList(source, condition?.text),
    cost: source.cost + (condition?.cost ?? 0),
    filled,
    empty,
    isMissing: source.lists.includes(undefined),
    fallback: common[0],
  }
}

/** How a fold is written for these lists: with what stands in its place where there are no items, unless the fold itself gives that. */
export function withFallback(
  folded: string,
  natural: Value,
  { text, empty, fallback, isMissing }: FoldedLists,
): { text: string; misses: number; cost: number } {
  const misses = empty.filter((target) => !equal(target, fallback)).length
  const literal = fallback === undefined ? 'absent' : printLiteral(fallback)
  if (empty.length === 0 || equal(natural, fallback))
    return { text: isMissing && fallback !== undefined ? `coalesce(${folded}, ${literal})` : folded, misses, cost: 0 }
  const whole = natural === undefined ? `coalesce(${folded}, ${literal})` : `size(${text}) > 0 ? ${folded} : ${literal}`
  return { text: whole, misses, cost: 1 }
}
