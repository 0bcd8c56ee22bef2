import type { Json, JsonObject } from '#base'
import { isObject, printLiteral, printMember, type WorldView } from '#lang'
import type { Call } from '../call.ts'
import { type CollectionDraft, isScalar } from '../collection/collection-draft.ts'
import type { Timeline } from '../timeline/timeline.ts'
import { type Column, type Formula, findFormulas } from './find-formulas.ts'

/** One showing of an entity, with what it and all others were then. */
interface Row {
  readonly self: JsonObject
  readonly world: WorldView
  readonly shown: JsonObject
}

const rowsMax = 200
const distinctMin = 3

/**
 * Finds the numbers that follow from others whenever they are shown: the price with tax from the price, the total of an order from its
 * lines. What clients send under its own name follows from nothing.
 */
export function inferComputed(timeline: Timeline): void {
  const graph = timeline.collections.filter((collection) => collection.graph !== undefined)
  const sent = sentNames(timeline.sessions.flat())
  for (const collection of graph) {
    if (!collection.graph) continue
    const rows = rowsOf(collection, timeline)
    const candidates = numberFields(rows).flatMap((field) => {
      if (sent.has(field)) return []
      return formulasFor(field, collection, graph, rows).map((formula) => ({ field, formula }))
    })
    const order = withoutCircles(candidates)
    const computed = refine(order, collection, graph, rows)
    if (computed.size > 0) collection.graph.computed = computed
  }
}

function formulasFor(
  field: string,
  collection: CollectionDraft,
  graph: readonly CollectionDraft[],
  rows: readonly Row[],
  usable = (_: string) => true,
): readonly Formula[] {
  const own = rows.filter(({ shown }) => typeof shown[field] === 'number')
  const targets = own.map(({ shown }) => shown[field] as number)
  if (new Set(targets).size < distinctMin) return []
  return findFormulas(
    targets,
    columnsOf(collection, graph, own, (other) => other !== field && usable(other)),
  )
}

/** The formulas once more, each with what those before it give in place of what was shown: that is what a twin will have. */
function refine(
  order: readonly string[],
  collection: CollectionDraft,
  graph: readonly CollectionDraft[],
  rows: readonly Row[],
): Map<string, string> {
  const computed = new Map<string, string>()
  let current = rows
  for (const [at, field] of order.entries()) {
    const later = new Set(order.slice(at + 1))
    const [formula] = formulasFor(field, collection, graph, current, (other) => !later.has(other))
    if (!formula) continue
    computed.set(field, formula.text)
    const own = current.filter(({ shown }) => typeof shown[field] === 'number')
    const given = new Map(own.map((row, place) => [row, formula.give(place)]))
    current = current.map((row) => {
      const value = given.get(row)
      return value === undefined ? row : { ...row, self: { ...row.self, [field]: value } }
    })
  }
  return computed
}

function rowsOf(collection: CollectionDraft, timeline: Timeline): Row[] {
  const readings = collection.graph?.readings ?? []
  const step = Math.max(1, Math.floor(readings.length / rowsMax))
  return readings.flatMap(({ call, key, value }, at) => {
    if (at % step > 0) return []
    const world = timeline.moment(call, 'after')
    const self = world.find(collection.name, String(key))
    return self ? [{ self, world, shown: value }] : []
  })
}

function numberFields(rows: readonly Row[]): string[] {
  const fields = new Set<string>()
  for (const { shown } of rows) for (const [field, value] of Object.entries(shown)) if (typeof value === 'number') fields.add(field)
  return [...fields]
}

/** Names of arguments that hold numbers. */
function sentNames(calls: readonly Call[]): Set<string> {
  const names = new Set<string>()
  const visit = (value: Json | undefined, name: string) => {
    if (typeof value === 'number') names.add(name)
    else if (Array.isArray(value)) for (const item of value as Json[]) visit(item, name)
    else if (isObject(value)) for (const [key, item] of Object.entries(value)) visit(item, key)
  }
  for (const { field, request } of calls) if (field?.kind === 'mutation') visit(request.body ?? null, '')
  return names
}

/** What a number may be made of: other numbers of the entity, of what it refers to, and sums and counts over its members. */
function columnsOf(
  collection: CollectionDraft,
  all: readonly CollectionDraft[],
  rows: readonly Row[],
  usable: (field: string) => boolean,
): Column[] {
  const columns: Column[] = []
  const add = (text: string, cost: number, read: (row: Row) => number | undefined) => {
    const values = rows.map(read)
    if (values.some((value) => value !== undefined)) columns.push({ text, cost, values })
  }
  const numbersOf = (entities: readonly (JsonObject | undefined)[]) => {
    const fields = new Set<string>()
    for (const entity of entities)
      for (const [field, value] of Object.entries(entity ?? {})) if (typeof value === 'number') fields.add(field)
    return fields
  }
  for (const field of numbersOf(rows.map(({ self }) => self)))
    if (usable(field)) add(`self${printMember(field)}`, 1, ({ self }) => numberAt(self, field))
  for (const [field, relation] of Object.entries(collection.relations ?? {})) {
    const other = all.find(({ name }) => name === relation.collection)
    if (!other) continue
    const name = JSON.stringify(relation.collection)
    if (relation.by === undefined) {
      const follow = ({ self, world }: Row) => referred(self[field], relation.collection, world)
      for (const inner of numbersOf(rows.map(follow)))
        add(`find(${name}, self${printMember(field)})${printMember(inner)}`, 2, (row) => numberAt(follow(row), inner))
      continue
    }
    const { by } = relation
    const keyField = collection.graph?.keyField ?? 'id'
    const members = ({ self, world }: Row) => world.list(relation.collection).filter((member) => member[by] === self[keyField])
    const list = `list(${name}).filter(e, e${printMember(by)} == self${printMember(keyField)})`
    add(`size(${list})`, 2.5, (row) => members(row).length)
    const everyone = rows.flatMap(members)
    for (const [inner, labels] of labelsOf(everyone))
      for (const label of labels) {
        const some = `list(${name}).filter(e, e${printMember(by)} == self${printMember(keyField)} && e${printMember(inner)} == ${printLiteral(label)})`
        add(`size(${some})`, 4, (row) => members(row).filter((member) => member[inner] === label).length)
      }
    const items = itemColumns(
      other,
      rows.flatMap((row) => members(row).map((member) => ({ member, world: row.world }))),
      numbersOf,
    )
    for (const { text, cost, read } of items)
      add(`sum(${list}.map(e, ${text}))`, cost + 2, (row) => sum(members(row).map((member) => read(member, row.world))))
  }
  return columns
}

const labelsMax = 5

/** Fields of members that have a few words or flags, with these. */
function labelsOf(members: readonly JsonObject[]): Map<string, Set<Json>> {
  const fields = new Map<string, Set<Json>>()
  for (const member of members)
    for (const [field, value] of Object.entries(member))
      if (typeof value === 'boolean' || (typeof value === 'string' && /^[A-Za-z][A-Za-z_-]*$/.test(value)))
        fields.set(field, (fields.get(field) ?? new Set()).add(value))
  return new Map([...fields].filter(([, labels]) => labels.size >= 2 && labels.size <= labelsMax))
}

interface ItemColumn {
  readonly text: string
  readonly cost: number
  read(member: JsonObject, world: WorldView): number | undefined
}

/** Numbers of a member, of what it refers to, and their products. */
function itemColumns(
  collection: CollectionDraft,
  members: readonly { readonly member: JsonObject; readonly world: WorldView }[],
  numbersOf: (entities: readonly (JsonObject | undefined)[]) => Set<string>,
): ItemColumn[] {
  const singles: ItemColumn[] = []
  for (const field of numbersOf(members.map(({ member }) => member)))
    singles.push({ text: `e${printMember(field)}`, cost: 0, read: (member) => numberAt(member, field) })
  for (const [field, relation] of Object.entries(collection.relations ?? {})) {
    if (relation.by !== undefined) continue
    const follow = (member: JsonObject, world: WorldView) => referred(member[field], relation.collection, world)
    for (const inner of numbersOf(members.map(({ member, world }) => follow(member, world))))
      singles.push({
        text: `find(${JSON.stringify(relation.collection)}, e${printMember(field)})${printMember(inner)}`,
        cost: 1,
        read: (member, world) => numberAt(follow(member, world), inner),
      })
  }
  const products = singles.flatMap((one, at) =>
    singles.slice(at + 1).map(
      (other): ItemColumn => ({
        text: `${one.text} * ${other.text}`,
        cost: one.cost + other.cost + 1,
        read: (member, world) => product(one.read(member, world), other.read(member, world)),
      }),
    ),
  )
  return [...singles, ...products]
}

function numberAt(entity: JsonObject | undefined, field: string): number | undefined {
  const value = entity?.[field]
  return typeof value === 'number' ? value : undefined
}

function referred(key: Json | undefined, collection: string, world: WorldView): JsonObject | undefined {
  return isScalar(key) ? world.find(collection, String(key)) : undefined
}

function sum(values: readonly (number | undefined)[]): number | undefined {
  return values.includes(undefined) ? undefined : (values as number[]).reduce((total, value) => total + value, 0)
}

function product(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a * b
}

/** The fields that have a formula such that none follows from itself, what others need first; better formulas go before. */
function withoutCircles(candidates: readonly { readonly field: string; readonly formula: Formula }[]): string[] {
  const chosen = new Map<string, Formula>()
  const fields = new Set(candidates.map(({ field }) => field))
  const uses = (formula: Formula, field: string) =>
    formula.text.includes(`self${printMember(field)} `) || formula.text.endsWith(`self${printMember(field)}`)
  const leadsTo = (from: string, to: string, seen = new Set<string>()): boolean => {
    if (seen.has(from)) return false
    seen.add(from)
    const formula = chosen.get(from)
    return formula !== undefined && [...fields].some((field) => uses(formula, field) && (field === to || leadsTo(field, to, seen)))
  }
  for (const { field, formula } of [...candidates].sort((a, b) => b.formula.score - a.formula.score)) {
    if (chosen.has(field)) continue
    chosen.set(field, formula)
    if (leadsTo(field, field)) chosen.delete(field)
  }
  const ordered: string[] = []
  const place = (field: string) => {
    const formula = chosen.get(field)
    if (!formula || ordered.includes(field)) return
    for (const other of chosen.keys()) if (other !== field && uses(formula, other)) place(other)
    ordered.push(field)
  }
  for (const field of chosen.keys()) place(field)
  return ordered
}
