import { isList, isObject, parseExpression, type Value } from '#lang'
import { type Call, isRead } from '../call.ts'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import { valueIn } from '../collection/sites.ts'
import { expressionText } from '../explain/compose-explanation.ts'
import { explainScalar } from '../explain/explain-scalar.ts'
import type { Explanation, Observation } from '../explain/explanation.ts'
import type { Scope } from '../explain/scope.ts'
import { fieldName } from '../naming.ts'
import { conventionsOf } from '../query/conventions.ts'
import { type LearnedQuery, learnQuery } from '../query/learn-query.ts'
import type { ListObservation } from '../query/observation.ts'
import type { Moment } from '../timeline/moment.ts'
import type { OperationDraft } from './operation-draft.ts'
import { queryContext } from './query-context.ts'

/** Fewer answers could be anything. */
const answersMin = 3
const countName = /(^|_)(count|total|size|length|num|number|hits)(_|$)/i

/** A number that is answered in place of a list, as by `GET /orders/count`: how many members the query has that the request asks. */
export function learnCounts(
  draft: OperationDraft,
  scopes: readonly Scope[],
  special: Map<string, (observations: readonly Observation[]) => Explanation>,
): void {
  const { calls } = draft.variant
  if (special.size > 0 || calls.length < answersMin || !isRead(calls[0] as Call) || calls.some(({ body }) => holdsList(body.value))) return
  const path = [[], ...keysOf(calls[0]?.body.value)].find((one) => isCount(calls, one))
  const learned = path && learnCount(draft, path, scopes)
  if (!path || !learned) return
  draft.effects.push({ query: learned.query, as: 'page' })
  for (const [at, call] of calls.entries()) draft.bind(call, 'page', learned.run(observe(draft, call, scopes[at] as Scope)))
  const { hits, of } = learned
  const template = { kind: 'expression', expression: parseExpression('page.total') } as const
  special.set(path.join('.'), (observations) => ({
    template,
    hits: hits === of ? observations.length : Math.min(hits, observations.length),
    of: observations.length,
  }))
}

/** Undefined where something simpler gives the numbers. */
function learnCount(draft: OperationDraft, path: readonly string[], scopes: readonly Scope[]): LearnedQuery | undefined {
  const { calls } = draft.variant
  const cells = calls.map((call, at) => ({ scope: scopes[at] as Scope, target: valueIn(call.body.value, path) as Value }))
  if (new Set(cells.map(({ target }) => target)).size < 2) return undefined
  const plain = explainScalar(cells, fieldName(path), { ...draft.bodyContext, evidence: undefined })
  const isCases = / \? /.test(expressionText(plain.template) ?? '')
  if (plain.hits === plain.of && !isCases) return undefined
  const observations = calls.map((call, at) => ({ ...observe(draft, call, scopes[at] as Scope), count: cells[at]?.target as number }))
  const context = queryContext(draft)
  const conventions = conventionsOf(draft.timeline.sessions)
  const learn = (collection: CollectionDraft) => learnQuery(collection, observations, context, conventions)
  const queries = draft.timeline.collections.filter((collection) => !collection.graph).map(learn)
  const [best] = queries.sort((a, b) => b.hits - a.hits)
  // Cases tell what was seen, a query what is asked.
  return best && best.hits * 2 > best.of && (isCases ? best.hits >= plain.hits : best.hits > plain.hits) ? best : undefined
}

function observe(draft: OperationDraft, call: Call, scope: Scope): ListObservation {
  return { scope, moment: draft.timeline.moment(call, 'after') as Moment, keys: [] }
}

function holdsList(value: Value): boolean {
  return isList(value) || (isObject(value) && Object.values(value).some(holdsList))
}

function keysOf(value: Value): string[][] {
  return isObject(value) ? Object.keys(value).map((key) => [key]) : []
}

function isCount(calls: readonly Call[], path: readonly string[]): boolean {
  const last = calls[0]?.route.segments.at(-1)?.literal ?? ''
  const isNamed = countName.test(path.at(-1) ?? '') || countName.test(last)
  return isNamed && calls.every(({ body }) => Number.isSafeInteger(valueIn(body.value, path)) && (valueIn(body.value, path) as number) >= 0)
}
