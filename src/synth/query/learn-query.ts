import { memoize } from '#base'
import { compileQuery, type Page } from '#engine'
import { type CompileContext, isObject, printMember } from '#lang'
import type { Query } from '#model'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import { collectFields } from './fields.ts'
import { groupOrders } from './group-order.ts'
import { type Move, type MoveContext, proposeExceptions, proposeMoves } from './moves.ts'
import { gainOver, isExact, type ListObservation, listsGiven, scoreLists, scoreMax } from './observation.ts'
import { collectParameters, type Parameter } from './parameters.ts'
import { startQuery } from './start-query.ts'
import { unrefutedFlags } from './unrefuted-flags.ts'

export interface LearnedQuery {
  readonly query: Query
  /** Lists that the query gives to the letter. */
  readonly hits: number
  readonly of: number
  run(observation: ListObservation): Page
}

const roundsMax = 16
const sampleMax = 80

/**
 * Finds scope, filters, order and paging: begins with what common names and the other lists of the service (`conventions`) suggest, then tries changes and keeps the one that gives most
 * of the lists.
 */
export function learnQuery(
  collection: CollectionDraft,
  observations: readonly ListObservation[],
  context: CompileContext,
  conventions: readonly Parameter[] = [],
  visible?: string,
): LearnedQuery {
  const sample = sampleOf(observations)
  const fields = collectFields(observations, collection.name)
  const moves: MoveContext = {
    parameters: collectParameters(observations),
    fields,
    shownFlags: unrefutedFlags(fields.flags, collection.name, sample, context),
    observations: sample,
    keys: new Set(sample.flatMap(({ moment }) => [...moment.entities(collection.name)].map(({ parts }) => String(parts.at(-1))))),
    groups: groupOrders(sample, collection, fields.leaves),
    visible,
  }
  let query = startQuery(baseQuery(collection, sample), moves.parameters, moves.fields, conventions)
  let scores = scoreLists(query, sample, context)
  for (let round = 0; round < roundsMax; round++) {
    const proposed = [...proposeExceptions(query, moves), ...proposeMoves(query, moves)]
    // What explains all can only gain by common sense.
    const isPerfect = scores.every((score) => score > scoreMax - 1e-6)
    const best = bestMove(isPerfect ? proposed.filter(({ cost }) => cost < 0) : proposed, scores, sample, context)
    if (!best) break
    query = best.query
    scores = scoreLists(query, sample, context)
  }
  query = onDemand(query, sample, context)
  const run = compileQuery(query, context)
  const hits = observations.filter((observation) => isExact(run, observation)).length
  return { query, hits, of: observations.length, run: (observation) => run(observation.scope.environment, observation.moment) }
}

/** A default size that cut no list for which no page was asked, and that no answer tells, is that of pages which are asked for. */
function onDemand(query: Query, sample: readonly ListObservation[], context: CompileContext): Query {
  const { page } = query
  if (page?.default === undefined || (page.size ?? page.number ?? page.start) === undefined) return query
  const all: Query = { ...query, page: { ...page, onDemand: true } }
  const run = compileQuery(all, context)
  const telling = sample.some(({ scope }) => {
    const { value } = scope.call.body
    return isObject(value) && Object.values(value).includes(page.default as number)
  })
  const cut = sample.some((observation) => isExact(compileQuery(query, context), observation) && !isExact(run, observation))
  return telling || cut ? query : all
}

function baseQuery(collection: CollectionDraft, sample: readonly ListObservation[]): Query {
  const route = sample[0]?.scope.call.route
  const scope = collection.parents.map(
    (space) => `path${printMember(route?.segments.find((segment) => segment.space === space)?.parameter ?? '')}`,
  )
  // The members of an entity whose field is asked.
  const owner = route && collection.graph?.owners.find(({ links }) => links.get(route)?.some(({ text }) => text === 'body.parent'))
  const where = owner ? { where: [{ test: `self${printMember(owner.by)} == body.parent` }] } : {}
  return { collection: collection.name, ...(scope.length > 0 ? { scope } : {}), ...where }
}

/** Lists from all sessions; those that show something say more. */
function sampleOf(observations: readonly ListObservation[]): readonly ListObservation[] {
  if (observations.length <= sampleMax) return observations
  const step = observations.length / sampleMax
  return Array.from({ length: sampleMax }, (_, at) => observations[Math.floor(at * step)] as ListObservation)
}

function bestMove(
  moves: readonly Move[],
  scores: readonly number[],
  sample: readonly ListObservation[],
  context: CompileContext,
): Move | undefined {
  const lists = sample.map((observation, at) => ({ observation, score: scores[at] as number })).sort((a, b) => a.score - b.score)
  // What changes nothing where a parameter is absent can gain only where it is given.
  const given = memoize((parameter) => listsGiven(parameter, lists, context))
  let best: { move: Move; gain: number } | undefined
  for (const move of moves) {
    const floor = (best ? best.gain + 1e-9 : 1e-6) + move.cost
    const gain = gainOver(move.query, move.given === undefined ? lists : given(move.given), floor, context)
    if (gain !== undefined && gain > floor) best = { move, gain: gain - move.cost }
  }
  return best?.move
}
