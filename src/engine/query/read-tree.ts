import type { Json } from '#base'
import { isList, isObject } from '#lang'
import { all, always, type Condition } from './condition.ts'
import { hasSigil, type Operator, operatorOf } from './operators.ts'

/**
 * Reads a filter that is a tree: `{"price": {"$gt": 5}}`, `{"_or": [{"stock": {"_lt": 5}}, …]}`, `{"AND": […]}`, `{"status": "open"}`.
 * The field comes before the operator; operators may bear a sigil or none.
 */
export function readTree(value: Json, path: readonly string[] = []): Condition {
  if (isList(value)) return path.length === 0 ? all(value.map((item) => readTree(item))) : { kind: 'test', path, operator: 'in', value }
  if (!isObject(value)) return path.length === 0 ? always : readLeaf(path, value)
  return all(Object.entries(value).map(([key, item]) => readEntry(key, item, path)))
}

/** A value, perhaps with a sign before it that says how it is compared: `>20`, `<=9`, `!draft`, and `:part` of a text. */
function readLeaf(path: readonly string[], value: Json): Condition {
  const [, sign = '', rest = ''] = (typeof value === 'string' && /^(>=|<=|<>|!=|>|<|!|:)(.+)$/s.exec(value)) || []
  const operator: Operator | undefined = sign === '!' ? 'ne' : sign === ':' ? 'contains' : operatorOf(sign)?.operator
  return operator ? { kind: 'test', path, operator, value: rest } : { kind: 'test', path, operator: 'eq', value }
}

function readEntry(key: string, item: Json, path: readonly string[]): Condition {
  const word = key.replace(/^[_$]/, '').toLowerCase()
  const isNested = typeof item === 'object' && item !== null
  if (isNested && (word === 'and' || word === 'or' || word === 'nor')) {
    const parts = Object.values(item).map((part) => readTree(part as Json, path))
    if (word === 'and') return all(parts)
    return word === 'or' ? { kind: 'any', of: parts } : { kind: 'not', of: { kind: 'any', of: parts } }
  }
  if (word === 'not' && isObject(item)) return { kind: 'not', of: readTree(item, path) }
  if (path.length > 0 && isObject(item)) {
    if (/^(some|elemmatch|is)$/.test(word)) return readTree(item, path)
    if (word === 'none') return { kind: 'not', of: readTree(item, path) }
  }
  const spelled = path.length > 0 ? operatorOf(key) : undefined
  if (spelled && (hasSigil(key) || !isObject(item))) {
    const value = spelled.invert ? item === false || item === 'false' : item
    return { kind: 'test', path, operator: spelled.operator, value }
  }
  const affixed = path.length === 0 && !isNested ? readAffixed(key, item) : undefined
  return affixed ?? readTree(item, [...path, ...key.split('.')])
}

/** Operators at the end of the field's name, as Ransack writes them: `price_gteq`, `name_cont`, `brand_not_eq`. */
const affixes: Readonly<Record<string, Operator>> = {
  eq: 'eq',
  not_eq: 'ne',
  gt: 'gt',
  gteq: 'gte',
  lt: 'lt',
  lteq: 'lte',
  cont: 'contains',
  i_cont: 'contains',
  not_cont: 'lacks',
}

function readAffixed(key: string, item: Json): Condition | undefined {
  const match = /^(\w+?)_(not_eq|not_cont|i_cont|gteq|lteq|cont|eq|gt|lt)$/.exec(key)
  const operator = match && affixes[match[2] ?? '']
  return match && operator ? { kind: 'test', path: [match[1] ?? ''], operator, value: item } : undefined
}
