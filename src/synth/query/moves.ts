import { isList, isObject } from '#lang'
import type { Filter, Query, SortKey } from '#model'
import { singular } from '../naming.ts'
import { type FieldTable, type Flag, isAkin, selfPath } from './fields.ts'
import { isUsed } from './is-used.ts'
import type { ListObservation } from './observation.ts'
import { proposePaging } from './page-moves.ts'
import { isReserved, type Parameter } from './parameters.ts'

export interface Move {
  readonly query: Query
  /** What the move must gain to be worth it. */
  readonly cost: number
  /** It changes nothing where this parameter is absent. */
  readonly given?: string
}

export interface MoveContext {
  readonly parameters: readonly Parameter[]
  readonly fields: FieldTable
  /** Tests that hold for the members that the lists show. */
  readonly shownFlags: readonly Flag[]
  readonly observations: readonly ListObservation[]
  /** Keys of the members, as text. */
  readonly keys: ReadonlySet<string>
  /** Orders by groups that the lists show. */
  readonly groups: readonly SortKey[][]
  /** The test that a caller sees a member, where not all do. */
  readonly visible: string | undefined
}

export function* proposeMoves(query: Query, context: MoveContext): Iterable<Move> {
  yield* proposePaging(query, context)
  yield* proposeSort(query, context)
  yield* proposeFilters(query, context)
  yield* proposeGroups(query, context)
  yield* proposeLog(query, context)
}

/** The feed of changes, and the parameters that say from where on. */
function* proposeLog(query: Query, { parameters }: MoveContext): Iterable<Move> {
  if (!query.log) {
    yield { query: { ...query, log: true }, cost: 0.4 }
    return
  }
  for (const { text, values } of parameters) {
    if (isUsed(query, text) && query.page?.start !== text) continue
    if (values.length === 0 || !values.every((value) => /^\d+$/.test(value)) || query.where?.some(({ given }) => given === text)) continue
    const { start, ...page } = query.page ?? {}
    const free = start === text ? { ...query, page } : query
    for (const operator of ['>', '>='])
      yield {
        query: { ...free, where: [...(query.where ?? []), { given: text, test: `seq ${operator} number(${text})` }] },
        cost: 0.2,
        given: text,
      }
  }
}

function withoutReverse({ reverse, ...sort }: NonNullable<Query['sort']>): NonNullable<Query['sort']> {
  return reverse === undefined || reverse === 'true' ? sort : { ...sort, reverse }
}

function* proposeSort(query: Query, { parameters, fields, groups }: MoveContext): Iterable<Move> {
  const sort = query.sort ?? {}
  if (sort.by === undefined) {
    for (const { name, text, values } of parameters) {
      if (isUsed(query, text) || isReserved(name) || values.length === 0) continue
      if (values.every((value) => fields.leaves.includes(value.replace(/^[-+]/, '').replace(/[: ].*$/, ''))))
        yield { query: { ...query, sort: { ...sort, by: text } }, cost: 0.5, given: text }
    }
  } else {
    const { by: _, ...rest } = sort
    yield { query: { ...query, sort: rest }, cost: 0.5 }
    if (!sort.ignoreCase) yield { query: { ...query, sort: { ...sort, ignoreCase: true } }, cost: 0.3 }
    for (const nulls of ['first', 'last', 'high'] as const)
      if (sort.nulls !== nulls) yield { query: { ...query, sort: { ...sort, nulls } }, cost: 0.3 }
    for (const [name, current] of Object.entries(sort.fields ?? {})) {
      for (const field of fields.leaves)
        if (field !== current && field.split('.')[0] === current.split('.')[0])
          yield { query: { ...query, sort: { ...sort, fields: { ...sort.fields, [name]: field } } }, cost: 0.4 }
    }
  }
  if (sort.reverse === undefined && sort.by === undefined && sort.default === undefined)
    yield { query: { ...query, sort: { reverse: 'true' } }, cost: 0.3 }
  if (sort.below === undefined) {
    for (const field of fields.leaves)
      if (/parent/i.test(field) && /(^|[._]|[a-z](?=I))(id|key|code|slug|parent)$/i.test(field))
        for (const inner of [undefined, ...fields.leaves.filter((leaf) => !leaf.includes('.'))])
          yield {
            query: { ...query, sort: { ...sort, below: field, ...(inner === undefined ? {} : { default: [{ field: inner }] }) } },
            cost: inner === undefined ? 0.4 : 0.6,
          }
  }
  if (sort.default === undefined)
    for (const keys of groups)
      yield { query: { ...query, sort: { ...withoutReverse(sort), default: keys } }, cost: 0.3 + keys.length * 0.15 }
  const places = sort.by === undefined ? (['default'] as const) : (['default', 'ties'] as const)
  for (const place of places) {
    const keys = sort[place] ?? []
    if (keys.length > 1) continue
    for (const field of fields.leaves) {
      if (keys.some((key) => key.field === field)) continue
      for (const descending of [false, true]) {
        const key = descending ? { field, descending } : { field }
        const cost = (/(^|[._])(id|key)$/.test(field) ? 0.25 : 0.45) + keys.length * 0.3
        yield { query: { ...query, sort: { ...sort, [place]: [...keys, key] } }, cost }
      }
    }
  }
}

function* proposeFilters(query: Query, { parameters, fields, observations, visible }: MoveContext): Iterable<Move> {
  const filters = query.filters ?? []
  const where = query.where ?? []
  if (visible !== undefined && !where.some(({ test }) => test === visible))
    yield { query: { ...query, where: [...where, { test: visible }] }, cost: 0.5 }
  yield* changeFilters(query, filters, fields)
  const own = filters.find(({ dialect }) => dialect === 'fields')
  for (const { name, text, values } of parameters) {
    if (isUsed(query, text) || isReserved(name) || values.length === 0) continue
    if (own && text.startsWith('query')) {
      for (const field of fields.all) {
        if (own.aliases?.[name] === field) continue
        const akin = isAkin(name, field.split('.'))
        yield { query: replaceFilter(query, own, { ...own, aliases: { ...own.aliases, [name]: field } }), cost: akin ? 0.1 : 0.4 }
      }
    }
    if (values.some((value) => /[a-z]/i.test(value)) && !values.every((value) => /^(true|false)$/.test(value))) {
      yield { query: { ...query, filters: [...filters, { dialect: 'search', from: text }] }, cost: 0.4, given: text }
      for (const field of fields.leaves)
        yield {
          query: { ...query, filters: [...filters, { dialect: 'search', from: text, fields: [field] }] },
          cost: isAkin(name, field.split('.')) ? 0.3 : 0.5,
          given: text,
        }
    }
    for (const field of fields.leaves)
      for (const [test, cost] of fieldTests(selfPath(field), text, values))
        yield {
          query: { ...query, where: [...where, { given: text, test }] },
          cost: isAkin(name, field.split('.')) ? cost * 0.5 : cost + 0.2,
          given: text,
        }
  }
  // A list of the values that members may have.
  for (const { name, text, wholes } of parameters) {
    if (!text.startsWith('body') || isUsed(query, text) || !wholes.some((whole) => isList(whole) && whole.every((item) => !isObject(item))))
      continue
    for (const field of fields.leaves)
      yield {
        query: { ...query, where: [...where, { given: text, test: `${selfPath(field)} in ${text}` }] },
        cost: isAkin(singular(name), field.split('.')) ? 0.1 : 0.4,
        given: text,
      }
  }
  const call = observations[0]?.scope.call
  for (const parameter of Object.keys(call?.path ?? {})) {
    const text = `path.${parameter}`
    if (query.scope?.includes(text) || where.some(({ test }) => test.includes(text))) continue
    for (const field of fields.leaves)
      yield {
        query: { ...query, where: [...where, { test: `string(${selfPath(field)}) == ${text}` }] },
        cost: isAkin(parameter, field.split('.')) ? 0.1 : 0.3,
      }
  }
}

/** Filters from the start may be wrong, whole or for one parameter. */
function* changeFilters(query: Query, filters: readonly Filter[], fields: FieldTable): Iterable<Move> {
  for (const filter of filters) {
    if (filter.dialect !== 'fields') yield { query: { ...query, filters: filters.filter((other) => other !== filter) }, cost: 0.4 }
    if (filter.dialect === 'matchers')
      for (const at of fields.labels) if (at !== filter.at) yield { query: replaceFilter(query, filter, { ...filter, at }), cost: 0.05 }
    if (filter.dialect === 'search' && !filter.fields)
      for (const field of fields.leaves) yield { query: replaceFilter(query, filter, { ...filter, fields: [field] }), cost: 0.4 }
  }
}

function replaceFilter(query: Query, filter: Filter, by: Filter): Query {
  return { ...query, filters: (query.filters ?? []).map((other) => (other === filter ? by : other)) }
}

/** Parameters that the `fields` filter reads where they should not be. */
export function* proposeExceptions(query: Query, { parameters }: MoveContext): Iterable<Move> {
  const own = query.filters?.find(({ dialect }) => dialect === 'fields')
  if (!own) return
  for (const { name, text } of parameters) {
    if (!text.startsWith('query') || own.except?.includes(name)) continue
    yield { query: replaceFilter(query, own, { ...own, except: [...(own.except ?? []), name] }), cost: 0.3 }
  }
}

const wordsMax = 5

/** Words that name groups of members (`open`), flags that are switched (`active=false`), and what holds where nothing is said. */
function* proposeGroups(query: Query, { parameters, fields, shownFlags }: MoveContext): Iterable<Move> {
  const where = query.where ?? []
  const add = (test: string, cost: number): Move => ({ query: { ...query, where: [...where, { test }] }, cost })
  for (const { name, text, values } of parameters) {
    if (isReserved(name) || !text.startsWith('query') || /[[.]/.test(name)) continue
    const words = new Set(values.filter((value) => /^[a-z][a-z_-]{1,20}$/i.test(value)))
    if (words.size === 0 || words.size > wordsMax) continue
    const isSwitch = [...words].every((word) => /^(true|false|yes|no)$/i.test(word))
    for (const flag of fields.flags) {
      for (const word of words) {
        const akin = isAkin(name, flag.words) || isAkin(word, flag.words)
        // A switch turns on what it is named after; anything else is a coincidence.
        if (isSwitch && !akin) continue
        const test = `${text} != ${JSON.stringify(word)} || ${flag.test}`
        if (!where.some((other) => other.test === test))
          yield { ...add(test, isOtherHalf(text, flag, where) ? -0.01 : akin ? flag.cost : flag.cost * 2 + 0.4), given: text }
      }
      for (const word of isSwitch ? words : []) {
        // A switch that shows more when it is on: `archived=true`.
        const test = `${text} == ${JSON.stringify(word)} || ${flag.test}`
        if (isAkin(name, flag.words) && !where.some((other) => other.test === test)) yield add(test, flag.cost)
      }
      const test = `has(${text}) || ${flag.test}`
      if (!isSwitch && !where.some((other) => other.test === test)) yield add(test, flag.cost * 2 + 0.3)
    }
  }
  for (const flag of shownFlags) if (!where.some(({ test }) => test === flag.test)) yield add(flag.test, flag.cost + 0.5)
}

/** Whether a flag holds where nothing is said, and its opposite is known by a word: then another word is likely to mean the flag itself. */
function isOtherHalf(text: string, flag: Flag, where: NonNullable<Query['where']>): boolean {
  const opposite = flag.test.includes(' == true') ? flag.test.replace(' == ', ' != ') : flag.test.replace(' != ', ' == ')
  const isDefault = where.some(({ test }) => test === `has(${text}) || ${flag.test}`)
  const isTaken = where.some(({ test }) => test.startsWith(`${text} != `) && test.endsWith(` || ${flag.test}`))
  return (
    flag.test.endsWith(' true') &&
    isDefault &&
    !isTaken &&
    where.some(({ test }) => test.startsWith(`${text} != `) && test.endsWith(` || ${opposite}`))
  )
}

/** Tests of one field against one parameter that no dialect reads, with what each must gain. */
function fieldTests(self: string, text: string, values: readonly string[]): [string, number][] {
  const given = text.startsWith('body') ? `string(${text})` : text
  const tests: [string, number][] = [[`string(${self}) != ${given}`, 0.5]]
  if (text.startsWith('body')) tests.push([`string(${self}) == ${given}`, 0.3])
  if (values.every((value) => /^-?\d+(\.\d+)?$/.test(value)))
    for (const operator of ['>', '>=', '<', '<=']) tests.push([`${self} ${operator} number(${given})`, 0.5])
  else if (values.every((value) => /^\d{4}-\d\d/.test(value)))
    for (const operator of ['>=', '<=', '>', '<']) tests.push([`${self} ${operator} ${given}`, 0.5])
  return tests
}
