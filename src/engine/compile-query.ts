import type { Json, JsonObject } from '#base'
import { bind, type CompileContext, compareValues, compileExpression, type Environment, entityKey, equal, type Evaluate, parseExpression, type Value, valueAt } from '#lang'
import type { Query } from '#model'
import type { Entity } from '#state'

/** Where a query finds its entities: the world of a session, or what the learner knows of one. */
export interface EntitySource {
  entities(collection: string): Iterable<Entity>
}

/** What a query gives: `items` are the entities of the page. */
export interface Page extends JsonObject {
  readonly items: readonly JsonObject[]
  /** Members before paging. */
  readonly total: number
  /** Members of the collection before filters. */
  readonly all: number
  readonly size: Json
  readonly start: number
  readonly number: number
  readonly pages: number
  readonly more: boolean
}

export type RunQuery = (environment: Environment, source: EntitySource) => Page

interface SortKey {
  readonly path: readonly string[]
  readonly descending: boolean
}

/** Compiles a query over a collection: scope, filters, sort, page. */
export function compileQuery(query: Query, context: CompileContext): RunQuery {
  const inner = { ...context, names: new Set([...context.names, 'self']) }
  const evaluate = (text: string | undefined, scope = context): Evaluate | undefined =>
    text === undefined ? undefined : compileExpression(parseExpression(text), scope)
  const scope = (query.scope ?? []).map((text) => compileExpression(parseExpression(text), context))
  const filters = (query.where ?? []).map(({ given, test }) => ({
    given: evaluate(given),
    test: compileExpression(parseExpression(test), inner),
  }))
  const sort = compileSort(query, context)
  const page = compilePage(query, context)
  return (environment, source) => {
    const parents = scope.map((part) => entityKey([part(environment)]))
    const active = filters.filter(({ given }) => given === undefined || given(environment) !== undefined)
    const members: Entity[] = []
    let all = 0
    for (const entity of source.entities(query.collection)) {
      if (!parents.every((parent, at) => parent !== undefined && parent === entityKey([entity.parts[at]]))) continue
      all++
      const own = active.length > 0 ? bind(environment, 'self', entity.value) : environment
      if (active.every(({ test }) => test(own) === true)) members.push(entity)
    }
    sort(environment, members)
    return page(environment, members, all)
  }
}

function compileSort(query: Query, context: CompileContext): (environment: Environment, members: Entity[]) => void {
  const { sort } = query
  if (!sort) return () => {}
  const by = sort.by === undefined ? undefined : compileExpression(parseExpression(sort.by), context)
  const order = sort.order === undefined ? undefined : compileExpression(parseExpression(sort.order), context)
  const fallback = (sort.default ?? []).map(toSortKey)
  const ties = (sort.ties ?? []).map(toSortKey)
  return (environment, members) => {
    const wish = by?.(environment)
    const asked = typeof wish === 'string' && wish !== '' ? readSort(wish, String(order?.(environment) ?? ''), sort.fields ?? {}) : fallback
    const keys = [...asked, ...ties]
    if (keys.length === 0) return
    members.sort((a, b) => compareByKeys(a.value, b.value, keys, sort.ignoreCase === true))
  }
}

/** Reads `-price,name`, `price:desc,name`, `price desc`, with an order that may come apart from the field. */
export function readSort(wish: string, order: string, fields: Readonly<Record<string, string>>): SortKey[] {
  const orders = order.toLowerCase().split(',')
  return wish.split(',').map((part, at) => {
    const [, sign, name = '', direction = ''] = /^([-+]?)([^:\s]*)(?:[:\s]+(\w+))?$/.exec(part.trim()) ?? ['', '', part.trim()]
    const descending = sign === '-' || /^desc/i.test(direction) || (orders[at] ?? orders[0] ?? '').startsWith('desc')
    return { path: (Object.hasOwn(fields, name) ? (fields[name] as string) : name).split('.'), descending }
  })
}

function toSortKey(key: { field: string; descending?: boolean | undefined }): SortKey {
  return { path: key.field.split('.'), descending: key.descending === true }
}

export function compareByKeys(a: JsonObject, b: JsonObject, keys: readonly SortKey[], ignoreCase: boolean): number {
  for (const { path, descending } of keys) {
    const order = compareValues(fold(valueAt(a, path), ignoreCase), fold(valueAt(b, path), ignoreCase))
    if (order !== 0) return descending ? -order : order
  }
  return 0
}

function fold(value: Value, ignoreCase: boolean): Value {
  return ignoreCase && typeof value === 'string' ? value.toLowerCase() : value
}

function compilePage(query: Query, context: CompileContext): (environment: Environment, members: readonly Entity[], all: number) => Page {
  const spec = query.page
  const evaluate = (text: string | undefined): Evaluate | undefined =>
    text === undefined ? undefined : compileExpression(parseExpression(text), context)
  const sizeOf = evaluate(spec?.size)
  const startOf = evaluate(spec?.start)
  const numberOf = evaluate(spec?.number)
  const after = evaluate(spec?.after)
  const firstPage = spec?.firstPage ?? 1
  return (environment, members, all) => {
    const wanted = wholeNumber(sizeOf?.(environment)) ?? spec?.default
    const size = wanted === undefined ? undefined : Math.min(wanted, spec?.max ?? Number.POSITIVE_INFINITY)
    const number = wholeNumber(numberOf?.(environment))
    const cursor = after?.(environment)
    let start = wholeNumber(startOf?.(environment)) ?? 0
    if (number !== undefined && size !== undefined) start = Math.max(0, number - firstPage) * size
    if (cursor !== undefined) start = members.findIndex((entity) => equal(entity.parts[entity.parts.length - 1], cursor) || entity.key === cursor) + 1
    const end = size === undefined ? members.length : start + size
    return {
      items: members.slice(start, end).map((entity) => entity.value),
      total: members.length,
      all,
      size: size ?? null,
      start,
      number: number ?? (size ? Math.floor(start / size) + firstPage : firstPage),
      pages: size ? Math.ceil(members.length / size) : 1,
      more: end < members.length,
    }
  }
}

function wholeNumber(value: Value): number | undefined {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isInteger(number) && number >= 0 ? number : undefined
}
