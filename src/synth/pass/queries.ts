import { compileQuery, type Page, type RunQuery } from '#engine'
import { type CompileContext, entityKey, isList, isObject, type Value, valueAt } from '#lang'
import type { Query } from '#model'
import { printMember } from '#lang'
import type { Moment } from './timeline.ts'
import type { CollectionDraft } from './collections.ts'
import type { Scope } from '../explain/scope.ts'

/** One list that the service answered. */
export interface ListObservation {
  readonly scope: Scope
  /** The world that the list shows. */
  readonly moment: Moment
  /** Keys of the items in their order. */
  readonly keys: readonly string[]
}

export interface LearnedQuery {
  readonly query: Query
  /** Lists that the query gives to the letter. */
  readonly hits: number
  readonly of: number
  run(observation: ListObservation): Page
}

interface Move {
  readonly query: Query
  /** What the move must gain to be worth it; below zero for moves that common sense makes anyway. */
  readonly cost: number
}

const roundsMax = 16
const sampleMax = 60

/** Finds scope, filters, order and paging by trying changes to a query and keeping the one that gives most of the lists. */
export function learnQuery(collection: CollectionDraft, observations: readonly ListObservation[], context: CompileContext): LearnedQuery {
  const sample = observations.slice(0, sampleMax)
  const route = sample[0]?.scope.call.route
  const parents = collection.parents.map((space) => `path${printMember(route?.segments.find((segment) => segment.space === space)?.parameter ?? '')}`)
  let query: Query = { collection: collection.name, ...(parents.length > 0 ? { scope: parents } : {}) }
  let score = scoreQuery(query, sample, context)
  for (let round = 0; round < roundsMax; round++) {
    let best: { move: Move; score: number; gain: number } | undefined
    for (const move of proposeMoves(query, collection, sample)) {
      const next = scoreQuery(move.query, sample, context)
      const gain = next - score - move.cost
      if (gain > 1e-6 && (!best || gain > best.gain + 1e-9)) best = { move, score: next, gain }
    }
    if (!best) break
    query = best.move.query
    score = best.score
  }
  const run = compileQuery(query, context)
  const hits = observations.filter((observation) => isExact(run, observation)).length
  return { query, hits, of: observations.length, run: (observation) => run(observation.scope.environment, observation.moment) }
}

function shownKeys(run: RunQuery, { scope, moment }: ListObservation): string[] {
  const keys = new Map<unknown, string>()
  const collection: { value: unknown; key: string }[] = []
  const source = {
    entities: (name: string) => {
      const list = [...moment.entities(name)]
      for (const entity of list) collection.push({ value: entity.value, key: entityKey([entity.parts.at(-1)]) ?? '' })
      return list
    },
  }
  const page = run(scope.environment, source)
  for (const { value, key } of collection) keys.set(value, key)
  return page.items.map((item) => keys.get(item) ?? '')
}

function isExact(run: RunQuery, observation: ListObservation): boolean {
  const shown = shownKeys(run, observation)
  return shown.length === observation.keys.length && shown.every((key, at) => key === observation.keys[at])
}

/** For each list: how much of it is shown, and one more when it is the same to the letter. */
function scoreQuery(query: Query, observations: readonly ListObservation[], context: CompileContext): number {
  const run = compileQuery(query, context)
  let score = 0
  for (const observation of observations) {
    const shown = shownKeys(run, observation)
    const expected = new Set(observation.keys)
    const common = shown.filter((key) => expected.has(key)).length
    const union = expected.size + shown.length - common
    score += union === 0 ? 1 : common / union
    if (shown.length === observation.keys.length && shown.every((key, at) => key === observation.keys[at])) score += 1
    else if (common > 1) score += 0.5 * inOrder(shown.filter((key) => expected.has(key)), observation.keys)
  }
  return score
}

/** Share of neighbours that stand in the expected order. */
function inOrder(shown: readonly string[], expected: readonly string[]): number {
  let right = 0
  for (let at = 1; at < shown.length; at++) if (expected.indexOf(shown[at - 1] as string) < expected.indexOf(shown[at] as string)) right++
  return right / (shown.length - 1)
}

function* proposeMoves(query: Query, collection: CollectionDraft, observations: readonly ListObservation[]): Iterable<Move> {
  const fields = leafFields(observations, collection.name)
  const parameters = queryParameters(observations)
  yield* proposePaging(query, parameters, observations)
  yield* proposeSort(query, parameters, fields)
  yield* proposeFilters(query, parameters, fields, observations)
}

interface Parameter {
  readonly name: string
  readonly text: string
  readonly values: readonly string[]
}

function queryParameters(observations: readonly ListObservation[]): Parameter[] {
  const values = new Map<string, string[]>()
  const visit = (text: string, value: Value, depth: number) => {
    if (isObject(value)) {
      if (depth < 3) for (const [key, item] of Object.entries(value)) visit(`${text}${printMember(key)}`, item, depth + 1)
    } else if (value !== undefined && !isList(value)) values.set(text, [...(values.get(text) ?? []), String(value)])
  }
  for (const { scope } of observations) {
    visit('query', scope.environment.query, 0)
    visit('body', scope.environment.body, 0)
  }
  return [...values].map(([text, list]) => ({ name: text.replace(/^(query|body)\.?/, '').replace(/^\["|"\]$/g, ''), text, values: list }))
}

const sizeNames = /^(_?limit|_?per_?page|page_?size|size|take|top|\$top|first|max_?results|count|rows|page\.?size|page\[size\]|page\[limit\])$/i
const startNames = /^(_?offset|_?skip|\$skip|_?start|from|start_?at|page\[offset\])$/i
const pageNames = /^(_?page|p|page_?number|page\[number\])$/i
const sortNames = /^(_?sort(_?by)?|order_?by|\$orderby|ordering)$/i
const orderNames = /^(_?order|sort_?order|sort_?dir(ection)?|dir(ection)?)$/i

function* proposePaging(query: Query, parameters: readonly Parameter[], observations: readonly ListObservation[]): Iterable<Move> {
  const page = query.page ?? {}
  for (const { name, text, values } of parameters) {
    if (!values.some((value) => /^\d+$/.test(value))) continue
    const prior = (known: RegExp) => (known.test(name) ? -0.05 : 0.9)
    if (page.size === undefined && page.start !== text && page.number !== text) yield { query: { ...query, page: { ...page, size: text } }, cost: prior(sizeNames) }
    if (page.start === undefined && page.size !== text && page.number === undefined) yield { query: { ...query, page: { ...page, start: text } }, cost: prior(startNames) }
    if (page.number === undefined && page.size !== text && page.start === undefined) {
      yield { query: { ...query, page: { ...page, number: text } }, cost: prior(pageNames) }
      yield { query: { ...query, page: { ...page, number: text, firstPage: 0 } }, cost: prior(pageNames) + 0.1 }
    }
  }
  if (page.default === undefined) {
    const longest = Math.max(0, ...observations.map(({ keys }) => keys.length))
    for (const size of new Set([longest, 10, 20, 25, 30, 50, 100])) if (size > 0) yield { query: { ...query, page: { ...page, default: size } }, cost: 0.5 }
  }
  if (page.size !== undefined && page.max === undefined) {
    const longest = Math.max(0, ...observations.map(({ keys }) => keys.length))
    if (longest > 1) yield { query: { ...query, page: { ...page, max: longest } }, cost: 0.5 }
  }
}

function* proposeSort(query: Query, parameters: readonly Parameter[], fields: readonly string[]): Iterable<Move> {
  const sort = query.sort ?? {}
  if (sort.by === undefined) {
    for (const { name, text, values } of parameters) {
      if (!values.every((value) => /^[-+]?[\w.]+([: ]\w+)?(,[-+]?[\w.]+([: ]\w+)?)*$/.test(value)) || values.every((value) => /^\d+$/.test(value))) continue
      const names = sortFields(values, fields)
      yield { query: { ...query, sort: { ...sort, by: text, ...(Object.keys(names).length > 0 ? { fields: names } : {}) } }, cost: sortNames.test(name) ? -0.05 : 0.9 }
    }
  }
  if (sort.by !== undefined && sort.order === undefined) {
    for (const { name, text, values } of parameters) if (values.every((value) => /^(asc|desc)/i.test(value))) yield { query: { ...query, sort: { ...sort, order: text } }, cost: orderNames.test(name) ? -0.05 : 0.5 }
  }
  if (sort.by !== undefined) {
    if (!sort.ignoreCase) yield { query: { ...query, sort: { ...sort, ignoreCase: true } }, cost: 0.3 }
    for (const [name, current] of Object.entries(sort.fields ?? {})) {
      for (const field of fields) if (field !== current && field.split('.')[0] === current.split('.')[0]) yield { query: { ...query, sort: { ...sort, fields: { ...sort.fields, [name]: field } } }, cost: 0.4 }
    }
  }
  const place = sort.default === undefined ? 'default' : sort.ties === undefined && sort.by !== undefined ? 'ties' : undefined
  const places = sort.by !== undefined && sort.ties === undefined ? (['default', 'ties'] as const) : place ? [place] : []
  for (const where of places) {
    if (sort[where as 'default' | 'ties'] !== undefined) continue
    for (const field of fields) {
      for (const descending of [false, true]) {
        const key = descending ? { field, descending } : { field }
        yield { query: { ...query, sort: { ...sort, [where as string]: [key] } }, cost: /(^|[._])(id|key)$/.test(field) ? 0.25 : 0.45 }
      }
    }
  }
}

/** Names in sort wishes that are no field themselves: the first leaf of the field of that name. */
function sortFields(values: readonly string[], fields: readonly string[]): Record<string, string> {
  const names: Record<string, string> = {}
  for (const wish of values.flatMap((value) => value.split(','))) {
    const name = wish.replace(/^[-+]/, '').replace(/[: ].*$/, '')
    if (fields.includes(name)) continue
    const within = fields.find((field) => field === `${name}.id`) ?? fields.find((field) => field.startsWith(`${name}.`)) ?? fields.find((field) => field.replace(/^_/, '') === name)
    if (within) names[name] = within
  }
  return names
}

function* proposeFilters(query: Query, parameters: readonly Parameter[], fields: readonly string[], observations: readonly ListObservation[]): Iterable<Move> {
  const where = query.where ?? []
  const used = new Set(where.map(({ given }) => given))
  const special = new Set([query.page?.size, query.page?.start, query.page?.number, query.sort?.by, query.sort?.order])
  const add = (test: string, given?: string): Query => ({ ...query, where: [...where, given === undefined ? { test } : { given, test }] })
  for (const { name, text, values } of parameters) {
    if (used.has(text) || special.has(text)) continue
    const words = name.toLowerCase().split(/[^a-z0-9]+|_(?=id$)/).filter((word) => word !== '')
    for (const field of fields) {
      const self = `self.${field.split('.').map((key) => printMember(key).replace(/^\./, '')).join('.')}`.replace(/\.\[/g, '[')
      const related = field.split('.').some((key) => words.includes(key.toLowerCase()) || name === key)
      for (const [test, cost] of fieldTests(self, text, values)) {
        const isPlain = test === `string(${self}) == ${text}` || test === `string(${self}) == string(${text})`
        const exact = related && isPlain && (field === name || field.replaceAll('.', '_') === name)
        yield { query: add(test, text), cost: exact ? -0.02 : related ? cost * 0.5 : cost + 0.2 }
      }
    }
  }
  const call = observations[0]?.scope.call
  for (const parameter of Object.keys(call?.path ?? {})) {
    const text = `path${printMember(parameter)}`
    if (query.scope?.includes(text) || where.some(({ test }) => test.includes(text))) continue
    for (const field of fields) {
      const self = `self.${field}`
      yield { query: add(`string(${self}) == ${text}`), cost: 0.2 }
    }
  }
  for (const field of fields) {
    const self = `self.${field}`
    for (const literal of labelValues(observations, query.collection, field)) {
      yield { query: add(`${self} == ${literal}`), cost: 0.8 }
      yield { query: add(`${self} != ${literal}`), cost: 0.8 }
    }
  }
}

/** Tests of one field against one parameter, with what each must gain. */
function fieldTests(self: string, text: string, values: readonly string[]): [string, number][] {
  const given = text.startsWith('body') ? `string(${text})` : text
  const tests: [string, number][] = [[`string(${self}) == ${given}`, 0.2]]
  if (values.some((value) => value.includes(','))) tests.push([`string(${self}) in split(${given}, ",")`, 0.2])
  tests.push([`string(${self}) != ${given}`, 0.4])
  if (values.every((value) => /^-?\d+(\.\d+)?$/.test(value))) for (const operator of ['>', '>=', '<', '<=']) tests.push([`${self} ${operator} number(${given})`, 0.4])
  else {
    tests.push([`contains(lower(${self}), lower(${given}))`, 0.4], [`startsWith(lower(${self}), lower(${given}))`, 0.5])
    if (values.every((value) => /^[~*]/.test(value))) tests.push([`contains(lower(${self}), lower(substring(${given}, 1)))`, 0.3])
    if (values.some((value) => value === '*')) tests.push([`${given} == "*" || string(${self}) == ${given}`, 0.3])
  }
  return tests
}

/** Short values of a field of which there are few. */
function labelValues(observations: readonly ListObservation[], collection: string, field: string): string[] {
  const values = new Set<string>()
  for (const { moment } of observations.slice(0, 12)) {
    for (const entity of moment.entities(collection)) {
      const value = valueAt(entity.value, field.split('.'))
      if (typeof value === 'boolean' || value === null || (typeof value === 'string' && value.length < 16)) values.add(JSON.stringify(value))
      if (values.size > 6) return []
    }
  }
  return values.size > 1 ? [...values] : []
}

/** Dotted paths of the scalar fields of a collection. */
function leafFields(observations: readonly ListObservation[], collection: string): string[] {
  const fields = new Set<string>()
  const visit = (value: Value, path: string, depth: number) => {
    if (isObject(value) && depth < 3) {
      for (const [key, item] of Object.entries(value)) if (/^[A-Za-z_$][\w$]*$/.test(key)) visit(item, path === '' ? key : `${path}.${key}`, depth + 1)
    } else if (path !== '' && !isList(value) && !isObject(value)) fields.add(path)
  }
  for (const { moment } of observations.slice(0, 20)) for (const entity of moment.entities(collection)) visit(entity.value, '', 0)
  return [...fields].slice(0, 60)
}
