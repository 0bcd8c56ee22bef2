import { compileQuery, createContext } from '#engine'
import { isObject, parseExpression, printMember } from '#lang'
import type { Query } from '#model'
import { type Call, isRead, type RouteSegment } from '../call.ts'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import { relationsOf } from '../collection/relations.ts'
import { valueIn } from '../collection/sites.ts'
import type { Explanation, Observation } from '../explain/explanation.ts'
import type { Scope } from '../explain/scope.ts'
import { nameRelates, singular } from '../naming.ts'
import { collectFields, isAkin, selfPath } from '../query/fields.ts'
import type { ListObservation } from '../query/observation.ts'
import { collectParameters, isReserved } from '../query/parameters.ts'
import { startQuery } from '../query/start-query.ts'
import type { Moment } from '../timeline/moment.ts'
import type { OperationDraft } from './operation-draft.ts'
import { boundNames } from './select-entities.ts'

/** A list that is asked only for how many it holds, and the number that was answered. */
interface Count extends ListObservation {
  readonly call: Call
  readonly target: number
}

const countName = /^(_?count|total(_?(count|items|results|size))?|n|size|number)$/i
const keysMax = 3
const hitsMin = 2
const hitShareMin = 0.8

/**
 * Answers that say of a list nothing but how many it holds, of those that the request asks for: `GET /orders/count?status=open`. The language of
 * the filters is that of lists, which goes for fields and values that were never asked for.
 */
export function learnCounts(draft: OperationDraft, scopes: readonly Scope[]): Map<string, (all: readonly Observation[]) => Explanation> {
  const found = new Map<string, (all: readonly Observation[]) => Explanation>()
  const { calls } = draft.variant
  const [first] = calls
  if (!first || !isRead(first) || first.field) return found
  const path = countPath(calls)
  if (path === undefined || !(endsInCount(first) || scopes.some(isFiltered))) return found
  const counts = calls.map((call, at): Count => {
    const moment = draft.timeline.moment(call, 'after') as Moment
    return { call, scope: scopes[at] as Scope, moment, keys: [], target: valueIn(call.body.value, path) as number }
  })
  const best = namedCollections(draft, first)
    .flatMap((collection) => proposeQueries(draft, collection, counts))
    .map((query) => ({ query, hits: countHits(draft, query, counts) }))
    .reduce<{ query: Query; hits: number } | undefined>((most, each) => (most && most.hits >= each.hits ? most : each), undefined)
  if (!best || best.hits < hitsMin || best.hits < counts.length * hitShareMin) return found
  draft.effects.push({ query: best.query, as: 'page' })
  const run = compileQuery(best.query, contextOf(draft))
  for (const { call, scope, moment } of counts) draft.bind(call, 'page', run(scope.environment, moment))
  found.set(path.join('.'), (all) => ({
    template: { kind: 'expression', expression: parseExpression('page.total') },
    hits: Math.round((best.hits * all.length) / counts.length),
    of: all.length,
  }))
  return found
}

/** Where all answers have a number that counts, and little else. */
function countPath(calls: readonly Call[]): string[] | undefined {
  const isCount = (value: unknown) => typeof value === 'number' && Number.isInteger(value) && value >= 0
  if (calls.every(({ body }) => isCount(body.value))) return []
  const [value] = calls.map(({ body }) => body.value)
  if (!isObject(value) || Object.keys(value).length > keysMax) return undefined
  const name = Object.keys(value).find((key) => countName.test(key))
  return name !== undefined && calls.every(({ body }) => isCount(valueIn(body.value, [name]))) ? [name] : undefined
}

function endsInCount({ route }: Call): boolean {
  const { literal } = route.segments.at(-1) ?? {}
  return literal !== undefined && (countName.test(literal) || /count$/i.test(literal))
}

/** Whether a request has a parameter that may be a filter. */
function isFiltered({ environment }: Scope): boolean {
  return Object.keys(environment.query).some((name) => !isReserved(name))
}

/** The kinds of entities that the path names, the last first. */
function namedCollections(draft: OperationDraft, { route }: Call): CollectionDraft[] {
  const words = route.segments.flatMap(({ literal }) => (literal === undefined ? [] : [singular(literal)])).reverse()
  return words.flatMap((word) => draft.timeline.collections.filter(({ noun, graph }) => !graph && nameRelates(word, noun))).slice(0, 2)
}

/** All of a collection, and those that hold the key which the path names; with the filters that clients may write. */
function proposeQueries(draft: OperationDraft, collection: CollectionDraft, counts: readonly Count[]): Query[] {
  const segments = (counts[0] as Count).call.route.segments
  const under = (space: string) => segments.find((segment) => segment.space === space)?.parameter
  if (collection.parents.some((space) => under(space) === undefined)) return []
  const scope = collection.parents.map((space) => `path${printMember(under(space) ?? '')}`)
  const base: Query = { collection: collection.name, ...(scope.length > 0 ? { scope } : {}) }
  const fields = collectFields(counts, collection.name)
  const free = segments.filter(({ parameter, space }) => parameter !== undefined && !collection.parents.includes(space ?? ''))
  const bases = free.reduce<Query[]>(
    (queries, segment) => [
      ...queries,
      ...queries.flatMap((query) =>
        fields.leaves
          .filter((field) => mayHold(draft, field, segment))
          .map((field) => ({
            ...query,
            where: [...(query.where ?? []), { test: `string(${selfPath(field)}) == path${printMember(segment.parameter ?? '')}` }],
          })),
      ),
    ],
    [base],
  )
  const parameters = collectParameters(counts)
  return bases
    .map((query) => {
      const { sort: _sort, page: _page, ...asked } = startQuery(query, parameters, fields)
      return asked
    })
    .sort((a, b) => (b.where?.length ?? 0) - (a.where?.length ?? 0))
}

/** Whether a field may hold the key that a parameter of the path brings. */
function mayHold({ timeline }: OperationDraft, field: string, { parameter = '', space }: RouteSegment): boolean {
  const owner = timeline.collections.find((collection) => collection.space === space)
  return isAkin(parameter, field.split('.')) || (owner !== undefined && nameRelates(field, owner.noun))
}

function contextOf(draft: OperationDraft) {
  const { collections } = draft.timeline
  return {
    ...createContext({ collections: Object.fromEntries(collections.map(({ name }) => [name, { key: [] }])) }),
    relations: relationsOf(collections),
    names: boundNames(draft),
  }
}

function countHits(draft: OperationDraft, query: Query, counts: readonly Count[]): number {
  const run = compileQuery(query, contextOf(draft))
  return counts.filter(({ scope, moment, target }) => run(scope.environment, moment).total === target).length
}
