import type { Json, JsonObject } from '#base'
import type { HttpRequest } from '#http'
import { bind, type Environment, mintValue, tokenOf } from '#lang'
import { type Model, problemOfFixtures, type Recalls } from '#model'
import { createRandom, type Random, RequestHistory, type World } from '#state'
import { type Asked, noteWrite } from './asked.ts'
import { checkCollections } from './check-collections.ts'
import { compileComputed } from './compile-computed.ts'
import type { Emission } from './compile-effects.ts'
import { compileKnown } from './compile-known.ts'
import { compileQuery, type RunQuery } from './compile-query.ts'
import { type CompiledVariant, compileVariant } from './compile-variant.ts'
import { createContext, routeContext } from './create-context.ts'
import { createWorld, putFixtures } from './create-world.ts'
import { compileDerived } from './derive/compile-derived.ts'
import { type DerivedFields, DerivedWorld } from './derive/derived-world.ts'
import { answerGraphql, type GraphqlContext, type KnownDocuments, speaksGraphql } from './graphql/answer-graphql.ts'
import { isReading } from './is-reading.ts'
import { joinAnswers } from './join-answers.ts'
import { compileLater, type Later } from './later/compile-later.ts'
import { within } from './model-error.ts'
import { createOriginMasker } from './origin.ts'
import { OwnDigests } from './own-digests.ts'
import { compileOperations, type ReadOperation, splitBatch } from './read-operation.ts'
import { createRecallSource, type RecallSource } from './recall/recall-source.ts'
import { Situation } from './recall/situation.ts'
import { type RequestView, viewRequest } from './request-view.ts'
import { type RouteMatch, Router } from './router.ts'
import type { Answer, AnswerTrace, SessionOptions, Twin, TwinSession } from './twin.ts'
import { type CompiledWebhooks, compileWebhooks } from './webhooks/compile-webhooks.ts'
import { WhyTrace } from './why/why-trace.ts'

interface CompiledRoute {
  readonly fixed: Readonly<Record<string, string>> | undefined
  readonly label: string
  /** The list that guards ask about. */
  readonly list: RunQuery | undefined
  readonly variants: readonly CompiledVariant[]
  /** Whether a request is unlike those that the route was learned from. */
  readonly isNovel: (view: RequestView) => boolean
  /** The sequences that its variants take numbers from. */
  readonly sequences: ReadonlySet<string>
}

interface CompiledModel {
  readonly model: Model
  /** The world before the first request; sessions are forks of it. */
  readonly start: World
  readonly router: Router<CompiledRoute>
  readonly readOperation: ReadOperation
  readonly repeated: ReadonlySet<string>
  readonly miss: CompiledVariant
  readonly recalls: RecallSource | undefined
  readonly graphql: GraphqlContext
  /** Whether any rule asks what was asked before. */
  readonly remembers: boolean
  readonly derived: DerivedFields
  readonly later: Later | undefined
  /** Undefined where nobody is ever told of anything. */
  readonly webhooks: CompiledWebhooks | undefined
}

export interface CompileOptions {
  /** What the twin knows by heart. */
  readonly recalls?: Recalls | undefined
}

/** Compiles a model to a twin. Throws `ModelError` where the model does not hold together: a wrong expression, a name that there is not. */
export function compileTwin(model: Model, options: CompileOptions = {}): Twin {
  const context = createContext(model)
  checkCollections(model, context)
  const router = new Router<CompiledRoute>()
  const issues = model.routes.some(({ variants }) => variants.some(({ when }) => when?.includes('issued(')))
  for (const route of model.routes) {
    const label = `${route.method} ${route.path}`
    const { list: query } = route
    const list = query && within(label, () => within('list', () => compileQuery(query, context)))
    const inner = routeContext(route, context)
    const variants = route.variants.map((variant) =>
      within(label, () => within(`variant "${variant.name}"`, () => compileVariant(variant, inner, issues))),
    )
    const sequences = new Set(variants.flatMap((variant) => [...variant.sequences]))
    router.add(route.method, route.path, { label, list, variants, sequences, fixed: route.fixed, isNovel: compileKnown(route.known) })
  }
  const recalls = options.recalls && createRecallSource(options.recalls)
  const miss = within('miss', () => compileVariant(model.miss, context))
  const webhooks = compileWebhooks(model, context)
  const graphql: GraphqlContext = {
    model,
    miss,
    relations: (name) => context.relations?.(name) ?? {},
    find: (method, segments) => router.find(method, segments),
    refresh: compileComputed(model, context),
    webhooks,
  }
  const readOperation = compileOperations(model.operations ?? [], context)
  const repeated = new Set(model.repeated)
  const derived = compileDerived(model.collections, context)
  const compiled = {
    model,
    start: createWorld(model),
    router,
    readOperation,
    repeated,
    miss,
    recalls,
    graphql,
    derived,
    later: compileLater(model, context),
    webhooks,
    remembers: asksHistory(model),
  }
  return {
    name: model.service.name,
    routes: model.routes.map((route) => `${route.method} ${route.path}`),
    ...(webhooks ? { webhooks: model.webhooks ?? {} } : {}),
    createSession: (options) => createSession(compiled, options),
    problemOfFixtures: (entities) => problemOfFixtures(model, entities),
    createTrace: () => new WhyTrace(model, context),
  }
}

/** Whether a guess depends on what the session was asked before. */
function asksHistory({ routes }: Model): boolean {
  return routes.some(({ variants }) => variants.some(({ guess }) => typeof guess === 'string' && /\b(asked|touched)\(/.test(guess)))
}

/** All that a session has of its own. */
interface Life {
  readonly world: World
  readonly random: Random
  /** Undefined where nothing asks for it. */
  readonly history: RequestHistory | undefined
  /** Undefined when nothing is known by heart. */
  readonly situation: Situation | undefined
  readonly documents: KnownDocuments
  /** Undefined where nobody asks. */
  readonly digests: OwnDigests | undefined
}

function createSession(compiled: CompiledModel, options: SessionOptions, start = createLife(compiled, options)): TwinSession {
  let life = start
  // The address may change between answers: a client may call the twin by another of its names.
  const masks = new Map<string, (text: string) => string>()
  const maskOf = (origin: string) => {
    const known = masks.get(origin)
    if (known) return known
    const mask = createOriginMasker([origin])
    masks.set(origin, mask)
    return mask
  }
  return {
    answer: (request, trace) => {
      const view = viewRequest(request, maskOf(options.origin), compiled.repeated)
      const batch = splitBatch(view, compiled.readOperation)
      const answer = batch
        ? joinAnswers(batch.map((part) => answerRequest(compiled, life, part, request, options, trace)))
        : answerRequest(compiled, life, compiled.readOperation(view), request, options, trace)
      options.clock.tick()
      return answer
    },
    hasMade: (piece) => life.world.hasIssued(piece) || life.digests?.has(piece) === true,
    state: () => Object.fromEntries(Object.keys(compiled.model.collections).map((name) => [name, life.world.list(name)])),
    entities: () => entitiesOf(compiled.model, life.world),
    reset: () => {
      life = createLife(compiled, options)
    },
    fork: (own) => createSession(compiled, own, forkLife(life, own)),
  }
}

function createLife(compiled: CompiledModel, options: SessionOptions): Life {
  const world = compiled.start.fork()
  if (options.fixtures) putFixtures(compiled.model, world, options.fixtures)
  const recalls = options.recall === false ? undefined : (options.recall ?? compiled.recalls)
  const situation = recalls && new Situation(recalls, options, (text) => world.issue(text))
  const history = compiled.remembers || options.remember === true ? new RequestHistory() : undefined
  const { isScrubbed } = options
  const digests = isScrubbed && new OwnDigests((text) => world.hasIssued(text), isScrubbed)
  return { world, random: createRandom(options.seed), history, situation, documents: new Map(), digests }
}

function entitiesOf({ collections }: Model, world: World): Map<string, Map<string, JsonObject>> {
  const byKey = (name: string) => new Map(Iterator.from(world.entities(name)).map(({ key, value }) => [key, value]))
  return new Map(Object.keys(collections).map((name) => [name, byKey(name)]))
}

function forkLife({ world: from, random, history, situation, documents, digests }: Life, options: SessionOptions): Life {
  const world = from.fork()
  return {
    world,
    random: random.fork(),
    history: history?.fork(),
    situation: situation?.fork(options, (text) => world.issue(text)),
    documents: new Map(documents),
    digests: digests?.fork((text) => world.hasIssued(text)),
  }
}

function respond(compiled: CompiledModel, match: RouteMatch<CompiledRoute> | undefined, asked: Asked): Answer {
  const { view, world, origin, trace } = asked
  const list = match?.route.list
  const environment = list ? bind(asked.environment, 'listed', list(asked.environment, asked.reader)) : asked.environment
  trace?.enter({ view, route: match?.route.label, environment })
  const variant = match?.route.variants.find((candidate) => candidate.matches(environment)) ?? compiled.miss
  const { response, value, isGuess, environment: after } = variant.respond(environment, asked, origin)
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
  return { response, provenance, ...(match ? { route: match.route.label } : {}), variant: variant.name }
}

const noPath: JsonObject = {}

/** The parameters of a path, and those that stand for one thing. */
function pathOf(match: RouteMatch<CompiledRoute> | undefined): JsonObject {
  if (!match) return noPath
  const { parameters, route } = match
  return (route.fixed ? { ...parameters, ...route.fixed } : parameters) as JsonObject
}

function answerRequest(
  compiled: CompiledModel,
  { world, random, history, situation, documents, digests }: Life,
  view: RequestView,
  request: HttpRequest,
  options: SessionOptions,
  trace?: AnswerTrace,
): Answer {
  const nowMs = options.clock.nowMs()
  situation?.enter(request, view, nowMs)
  const isGraphql = speaksGraphql(compiled.model, view)
  const match = isGraphql ? undefined : compiled.router.find(view.method, view.segments)
  const plain: Environment = {
    target: request.target,
    path: pathOf(match),
    query: view.query,
    header: view.header,
    body: view.body,
    malformed: view.malformed,
    nowMs,
    world,
    minting: {
      next: (sequence, start) => world.next(sequence, start),
      random: (shape, isGuess) => {
        const text = mintValue(shape, random, nowMs)
        if (isGuess) world.noteGuess()
        else world.issue(text)
        situation?.note(text)
        return text
      },
      token: (shape, key, fresh) => {
        const text = tokenOf(shape, key, fresh ? mintValue(shape, random, nowMs) : '')
        world.issue(text)
        situation?.note(text)
        return text
      },
    },
    ...(history ? { history } : {}),
    locals: {},
    ...(digests ? { onDigest: digests.note } : {}),
    seal: options.seal ?? ((text) => text),
  }
  const { later } = compiled
  if (later) {
    later.advance(world, plain)
    world.commit()
  }
  const reader = new DerivedWorld(world, compiled.derived, plain, () => world.version)
  const environment = compiled.derived.size > 0 ? { ...plain, world: reader } : plain
  try {
    world.beginReading()
    const { webhooks } = compiled
    const emitted: Emission[] | undefined = webhooks && []
    const asked = { view, environment, world, reader, later, emitted, origin: options.origin, ...(trace ? { trace } : {}) }
    const made: Answer = isGraphql ? answerGraphql(compiled.graphql, asked, documents) : respond(compiled, match, asked)
    const events = emitted && emitted.length > 0 ? webhooks?.finish(emitted, environment, world, options) : undefined
    const answer = events ? { ...made, events } : made
    const recalled = situation?.recall(answer)
    world.commit(answer.provenance !== 'learned' || world.hasReadDoubted)
    return recalled === undefined ? answer : { ...answer, response: recalled, provenance: 'recorded' }
  } catch (error) {
    world.rollback()
    throw error
  } finally {
    situation?.leave()
  }
}
