import type { JsonObject } from '#base'
import type { Value } from './environment.ts'
import { isList, isObject } from './value.ts'

/** One demand on a label. */
export interface Selector {
  readonly name: string
  readonly value: string
  readonly isEqual: boolean
  readonly isRegex: boolean
}

/**
 * Whether labels meet all selectors. Selectors are a map of labels that must be there, or a list of `{name, value}` (or `key`), with
 * `isRegex` and `isEqual`, or with an operator (`In`, `NotIn`, `Exists`, `DoesNotExist`) and `values`. Labels are a map, or a list of things with
 * a name (or key) and a value. Undefined where either is something else.
 */
export function selects(selectors: Value, labels: Value): boolean | undefined {
  const known = readLabels(labels)
  const demands = readDemands(selectors)
  return known && demands?.every((demand) => demand(known))
}

/** A label that is not there is the empty text. */
export function meetsLabel(value: Value, { value: wanted, isEqual, isRegex }: Selector): boolean {
  const text = value === undefined || value === null ? '' : String(value)
  return (isRegex ? matchesWhole(text, wanted) : text === wanted) === isEqual
}

type Labels = ReadonlyMap<string, Value>
type Demand = (labels: Labels) => boolean

function readLabels(labels: Value): Labels | undefined {
  if (isObject(labels)) return Object.values(labels).every(isPlain) ? new Map(Object.entries(labels)) : undefined
  if (!isList(labels)) return undefined
  const known = new Map<string, Value>()
  for (const item of labels) {
    const name = isObject(item) ? nameOf(item) : undefined
    if (name === undefined) return undefined
    known.set(name, valueIn(item as JsonObject))
  }
  return known
}

function readDemands(selectors: Value): readonly Demand[] | undefined {
  if (isObject(selectors)) {
    const entries = Object.entries(selectors)
    return entries.every(([, value]) => isPlain(value))
      ? entries.map(
          ([name, value]) =>
            (labels) =>
              isSame(labels.get(name), value),
        )
      : undefined
  }
  if (!isList(selectors)) return undefined
  const demands: Demand[] = []
  for (const item of selectors) {
    const demand = isObject(item) ? readDemand(item) : undefined
    if (!demand) return undefined
    demands.push(demand)
  }
  return demands
}

function readDemand(item: JsonObject): Demand | undefined {
  const name = nameOf(item)
  if (name === undefined) return undefined
  const operator = typeof item.operator === 'string' ? item.operator.toLowerCase().replace(/[^a-z]/g, '') : undefined
  const values = isList(item.values) ? item.values : isList(item.value) ? item.value : undefined
  if (operator === 'exists') return (labels) => labels.has(name)
  if (operator === 'doesnotexist') return (labels) => !labels.has(name)
  if (values) {
    const isWanted = operator !== 'notin'
    return (labels) => values.some((value) => isSame(labels.get(name), value)) === isWanted
  }
  const value = valueIn(item)
  if (!isPlain(value) || (operator !== undefined && operator !== 'equal' && operator !== 'in')) return undefined
  const selector = { name, value: String(value), isEqual: item.isEqual !== false, isRegex: item.isRegex === true }
  return (labels) => meetsLabel(labels.get(name), selector)
}

function nameOf(item: JsonObject): string | undefined {
  const name = item.name ?? item.key ?? item.Name ?? item.Key
  return typeof name === 'string' ? name : undefined
}

function valueIn(item: JsonObject): Value {
  return item.value ?? item.Value
}

function isPlain(value: Value): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

function isSame(left: Value, right: Value): boolean {
  return isPlain(left) && isPlain(right) && String(left) === String(right)
}

/** Longer patterns than this match nothing: a bound on the time of a regular expression. */
const patternMax = 500

function matchesWhole(text: string, pattern: string): boolean {
  if (pattern.length > patternMax) return false
  try {
    return new RegExp(`^(?:${pattern})$`, 'u').test(text)
  } catch {
    // A pattern that can't be read matches nothing.
    return false
  }
}
