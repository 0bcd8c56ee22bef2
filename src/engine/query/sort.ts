import type { Json, JsonObject } from '#base'
import {
  type CompileContext,
  compareValues,
  compileExpression,
  type Environment,
  type Evaluate,
  entityKey,
  equal,
  isList,
  isObject,
  parseExpression,
  type Value,
  valueAt,
} from '#lang'
import type { SortKey as ModelSortKey, Query } from '#model'
import type { Entity } from '#state'
import { valuesAt } from './values-at.ts'

export interface SortKey {
  readonly path: readonly string[]
  readonly descending: boolean
  /** Values in the order in which they come. */
  readonly order?: readonly Json[] | undefined
  /** The members to which the key applies. */
  readonly among?: { readonly path: readonly string[]; readonly value: Json } | undefined
}

type SortSpec = NonNullable<Query['sort']>

/** The order that one request asks for. */
export interface Order {
  /** In place. */
  sort(members: Entity[]): void
  /** The same for two members, where it hangs on them alone; those that are equal otherwise stay in the order in which they came to be. */
  compare(a: Entity, b: Entity): number
  /** What it goes by; undefined where the other members decide, too. */
  readonly asks: { readonly paths: readonly (readonly string[])[]; readonly of: Json } | undefined
}

const asMade: Order = { sort: () => {}, compare: (a, b) => a.order - b.order, asks: { paths: [], of: null } }

/** Compiles the order of a query. */
export function compileSort({ sort, collection }: Query, context: CompileContext): (environment: Environment) => Order {
  if (!sort) return () => asMade
  const by = compile(sort.by, context)
  const order = compile(sort.order, context)
  const reverse = compile(sort.reverse, context)
  const fallback = (sort.default ?? []).map(toSortKey)
  const ties = (sort.ties ?? []).map(toSortKey)
  const below = sort.below?.split('.')
  return (environment) => {
    const wish = by?.(environment)
    const asked = readSort(wish, String(order?.(environment) ?? ''), sort.fields ?? {})
    const keys = [...(asked.length > 0 ? asked : fallback), ...ties]
    const at = (entity: JsonObject, path: readonly string[]) => valuesAt(entity, path, collection, context, environment)[0]
    const isTree = below !== undefined && asked.length === 0
    const isBackwards = isReversed(reverse?.(environment))
    return {
      sort(members) {
        if (keys.length > 0) members.sort((a, b) => compareByKeys(a.value, b.value, keys, sort, at))
        if (isTree) sortAsTree(members, (member) => valueAt(member.value, below))
        if (isBackwards) members.reverse()
      },
      compare(a, b) {
        const order = compareByKeys(a.value, b.value, keys, sort, at) || a.order - b.order
        return isBackwards ? -order : order
      },
      asks:
        isTree || keys.some(({ among }) => among)
          ? undefined
          : { paths: keys.map(({ path }) => path), of: [keys as unknown as Json, isBackwards] },
    }
  }
}

function compile(text: string | undefined, context: CompileContext): Evaluate | undefined {
  return text === undefined ? undefined : compileExpression(parseExpression(text), context)
}

function isReversed(value: Value): boolean {
  return value === true || (typeof value === 'string' && /^(true|1|yes|desc(ending)?)$/i.test(value))
}

/** Reads `-price,name`, `price:desc,name`, `price desc`, `price.desc`, lists of these, and `{"price": "desc"}`, with an order that may come apart from the field. */
export function readSort(wish: Value, order: string, fields: Readonly<Record<string, string>>): SortKey[] {
  const orders = order.toLowerCase().split(',')
  return wishes(wish).map(([name, direction], at) => {
    const descending = direction === '' ? (orders[at] ?? orders[0] ?? '').startsWith('desc') : direction.startsWith('desc')
    return { path: (Object.hasOwn(fields, name) ? (fields[name] as string) : name).split('.'), descending }
  })
}

function wishes(wish: Value): [name: string, direction: string][] {
  if (isList(wish)) return wish.flatMap(wishes)
  if (isObject(wish))
    return Object.entries(wish).map(([name, direction]) => [name, direction === -1 ? 'desc' : String(direction).toLowerCase()])
  if (typeof wish !== 'string' || wish === '') return []
  return wish.split(',').map((part) => {
    const [, sign, name = '', direction = ''] = /^([-+]?)([^:\s]*?)(?:(?:[:\s]+|\.)((?:asc|desc)\w*))?$/i.exec(part.trim()) ?? [
      '',
      '',
      part.trim(),
    ]
    return [name, sign === '-' ? 'desc' : direction.toLowerCase()]
  })
}

function toSortKey({ field, descending, order, among }: ModelSortKey): SortKey {
  return {
    path: field.split('.'),
    descending: descending === true,
    order,
    among: among && { path: among.field.split('.'), value: among.value },
  }
}

/** Puts each member right below the one whose key it holds; the order among those below one stays. */
function sortAsTree(members: Entity[], parentOf: (member: Entity) => Value): void {
  const keys = new Set(members.map(({ parts }) => entityKey(parts.slice(-1))))
  const children = Map.groupBy(members, (member) => {
    const parent = entityKey([parentOf(member)])
    return keys.has(parent) ? parent : undefined
  })
  const placed = new Set<Entity>()
  const place = (member: Entity) => {
    if (placed.has(member)) return
    placed.add(member)
    for (const child of children.get(entityKey(member.parts.slice(-1))) ?? []) place(child)
  }
  for (const root of children.get(undefined) ?? []) place(root)
  // What lies below itself stands last.
  for (const member of members) place(member)
  members.splice(0, members.length, ...placed)
}

function compareByKeys(
  a: JsonObject,
  b: JsonObject,
  keys: readonly SortKey[],
  spec: SortSpec,
  at: (entity: JsonObject, path: readonly string[]) => Value,
): number {
  for (const { path, descending, order: values, among } of keys) {
    if (among && !(equal(at(a, among.path), among.value) && equal(at(b, among.path), among.value))) continue
    const left = plain(at(a, path), spec)
    const right = plain(at(b, path), spec)
    const isNull = (left ?? null) === null
    if (spec.nulls && isNull !== ((right ?? null) === null)) return isNull === isNullFirst(spec.nulls, descending) ? -1 : 1
    const order = values ? placeIn(values, left) - placeIn(values, right) : compareValues(left, right)
    if (order !== 0) return descending ? -order : order
  }
  return 0
}

function isNullFirst(nulls: NonNullable<SortSpec['nulls']>, descending: boolean): boolean {
  return nulls === 'high' ? descending : nulls === 'first'
}

/** The place of a value; what is not there comes last. */
function placeIn(values: readonly Json[], value: Value): number {
  const place = values.findIndex((each) => equal(each, value))
  return place < 0 ? values.length : place
}

/** What is compared: of a map its position, key or name. */
function plain(value: Value, spec: SortSpec): Value {
  const scalar = isObject(value) ? (value.position ?? value.id ?? value.name) : value
  return spec.ignoreCase && typeof scalar === 'string' ? scalar.toLowerCase() : scalar
}
