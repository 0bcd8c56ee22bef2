import type { Json } from '#base'
import { isList, isObject } from '#lang'
import { all, always, type Condition } from './condition.ts'
import { hasSigil, operatorOf } from './operators.ts'

/**
 * Reads a filter that is a tree: `{"price": {"$gt": 5}}`, `{"_or": [{"stock": {"_lt": 5}}, …]}`, `{"AND": […]}`, `{"status": "open"}`.
 * The field comes before the operator; operators may bear a sigil or none.
 */
export function readTree(value: Json, path: readonly string[] = []): Condition {
  if (isList(value)) return path.length === 0 ? all(value.map((item) => readTree(item))) : { kind: 'test', path, operator: 'in', value }
  if (!isObject(value)) return path.length === 0 ? always : { kind: 'test', path, operator: 'eq', value }
  return all(Object.entries(value).map(([key, item]) => readEntry(key, item, path)))
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
  return readTree(item, [...path, ...key.split('.')])
}
