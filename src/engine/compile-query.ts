import {
  type CompileContext,
  compileExpression,
  type Environment,
  type Evaluate,
  entityKey,
  parseExpression,
  printJson,
  type Value,
} from '#lang'
import type { Query } from '#model'
import type { Entity, Remembered } from '#state'
import type { EntitySource } from './derive/derived-world.ts'
import { compileFilter, type Wanted } from './query/compile-filter.ts'
import { compilePage, type Page } from './query/page.ts'
import { compileSort, type Order } from './query/sort.ts'

export type { Page } from './query/page.ts'

export type RunQuery = (environment: Environment, source: EntitySource) => Page

/** Compiles a query over a collection: scope, filters, sort, page. */
export function compileQuery(query: Query, context: CompileContext): RunQuery {
  const inner = { ...context, names: new Set([...context.names, 'self', ...(query.log ? ['seq'] : [])]) }
  const evaluate = (text: string | undefined, scope = context): Evaluate | undefined =>
    text === undefined ? undefined : compileExpression(parseExpression(text), scope)
  const scope = (query.scope ?? []).map((text) => compileExpression(parseExpression(text), context))
  const tests = (query.where ?? []).map(({ given, test }) => ({
    given: evaluate(given),
    test: compileExpression(parseExpression(test), inner),
  }))
  const filters = (query.filters ?? []).map((filter) => compileFilter(filter, query.collection, context))
  const sort = compileSort(query, context)
  const page = compilePage(query, context)
  const isLate = query.page?.unfiltered === true
  const viewOf = compileView(query, context)
  return (environment, source) => {
    const parents = scope.map((part) => entityKey([part(environment)]))
    const active = tests.filter(({ given }) => given === undefined || given(environment) !== undefined)
    const wanted = filters.flatMap((filter) => filter(environment) ?? [])
    const order = sort(environment)
    const viewed = active.length === 0 && source.view ? viewOf(source, parents, wanted, order) : undefined
    if (viewed) return page(environment, viewed.members, viewed.all)
    const members: Entity[] = []
    // One scope for all members: making one for each would cost more than the tests.
    const locals: Record<string, Value> = { ...environment.locals }
    const own: Environment = { ...environment, locals }
    const isWanted = (entity: Pick<Member, 'value' | 'written'>) => {
      if (!wanted.every(({ meets }) => meets(entity.value))) return false
      bindMember(locals, entity)
      return active.every(({ test }) => test(own) === true)
    }
    let all = 0
    for (const entity of membersOf(query, source)) {
      if (!isUnder(entity, parents)) continue
      all++
      if (isLate || isWanted(entity)) members.push(entity)
    }
    order.sort(members)
    const shown = page(environment, query.log ? members.map(toChange) : members, all)
    return isLate ? { ...shown, items: shown.items.filter((value) => isWanted({ value })) } : shown
  }
}

/** Keys of parts; undefined for what is no key, which no entity is under. */
type Parents = readonly (string | undefined)[]

function isUnder({ parts }: Entity, parents: Parents): boolean {
  return parents.every((parent, at) => parent !== undefined && parent === entityKey([parts[at]]))
}

/** The members and how many there are before filters; undefined where the source keeps no view of them. */
type ReadView = (
  source: EntitySource,
  parents: Parents,
  wanted: readonly Wanted[],
  order: Order,
) => { readonly members: readonly Entity[]; readonly all: number } | undefined

/** Tells the views of queries apart. */
let viewsCompiled = 0

/** Reads members from a view of the source, where filters and order hang on an entity alone. */
function compileView({ collection, log, page }: Query, context: CompileContext): ReadView {
  if (log || page?.unfiltered) return () => undefined
  const id = viewsCompiled++
  const relations = context.relations?.(collection) ?? {}
  const isOwn = ({ paths }: { readonly paths: readonly (readonly string[])[] }) =>
    paths.every(([field]) => field === undefined || !Object.hasOwn(relations, field))
  return (source, parents, wanted, order) => {
    const { asks } = order
    const under = parents.map((parent) => parent ?? null)
    if (!asks || !isOwn(asks) || !wanted.every((filter) => isOwn(filter.asks))) return undefined
    const members = source.view?.(collection, () => ({
      key: printJson([id, under, wanted.map((filter) => filter.asks.of), asks.of]),
      wants: (entity) => isUnder(entity, parents) && wanted.every(({ meets }) => meets(entity.value)),
      compare: order.compare,
    }))
    if (!members || wanted.length === 0) return members && { members, all: members.length }
    const all = source.view?.(collection, () => ({
      key: printJson(under),
      wants: (entity) => isUnder(entity, parents),
      compare: (a, b) => a.order - b.order,
    }))
    return all && { members, all: all.length }
  }
}

type Member = Entity & Partial<Remembered>

function membersOf({ collection, log }: Query, source: EntitySource): Iterable<Member> {
  return log ? source.log(collection) : source.entities(collection)
}

function bindMember(locals: Record<string, Value>, { value, written }: Pick<Member, 'value' | 'written'>): void {
  locals.self = value
  if (written !== undefined) locals.seq = written
}

/** A member as an item of the feed of changes. */
function toChange(member: Member): Entity {
  const { value, written = 0, isDeleted } = member
  return { ...member, value: { value, seq: written, ...(isDeleted ? { deleted: true } : {}) } }
}
