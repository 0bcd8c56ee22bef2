import type { Json, JsonObject } from '#base'
import type { Value } from './environment.ts'
import { compareValues, isList, isObject, setMember, valueAt } from './value.ts'

/** The functions that clients name when they ask for aggregates; each of the values that are not null. */
const aggregates: Readonly<Record<string, (values: readonly Json[]) => Json>> = {
  count: (values) => values.length,
  countDistinct: (values) => new Set(values).size,
  sum: (values) => sum(numbers(values)),
  sumDistinct: (values) => sum([...new Set(numbers(values))]),
  avg: (values) => mean(numbers(values)),
  avgDistinct: (values) => mean([...new Set(numbers(values))]),
  min: (values) => pick(values, -1),
  max: (values) => pick(values, 1),
}

export function isAggregateName(name: string): boolean {
  return Object.hasOwn(aggregates, name)
}

/**
 * Rows with what a client asks of a list, `{"sum": "price,stock", "count": "*"}`: one for all, or one for each combination of the values of the
 * fields in `groupBy` (a list of names or a text with commas), in the order of these.
 */
export function aggregateRows(list: Value, asked: Value, groupBy: Value): Value {
  if (!isList(list) || !isObject(asked)) return undefined
  const fields = names(groupBy)
  const groups = Map.groupBy(list.filter(isObject), (item) => JSON.stringify(fields.map((field) => at(item, field))))
  if (fields.length === 0) return [rowOf([...(groups.get('[]') ?? [])], [], asked)]
  const rows = [...groups.values()].map((items) => ({ key: fields.map((field) => at(items[0] as JsonObject, field)), items }))
  return rows.sort((a, b) => compareValues(a.key, b.key)).map(({ items }) => rowOf(items, fields, asked))
}

function rowOf(items: readonly JsonObject[], fields: readonly string[], asked: JsonObject): JsonObject {
  const row: Record<string, Json> = {}
  for (const field of fields) setMember(row, field, at(items[0] as JsonObject, field))
  for (const [name, wish] of Object.entries(asked)) {
    const run = isAggregateName(name) ? aggregates[name] : undefined
    if (!run) continue
    const columns: Record<string, Json> = {}
    for (const field of names(wish)) {
      if (field === '*') setMember(row, name, items.length)
      else setMember(columns, field, run(items.map((item) => at(item, field)).filter((value) => value !== null)))
    }
    if (Object.keys(columns).length > 0) setMember(row, name, columns)
  }
  return row
}

function names(value: Value): string[] {
  const texts = isList(value) ? value : isObject(value) ? Object.values(value) : [value]
  return texts.flatMap((text) => (typeof text === 'string' && text !== '' ? text.split(',').map((name) => name.trim()) : []))
}

function at(item: JsonObject, field: string): Json {
  return valueAt(item, field.split('.')) ?? null
}

function numbers(values: readonly Json[]): number[] {
  return values.filter((value) => typeof value === 'number')
}

function sum(values: readonly number[]): Json {
  return values.length === 0 ? null : values.reduce((total, value) => total + value, 0)
}

function mean(values: readonly number[]): Json {
  return values.length === 0 ? null : values.reduce((total, value) => total + value, 0) / values.length
}

function pick(values: readonly Json[], sign: number): Json {
  return values.reduce<Json>((best, value) => (best === null || sign * compareValues(value, best) > 0 ? value : best), null)
}
