import { type Json, parseJson } from '#base'
import { readInfix, readMatchers } from '#engine'
import { bracketKeys, isList, isObject } from '#lang'
import type { Filter, Query } from '#model'
import type { FieldTable } from './fields.ts'
import { hasMeaning, isReserved, isWishes, type Parameter, rangeText } from './parameters.ts'

type Page = NonNullable<Query['page']>
type Sort = NonNullable<Query['sort']>

/** The query that common names suggest; the data may overrule each part of it. */
export function startQuery(
  base: Query,
  parameters: readonly Parameter[],
  fields: FieldTable,
  conventions: readonly Parameter[] = [],
): Query {
  const page = completePage(startPage(parameters), startPage(conventions))
  const sort = startSort(parameters, fields) ?? usualSort(conventions)
  const filters = startFilters(parameters, fields)
  return { ...base, ...(filters.length > 0 ? { filters } : {}), ...(sort ? { sort } : {}), ...(page ? { page } : {}) }
}

/** The paging of the other lists, and what they add to that of this one: a size where only numbers of pages were asked for. */
function completePage(own: Page | undefined, usual: Page | undefined): Page | undefined {
  if (!own || !usual) return own ?? usual
  return own.size === undefined && own.number === usual.number && own.start === usual.start ? { ...usual, ...own } : own
}

/** How the other lists are sorted on demand. */
function usualSort(conventions: readonly Parameter[]): Sort | undefined {
  const sort = startSort(conventions, { all: [], leaves: [], labels: [], flags: [] })
  if (sort?.by === undefined) return undefined
  return { by: sort.by, ...(sort.order === undefined ? {} : { order: sort.order }) }
}

function startPage(parameters: readonly Parameter[]): Page | undefined {
  const numeric = parameters.filter(({ values }) => values.some((value) => /^\d+$/.test(value)))
  const named = (meaning: 'size' | 'start' | 'end' | 'number') => {
    const texts = numeric.filter(({ name }) => hasMeaning(name, meaning)).map(({ text }) => text)
    // A header may say what no parameter does.
    const range = texts.find((text) => text.startsWith(rangeText))
    return range === undefined || texts[0] === range ? texts[0] : `coalesce(${texts[0]}, ${range})`
  }
  const [start, number] = [named('start'), named('number')]
  // A count beside the number of a page is its size.
  const size = named('size') ?? (number === undefined ? undefined : numeric.find(({ name }) => /^_?count$/i.test(name))?.text)
  const end = start === undefined ? undefined : named('end')
  if (size === undefined && start === undefined && number === undefined) return undefined
  return { ...(size ? { size } : {}), ...(start ? { start } : {}), ...(number ? { number } : {}), ...(end ? { end } : {}) }
}

function startSort(parameters: readonly Parameter[], fields: FieldTable): Sort | undefined {
  const by = parameters.find(
    ({ name, values, wholes }) =>
      hasMeaning(name, 'sort') && (!values.every((value) => /^(asc|desc|true|false|\d+)$/i.test(value)) || wholes.some(isOrder)),
  )
  const order = parameters.find(
    ({ name, values }) => hasMeaning(name, 'order') && values.length > 0 && values.every((value) => /^(asc|desc)/i.test(value)),
  )
  const alone =
    by ??
    parameters.find(
      ({ name, values }) => /^_?order$/i.test(name) && values.length > 0 && !values.every((value) => /^(asc|desc)/i.test(value)),
    )
  const reverse = parameters.find(
    ({ name, values }) => hasMeaning(name, 'reverse') && values.length > 0 && values.every((value) => /^(true|false|0|1)$/.test(value)),
  )
  if (!alone && !reverse) return undefined
  const names = alone ? sortNames(alone.values, fields.leaves) : {}
  return {
    ...(alone ? { by: alone.text } : {}),
    ...(alone && order ? { order: order.text } : {}),
    ...(reverse ? { reverse: reverse.text } : {}),
    ...(Object.keys(names).length > 0 ? { fields: names } : {}),
  }
}

/** `{"name": "ASC"}`, a list of such, or of `-name`. */
function isOrder(value: Json): boolean {
  if (isList(value)) return value.length > 0 && value.every((item) => typeof item === 'string' || isOrder(item))
  return isObject(value) && Object.values(value).length > 0 && Object.values(value).every((way) => /^(asc|desc)/i.test(String(way)))
}

/** Names in sort wishes that are no field themselves: the first leaf of the field of that name. */
function sortNames(values: readonly string[], leaves: readonly string[]): Record<string, string> {
  const names: Record<string, string> = {}
  for (const wish of values.flatMap((value) => value.split(','))) {
    const name = wish.replace(/^[-+]/, '').replace(/[: ].*$/, '')
    if (name === '' || leaves.includes(name)) continue
    const stem = name.replace(/_?id$/i, '')
    const within =
      leaves.find((leaf) => bare(leaf) === bare(name)) ??
      leaves.find((leaf) => leaf === `${name}.id` || (stem !== '' && leaf === `${stem}.id`)) ??
      leaves.find((leaf) => leaf.startsWith(`${name}.`)) ??
      leaves.find((leaf) => leaf.replace(/^_/, '') === name) ??
      leaves.find((leaf) => leaf.endsWith(`.${name}`))
    if (within) names[name] = within
  }
  return names
}

/** `CREATED_AT` and `createdAt` are one name. */
function bare(name: string): string {
  return name.replace(/[^A-Za-z0-9]/g, '').toLowerCase()
}

function startFilters(parameters: readonly Parameter[], fields: FieldTable): Filter[] {
  const filters: Filter[] = []
  const taken = new Set<string>()
  for (const prefix of treePrefixes(parameters, fields)) {
    const others = parameters.flatMap(({ name, text }) =>
      text.startsWith('query') && name.startsWith(`${prefix}[`) && isReserved(name) ? [name] : [],
    )
    filters.push({ dialect: 'tree', prefix, ...(others.length > 0 ? { except: others } : {}) })
  }
  for (const { name, text, values, wholes } of parameters) {
    if (/^(body|parsed)\b/.test(text) && hasMeaning(name, 'tree') && wholes.length > 0 && wholes.every(isObject))
      filters.push({ dialect: 'tree', from: text })
    else if (hasMeaning(name, 'low')) filters.push({ dialect: 'range', from: text, at: keyPath(fields), side: 'from' })
    else if (hasMeaning(name, 'high')) filters.push({ dialect: 'range', from: text, at: keyPath(fields), side: 'to' })
    else if (isReserved(name)) continue
    else if (fields.labels[0] !== undefined && areMatchers(values)) filters.push({ dialect: 'matchers', from: text, at: fields.labels[0] })
    else if (/^(\$filter|_?filter|query|q|search|where|rsql)$/i.test(name) && areInfix(values))
      filters.push({ dialect: 'infix', from: text })
    else if (hasMeaning(name, 'search') && values.length > 0 && !values.every((value) => parseJson(value) !== undefined))
      filters.push({ dialect: 'search', from: text })
    else continue
    taken.add(name)
  }
  const except = parameters.flatMap(({ name, text }) =>
    text.startsWith('query') && !name.includes('.') && (taken.has(name) || isReserved(name)) ? [name] : [],
  )
  filters.push({ dialect: 'fields', fields: [...fields.all], ...(except.length > 0 ? { except } : {}) })
  return filters
}

/** Names before brackets that are no field themselves, and names of filters that are JSON. */
function treePrefixes(parameters: readonly Parameter[], fields: FieldTable): Set<string> {
  const prefixes = new Set<string>()
  for (const { name, text, values } of parameters) {
    if (!text.startsWith('query')) continue
    const open = name.indexOf('[')
    const prefix = open > 0 ? name.slice(0, open) : name
    if (open > 0 && bracketKeys(name, prefix) && !fields.all.includes(prefix) && !isReserved(name) && !isReserved(prefix))
      prefixes.add(prefix)
    if (open < 0 && hasMeaning(name, 'tree') && values.some(isTree)) prefixes.add(prefix)
  }
  return prefixes
}

function isTree(text: string): boolean {
  const value = parseJson(text)
  return isObject(value) && !isWishes(value)
}

function areMatchers(values: readonly string[]): boolean {
  const read = values.filter((value) => /[=~]/.test(value) && readMatchers(value) !== undefined)
  return values.length > 0 && read.length * 2 >= values.length
}

function areInfix(values: readonly string[]): boolean {
  const read = values.filter((value) => readInfix(value) !== undefined)
  return values.length > 0 && read.length * 2 >= values.length
}

function keyPath(fields: FieldTable): string {
  return ['_id', 'id', 'key', 'name'].find((name) => fields.leaves.includes(name)) ?? fields.leaves[0] ?? 'id'
}
