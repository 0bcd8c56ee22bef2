import type { Json, JsonObject } from '#base'
import { compareValues, parseTime, printLiteral, type Value, valueAt } from '#lang'
import type { SortKey } from '#model'
import { valueKey } from '../call.ts'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import type { ListObservation } from './observation.ts'

const groupsMax = 6
/** Share of the neighbours that must stand as an order says. */
const rightMin = 0.97
const listsMin = 2

/**
 * Orders by groups: members with one value of a field stand together, the groups in an order of their own and each with a key of its own (open ones
 * by the date that they are due, closed ones the latest first). Read off the lists.
 */
export function groupOrders(observations: readonly ListObservation[], collection: CollectionDraft, fields: readonly string[]): SortKey[][] {
  const lists = observations.map(({ moment, keys }) => {
    const entities = new Map([...moment.entities(collection.name)].map((entity) => [String(entity.parts.at(-1)), entity.value]))
    return keys.map((key) => entities.get(key)).filter((entity) => entity !== undefined)
  })
  return fields.flatMap((field) => {
    const keys = groupOrder(lists, field, fields, collection.derived?.[field] ?? '')
    return keys ? [keys] : []
  })
}

/** `rule`: what the field is derived by, where it is. */
function groupOrder(
  lists: readonly (readonly JsonObject[])[],
  field: string,
  fields: readonly string[],
  rule: string,
): SortKey[] | undefined {
  const at = (entity: JsonObject, path: string) => valueAt(entity, path.split('.'))
  const order = orderOfGroups(lists.map((list) => list.map((entity) => at(entity, field))))
  if (!order) return undefined
  const within = order.map((value) => {
    const pairs = lists.flatMap((list) => neighbours(list.filter((entity) => valueKey(at(entity, field)) === valueKey(value))))
    return { value, key: keyOf(pairs, fields, at, decidingMoment(rule, value)) }
  })
  const [first] = within
  // One key for all needs no groups.
  const isCommon = within.every(({ key }) => key?.field === first?.key?.field && key?.descending === first?.key?.descending)
  const keys = isCommon
    ? first?.key
      ? [first.key]
      : []
    : within.flatMap(({ value, key }) => (key ? [{ ...key, among: { field, value } }] : []))
  return [{ field, order }, ...keys]
}

/** The moment that decides whether a derived field has a value. */
function decidingMoment(rule: string, value: Json): string | undefined {
  const end = rule.indexOf(` ? ${printLiteral(value)} :`)
  return end < 0 ? undefined : [...rule.slice(0, end).matchAll(/moment\(self\.([\w.]+)\)/g)].at(-1)?.[1]
}

/** The values in the order in which their groups stand; undefined where they don't stand in groups, or in one order. */
function orderOfGroups(lists: readonly (readonly Value[])[]): Json[] | undefined {
  const values = new Map<string, Json>()
  const before = new Map<string, number>()
  let telling = 0
  for (const list of lists) {
    const groups: string[] = []
    for (const value of list) {
      if (value === undefined || (value !== null && typeof value === 'object')) return undefined
      const id = valueKey(value)
      values.set(id, value)
      if (values.size > groupsMax) return undefined
      if (groups.at(-1) === id) continue
      if (groups.includes(id)) return undefined
      groups.push(id)
    }
    if (groups.length > 1) telling++
    groups.forEach((id, place) => {
      for (const other of groups.slice(place + 1)) before.set(`${id} ${other}`, (before.get(`${id} ${other}`) ?? 0) + 1)
    })
  }
  if (values.size < 2 || telling < listsMin) return undefined
  for (const [pair, count] of before) {
    const [a, b] = pair.split(' ')
    if ((before.get(`${b} ${a}`) ?? 0) > 0 && count > 0) return undefined
  }
  const wins = (id: string) => [...before.keys()].filter((pair) => pair.startsWith(`${id} `)).length
  return [...values].sort((a, b) => wins(b[0]) - wins(a[0]) || (a[0] < b[0] ? -1 : 1)).map(([, value]) => value)
}

type Pair = readonly [JsonObject, JsonObject]

function neighbours(list: readonly JsonObject[]): Pair[] {
  return list.slice(1).map((entity, at): Pair => [list[at] as JsonObject, entity])
}

/** The field by which neighbours stand in order, and in which direction: the one that tells most of them apart, moments before numbers and texts. */
function keyOf(
  pairs: readonly Pair[],
  fields: readonly string[],
  at: (entity: JsonObject, path: string) => Value,
  deciding: string | undefined,
): SortKey | undefined {
  let best: { key: SortKey; rank: number } | undefined
  for (const field of fields) {
    const orders = pairs.map(([a, b]) => compareValues(at(a, field), at(b, field)))
    const told = orders.filter((order) => order !== 0).length
    const [kind, needed] = kindOf(
      field,
      pairs.map(([a]) => at(a, field)),
    )
    if (told < needed) continue
    for (const descending of [false, true]) {
      const right = orders.filter((order) => (descending ? order > 0 : order < 0)).length
      const rank = told + kind + (field === deciding ? 0.2 : 0)
      if (right < told * rightMin || (best && rank <= best.rank)) continue
      best = { key: descending ? { field, descending } : { field }, rank }
    }
  }
  return best?.key
}

/** What some values are worth as a key of sorting, and how many neighbours they must tell apart to be believed: texts are in order by chance. */
function kindOf(field: string, values: readonly Value[]): [worth: number, needed: number] {
  const present = values.filter((value) => value !== undefined && value !== null)
  // What moves with each write is the key by chance rather than a moment with a meaning of its own.
  if (present.every((value) => typeof value === 'string' && parseTime(value) !== undefined))
    return [/updat|modif|chang/i.test(field) ? 0.4 : 0.5, 2]
  return present.every((value) => typeof value === 'number') ? [0.3, 2] : [0, 4]
}
