import type { Json } from '#base'
import { compareValues, equal, isList, isObject, type Value } from '#lang'
import type { Operator } from './operators.ts'

/** A test of an entity, whatever the language that it was written in. */
export type Condition =
  | { readonly kind: 'all' | 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'test'; readonly path: readonly string[]; readonly operator: Operator; readonly value: Json }

/** The values of an entity at a path: several where the path leads through lists, none where it leads nowhere. */
export type Look = (path: readonly string[]) => readonly Value[]

export const always: Condition = { kind: 'all', of: [] }

export function all(conditions: readonly Condition[]): Condition {
  return conditions.length === 1 && conditions[0] ? conditions[0] : { kind: 'all', of: conditions }
}

export function meets(condition: Condition, look: Look): boolean {
  switch (condition.kind) {
    case 'all':
      return condition.of.every((part) => meets(part, look))
    case 'any':
      return condition.of.some((part) => meets(part, look))
    case 'not':
      return !meets(condition.of, look)
    case 'test':
      return test(condition.operator, look(condition.path), condition.value)
  }
}

/** Negated operators hold where the positive one fails on a value that is there. */
const opposites: Readonly<Partial<Record<Operator, Operator>>> = {
  ne: 'eq',
  nin: 'in',
  lacks: 'contains',
  nstarts: 'starts',
  nends: 'ends',
  nbetween: 'between',
  nmatches: 'matches',
}

function test(operator: Operator, values: readonly Value[], wanted: Json): boolean {
  const present = values.filter((value) => value !== undefined && value !== null)
  const opposite = opposites[operator]
  if (opposite) return present.length > 0 && !present.some((value) => holds(opposite, value, wanted))
  const isOn = wanted !== false && wanted !== 'false' && wanted !== 0 && wanted !== '0'
  if (operator === 'null') return (present.length === 0) === isOn
  if (operator === 'exists') return values.some((value) => value !== undefined) === isOn
  if (operator === 'empty') return present.every((value) => value === '' || (isList(value) && value.length === 0)) === isOn
  if (operator === 'size')
    return values.some((value) => isList(value) && value.length === Number(wanted)) || values.length === Number(wanted)
  if (operator === 'every') return isList(wanted) && wanted.every((item) => present.some((value) => isSame(value, item)))
  if (operator === 'eq' && wanted === null) return present.length === 0
  if (operator === 'number') return present.length > 0 && present.every((value) => typeof value === 'number')
  return present.some((value) => holds(operator, value, wanted))
}

function holds(operator: Operator, value: Value, wanted: Json): boolean {
  switch (operator) {
    case 'eq':
      return isSame(value, wanted)
    case 'in':
      return items(wanted).some((item) => isSame(value, item))
    case 'gt':
      return ordered(value, wanted, (order) => order > 0)
    case 'gte':
      return ordered(value, wanted, (order) => order >= 0)
    case 'lt':
      return ordered(value, wanted, (order) => order < 0)
    case 'lte':
      return ordered(value, wanted, (order) => order <= 0)
    case 'between': {
      const [low = null, high = null] = items(wanted)
      return ordered(value, low, (order) => order >= 0) && ordered(value, high, (order) => order <= 0)
    }
    case 'contains':
      return text(value).includes(text(wanted))
    case 'starts':
      return text(value).startsWith(text(wanted))
    case 'ends':
      return text(value).endsWith(text(wanted))
    case 'like':
      return /[%*]/.test(text(wanted)) ? wildcard(text(wanted)).test(text(value)) : text(value).includes(text(wanted))
    case 'matches':
      return matches(value, String(wanted))
    default:
      return false
  }
}

/** Folded text: what databases compare in searches is mostly blind to case. */
function text(value: Value): string {
  return value === undefined || value === null || typeof value === 'object' ? '' : String(value).toLowerCase()
}

function items(value: Json): readonly Json[] {
  if (isList(value)) return value
  return typeof value === 'string' ? value.replace(/^[[(]|[\])]$/g, '').split(',') : [value]
}

/** Equality between what an entity holds and what came as text: `"5"` is 5, `"true"` is 1. */
function isSame(value: Value, wanted: Value): boolean {
  if (equal(value, wanted)) return true
  if (isObject(value)) return value.id !== undefined && isSame(value.id, wanted)
  if (value === undefined || value === null || wanted === undefined || wanted === null || typeof wanted === 'object' || isList(value))
    return false
  if (typeof value === 'boolean' || wanted === 'true' || wanted === 'false' || typeof wanted === 'boolean')
    return truth(value) !== undefined && truth(value) === truth(wanted)
  if (typeof value === 'number') return isNumeric(wanted) && Number(wanted) === value
  return String(value) === String(wanted)
}

function truth(value: Value): boolean | undefined {
  if (value === true || value === 1 || value === 'true' || value === '1') return true
  return value === false || value === 0 || value === 'false' || value === '0' ? false : undefined
}

export function isNumeric(value: Value): boolean {
  return typeof value === 'number' || (typeof value === 'string' && /^-?(\d+\.?\d*|\.\d+)$/.test(value.trim()))
}

function ordered(value: Value, wanted: Value, test: (order: number) => boolean): boolean {
  if (value === undefined || value === null || wanted === undefined || wanted === null) return false
  if (typeof value === 'number') return isNumeric(wanted) && test(value - Number(wanted))
  if (typeof value === 'string') return test(compareValues(value, String(wanted)))
  return false
}

function wildcard(pattern: string): RegExp {
  return new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/[%*]+/g, '.*')}$`, 's')
}

const textLengthMax = 10_000
const patternLengthMax = 500

function matches(value: Value, pattern: string): boolean {
  if (typeof value !== 'string' || value.length > textLengthMax || pattern.length > patternLengthMax) return false
  try {
    return new RegExp(pattern, 'u').test(value)
  } catch {
    // A pattern that can't be read matches nothing.
    return false
  }
}
