import type { Json, JsonObject } from '#base'
import type { HttpRequest, HttpResponse } from '#http'
import { bind, type Environment } from '#lang'
import type { Model } from '#model'
import type { World } from '#state'
import type { CompiledAgenda } from './agenda/compile-agenda.ts'
import { doDueWork } from './agenda/do-due-work.ts'
import { type Asked, noteWrite } from './asked.ts'
import type { RunQuery } from './compile-query.ts'
import type { CompiledVariant } from './compile-variant.ts'
import { type DerivedFields, DerivedWorld } from './derive/derived-world.ts'
import { answerGraphql, type GraphqlContext, speaksGraphql } from './graphql/answer-graphql.ts'
import { isReading } from './is-reading.ts'
import type { Keeping } from './kept/keeping.ts'
import { type Life, lifeEnvironment, type Occasion } from './life.ts'
import type { ReadOperation } from './read-operation.ts'
import type { RecallSource } from './recall/recall-source.ts'
import type { RequestView } from './request-view.ts'
import type { RouteMatch, Router } from './router.ts'
import type { Answer, AnswerTrace, SessionOptions } from './twin.ts'
import type { Emission } from './webhooks/compile-emission.ts'
import type { CompiledWebhooks } from './webhooks/compile-webhooks.ts'
import type { NearestCase } from './why/nearest-case.ts'

export interface CompiledRoute {
  readonly fixed: Readonly<Record<string, string>> | undefined
  readonly label: string
  /** The list that guards ask about. */
  readonly list: RunQuery | undefined
  readonly variants: readonly CompiledVariant[]
  /** Whether a request is unlike those that the route was learned from. */
  readonly isNovel: (view: RequestView) => boolean
  /** The sequences that its variants take numbers from. */
  readonly sequences: ReadonlySet<string>
  /** See `NotedReads.headers`. */
  readonly keyHeaders: readonly string[] | undefined
  /** Of a request for which no variant holds. */
  readonly nearest: (environment: Environment) => NearestCase | undefined
}

export interface CompiledModel {
  readonly model: Model
  /** The world before the first request; sessions are forks of it. */
  readonly start: World
  readonly router: Router<CompiledRoute>
  readonly readOperation: ReadOperation
  readonly repeated: ReadonlySet<string>
  /** Undefined where nothing of the model was scrubbed. */
  readonly showsScrubbed: (response: HttpResponse) => boolean
  readonly miss: CompiledVariant
  /** A variant of whichever route that answers with this status. */
  readonly variantOf: (status: number) => CompiledVariant | undefined
  readonly recalls: RecallSource | undefined
  readonly graphql: GraphqlContext
  /** Whether any rule asks what was asked before. */
  readonly remembers: boolean
  readonly derived: DerivedFields
  readonly agenda: CompiledAgenda | undefined
  /** Undefined where nobody is ever told of anything. */
  readonly webhooks: CompiledWebhooks | undefined
  /** Where sessions keep answers; undefined where answers hang on more than the world and the request. */
  readonly keeping: Keeping | undefined
}

function respond(compiled: CompiledModel, match: RouteMatch<CompiledRoute> | undefined, asked: Asked): Answer {
  const { view, world, origin, trace } = asked
  const list = match?.route.list
  const environment = list ? bind(asked.environment, 'listed', list(asked.environment, asked.reader)) : asked.environment
  trace?.enter({ view, route: match?.route.label, environment })
  const variant = match?.route.variants.find((candidate) => candidate.matches(environment)) ?? compiled.miss
  const { response, value, said, isGuess, environment: after } = variant.respond(environment, asked, origin, asked.isRead)
  trace?.respond(variant.name, value, after)
  const isNovel = response.status < 400 && match?.route.isNovel(view) === true
  const isDoubted = world.hasReadDoubted && !variant.isFirm
  trace?.judge?.({ isGuess, isNovel, isDoubted })
  if (asked.emitted && match && response.status >= 200 && response.status < 300) {
    compiled.webhooks?.announce(match.route.label, environment, value, asked.emitted)
  }
  const provenance = variant === compiled.miss ? 'miss' : isGuess || isNovel || isDoubted ? 'guess' : 'learned'
  if (match && provenance === 'guess' && !isReading(view.method)) world.doubtSequences(match.route.sequences)
  if (match && response.status < 400 && !isReading(view.method))
    noteWrite(environment, match.route.label, [match.parameters as Json, view.query, view.body, value])
  // Who only reads answers, as learning and checks do, asks no journal.
  const nearest = variant === compiled.miss && !asked.isRead ? match?.route.nearest(environment) : undefined
  const answer: Answer = {
    response,
    provenance,
    ...(match ? { route: match.route.label } : {}),
    variant: variant.name,
    ...(nearest ? { nearest } : {}),
  }
  return said === undefined ? answer : { ...answer, said }
}

const noPath: JsonObject = {}

/** The parameters of a path, and those that stand for one thing. */
function pathOf(match: RouteMatch<CompiledRoute> | undefined): JsonObject {
  if (!match) return noPath
  const { parameters, route } = match
  return (route.fixed ? { ...parameters, ...route.fixed } : parameters) as JsonObject
}

function occasionOf(
  { query, header, body, malformed }: RequestView,
  { target }: HttpRequest,
  match: RouteMatch<CompiledRoute> | undefined,
  nowMs: number,
): Occasion {
  return { target, path: pathOf(match), query, header, body, malformed, nowMs }
}

/** Answers one request that was read: all of its effects happen, or none. */
export function answerRequest(
  compiled: CompiledModel,
  life: Life,
  view: RequestView,
  request: HttpRequest,
  options: SessionOptions,
  trace?: AnswerTrace,
): Answer {
  const { world, situation, documents } = life
  const nowMs = options.clock.nowMs()
  situation?.enter(request, view, nowMs)
  const isGraphql = speaksGraphql(compiled.model, view)
  const match = findRoute(compiled, view)
  const due = doDueWork(compiled, life, options)
  const plain = lifeEnvironment(life, options, occasionOf(view, request, match, nowMs))
  const reader = new DerivedWorld(world, compiled.derived, plain, () => world.version)
  const environment = compiled.derived.size > 0 ? { ...plain, world: reader } : plain
  try {
    world.beginReading()
    const { webhooks, agenda } = compiled
    const { origin, isRead = false } = options
    const emitted: Emission[] | undefined = webhooks && []
    const asked = { view, environment, world, reader, agenda, emitted, origin, isRead, ...(trace ? { trace } : {}) }
    const made: Answer = isGraphql ? answerGraphql(compiled.graphql, asked, documents) : respond(compiled, match, asked)
    const events = emitted && emitted.length > 0 ? webhooks?.finish(emitted, environment, world, options) : undefined
    const all = due && due.events.length > 0 ? [...due.events, ...(events ?? [])] : events
    const answer = all ? { ...made, events: all } : made
    const recalled = situation?.recall(answer)
    world.commit(answer.provenance !== 'learned' || world.hasReadDoubted)
    if (recalled !== undefined) {
      const { said: _, ...rest } = answer
      return { ...rest, response: recalled, provenance: 'recorded' }
    }
    // The service says something else there; what was done is as sure as before.
    const isElse = () => world.hasMadeUnverifiable || compiled.showsScrubbed(answer.response)
    return answer.provenance === 'learned' && isElse() ? { ...answer, provenance: 'guess' } : answer
  } catch (error) {
    world.rollback()
    throw error
  } finally {
    situation?.leave()
  }
}

/** None for GraphQL, where fields answer. */
export function findRoute({ model, router }: CompiledModel, view: RequestView): RouteMatch<CompiledRoute> | undefined {
  return speaksGraphql(model, view) ? undefined : router.find(view.method, view.segments)
}

interface Arrived {
  readonly view: RequestView
  readonly request: HttpRequest
  readonly options: SessionOptions
}

/** A variant of that status: one whose test holds before others of the route, those before the ones of other routes. */
export function answerAs(
  compiled: CompiledModel,
  { situation: _, ...life }: Life,
  { status, ...arrived }: Pick<Arrived, 'view' | 'request' | 'options'> & { readonly status: number },
): Answer | undefined {
  const { view, options } = arrived
  const { world } = life
  const match = findRoute(compiled, view)
  const place = occasionOf(view, arrived.request, match, options.clock.nowMs())
  const plain = lifeEnvironment({ ...life, situation: undefined }, options, place)
  const reader = new DerivedWorld(world, compiled.derived, plain, () => world.version)
  const environment = compiled.derived.size > 0 ? { ...plain, world: reader } : plain
  const own = match?.route.variants.filter((variant) => variant.status === status) ?? []
  const variant = own.find((candidate) => candidate.matches(environment)) ?? own[0] ?? compiled.variantOf(status)
  if (variant === undefined) return undefined
  const asked = { view, environment, world, reader, agenda: undefined, emitted: undefined, origin: options.origin, isRead: false }
  try {
    const { response } = variant.respond(environment, asked, options.origin)
    return { response, provenance: 'guess', ...(match ? { route: match.route.label } : {}), variant: variant.name }
  } finally {
    world.rollback()
  }
}
