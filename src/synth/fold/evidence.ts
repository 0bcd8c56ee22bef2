import type { Json } from '#base'
import type { Value } from '#lang'
import { valueKey } from '../call.ts'
import { singular } from '../naming.ts'

/** A value that a list gave. */
export interface Evidence {
  readonly target: Value
  readonly items: readonly Json[]
}

const bitsBase = 4
const namedBits = 4
const groupMax = 10
const listsMax = 5
const listWeight = 0.4
const mostWeight = 1 + (listsMax - 1) * listWeight

/** No expression that costs more than this is more than a coincidence, however many of the values it gives. */
export function costMax(targets: readonly Value[]): number {
  let bits = namedBits
  for (const [target] of Map.groupBy(targets, valueKey).values()) bits += bitsOf(target) * mostWeight
  return bits - bitsBase
}

/** Whether values are too many and too odd to be met by chance by an expression of this cost. `names` are those of the parts that it is made of. */
export function isEnough(hits: readonly Evidence[], cost: number, name: string, names: readonly string[]): boolean {
  let bits = names.some((each) => sharesWord(name, each)) ? namedBits : 0
  for (const group of Map.groupBy(hits, ({ target }) => valueKey(target)).values()) {
    // The same value of other items says more, but less each time.
    const lists = new Set(group.slice(0, groupMax).map(({ items }) => listKey(items))).size
    const weight = 1 + Math.min(lists - 1, listsMax - 1) * listWeight
    bits += bitsOf(group[0]?.target) * weight
    if (bits >= bitsBase + cost) return true
  }
  return false
}

const listKeys = new WeakMap<readonly Json[], string>()

function listKey(items: readonly Json[]): string {
  let key = listKeys.get(items)
  if (key === undefined) {
    key = valueKey(items as Json)
    listKeys.set(items, key)
  }
  return key
}

/** How unlikely it is to meet a value by chance. */
function bitsOf(value: Value): number {
  if (typeof value === 'boolean') return 1
  if (typeof value === 'string') return Math.min(8, 1 + value.length / 2)
  if (typeof value !== 'number') return 1
  if (value === 0 || value === 1) return 1
  return Number.isInteger(value) ? (Math.abs(value) < 10 ? 2.5 : Math.abs(value) < 1000 ? 4 : 6) : 6
}

/** Words that say how a value is made rather than of what. */
const common = new Set(['total', 'count', 'number', 'num', 'sum', 'max', 'min', 'avg', 'average', 'last', 'first', 'id', 'of', 'has', 'is'])

function sharesWord(a: string, b: string): boolean {
  const words = new Set(wordsOf(a))
  return wordsOf(b).some((word) => words.has(word))
}

function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .map(singular)
    .filter((word) => word.length > 1 && !common.has(word))
}
