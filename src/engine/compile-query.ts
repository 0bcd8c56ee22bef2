import { type CompileContext, compileExpression, type Environment, type Evaluate, entityKey, parseExpression, type Value } from '#lang'
import type { Query } from '#model'
import type { Entity, Remembered } from '#state'
import type { EntitySource } from './derive/derived-world.ts'
import { compileFilter } from './query/compile-filter.ts'
import { compilePage, type Page } from './query/page.ts'
import { compileSort } from './query/sort.ts'

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
  return (environment, source) => {
    const parents = scope.map((part) => entityKey([part(environment)]))
    const active = tests.filter(({ given }) => given === undefined || given(environment) !== undefined)
    const wanted = filters.flatMap((filter) => filter(environment) ?? [])
    const members: Entity[] = []
    // One scope for all members: making one for each would cost more than the tests.
    const locals: Record<string, Value> = { ...environment.locals }
    const own: Environment = { ...environment, locals }
    const isWanted = (entity: Pick<Member, 'value' | 'written'>) => {
      if (!wanted.every((meets) => meets(entity.value))) return false
      bindMember(locals, entity)
      return active.every(({ test }) => test(own) === true)
    }
    let all = 0
    for (const entity of membersOf(query, source)) {
      if (!parents.every((parent, at) => parent !== undefined && parent === entityKey([entity.parts[at]]))) continue
      all++
      if (isLate || isWanted(entity)) members.push(entity)
    }
    sort(environment, members)
    const shown = page(environment, query.log ? members.map(toChange) : members, all)
    return isLate ? { ...shown, items: shown.items.filter((value) => isWanted({ value })) } : shown
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
