import type { Json } from '#base'
import { equal, isObject, parseTime, printLiteral, printMember, valueAt } from '#lang'
import { valueKey } from '../call.ts'
import type { ListSource } from './list-source.ts'
import { pathsOf } from './paths.ts'
import { sampleItems } from './projections.ts'

/** A test of one item of a list. */
export interface Condition {
  /** Expression over `e`, the item. */
  readonly text: string
  readonly cost: number
  readonly holds: (item: Json) => boolean
}

const valuesMax = 8
const textMax = 40

/** Simple tests that hold for some items of a list and not for others: a value that recurs, a field that is filled. */
export function conditionsOf(source: ListSource): Condition[] {
  const items = sampleItems(source)
  if (!items.some(isObject)) return []
  return pathsOf(items, () => true).flatMap((path) => {
    const held = `e${path.map(printMember).join('')}`
    const values = new Map(items.map((item) => valueAt(item, path) ?? null).map((value) => [valueKey(value), value]))
    const isFilled = (item: Json) => (valueAt(item, path) ?? null) !== null
    const filled: Condition[] =
      values.has('null') && values.size > 1
        ? [
            { text: `coalesce(${held}, null) != null`, cost: 2.5, holds: isFilled },
            { text: `coalesce(${held}, null) == null`, cost: 2.5, holds: (item) => !isFilled(item) },
          ]
        : []
    const common = [...values.values()].filter(isPlain)
    if (common.length + (values.has('null') ? 1 : 0) < values.size || values.size < 2 || values.size > valuesMax) return filled
    const tests = common.flatMap((value): Condition[] => [
      { text: `${held} == ${printLiteral(value)}`, cost: costOf(value), holds: (item) => equal(valueAt(item, path), value) },
      { text: `${held} != ${printLiteral(value)}`, cost: costOf(value) + 0.5, holds: (item) => !equal(valueAt(item, path), value) },
    ])
    return [...tests, ...filled]
  })
}

function isPlain(value: Json): boolean {
  if (typeof value === 'string') return value.length <= textMax && parseTime(value) === undefined
  return typeof value === 'boolean' || (typeof value === 'number' && Number.isInteger(value))
}

function costOf(value: Json): number {
  return typeof value === 'boolean' ? 2 : typeof value === 'string' ? 2.5 : 3.5
}
