import type { JsonObject } from '#base'
import type { HttpRequest } from '#http'
import { type Model, problemOfFixtures, type Recalls } from '#model'
import { createRandom, RequestHistory, type World } from '#state'
import { compileAgenda } from './agenda/compile-agenda.ts'
import { doDueWork, unaskedEnvironment } from './agenda/do-due-work.ts'
import { SessionAgenda } from './agenda/session-agenda.ts'
import { answerAs, answerRequest, type CompiledModel, type CompiledRoute, findRoute } from './answer-request.ts'
import { checkCollections, checkSchemas } from './check-collections.ts'
import { compileComputed } from './compile-computed.ts'
import { LateRoute } from './compile-route.ts'
import { compileVariant } from './compile-variant.ts'
import { createContext } from './create-context.ts'
import { createWorld, putFixtures } from './create-world.ts'
import { compileDerived } from './derive/compile-derived.ts'
import type { GraphqlContext } from './graphql/answer-graphql.ts'
import { joinAnswers } from './join-answers.ts'
import { createKeeping, createKept } from './kept/keeping.ts'
import type { Life } from './life.ts'
import { within } from './model-error.ts'
import { maskerOf } from './origin.ts'
import { OwnDigests } from './own-digests.ts'
import { compileOperations, splitBatch } from './read-operation.ts'
import { createRecallSource } from './recall/recall-source.ts'
import { Situation } from './recall/situation.ts'
import { viewRequest } from './request-view.ts'
import { Router } from './router.ts'
import { fingerprintTwin, loadLife, saveLife } from './save-life.ts'
import { createScrubbedTest } from './scrubbed-texts.ts'
import type { Answer, AnswerTrace, DueRun, SessionOptions, Twin, TwinSession } from './twin.ts'
import { eventNames, type Link } from './webhooks/compile-links.ts'
import { compileWebhooks } from './webhooks/compile-webhooks.ts'
import { WhyTrace } from './why/why-trace.ts'

export interface CompileOptions {
  /** What the twin knows by heart. */
  readonly recalls?: Recalls | undefined
  /** What is asked of other twins when something happens in this one. */
  readonly links?: readonly Link[] | undefined
  /** The routes are known to hold together: each is compiled when it is first asked for. */
  readonly isProven?: boolean | undefined
}

/** Compiles a model to a twin. Throws `ModelError` where the model does not hold together: a wrong expression, a name that there is not. */
export function compileTwin(model: Model, options: CompileOptions = {}): Twin {
  const context = createContext(model)
  checkCollections(model, context)
  checkSchemas(model)
  const router = new Router<CompiledRoute>()
  const issues = model.routes.some(({ variants }) => variants.some(({ when }) => when?.includes('issued(')))
  const routes = model.routes.map((route) => new LateRoute(route, context, issues))
  for (const route of routes) {
    router.add(route.method, route.path, route)
    if (!options.isProven) route.compile()
  }
  const recalls = options.recalls && createRecallSource(options.recalls)
  const miss = within('miss', () => compileVariant(model.miss, context))
  const webhooks = compileWebhooks(model, context, options.links)
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
  const agenda = compileAgenda(model, context)
  const compiled: CompiledModel = {
    model,
    start: createWorld(model),
    router,
    readOperation,
    repeated,
    showsScrubbed: createScrubbedTest(model),
    miss,
    variantOf: (status: number) =>
      Iterator.from(routes)
        .flatMap(({ variants }) => variants)
        .find((variant) => variant.status === status),
    recalls,
    graphql,
    derived,
    agenda,
    webhooks,
    remembers: asksHistory(model),
    keeping: createKeeping(model, routes, { agenda, webhooks, derived }),
  }
  return {
    name: model.service.name,
    routes: routes.map(({ label }) => label),
    ...(webhooks ? { webhooks: model.webhooks ?? {}, events: eventNames(model) } : {}),
    ...stagesOf(model),
    hasAgenda: compiled.agenda !== undefined,
    createSession: (options) => createSession(compiled, options),
    problemOfFixtures: (entities) => problemOfFixtures(model, entities),
    createTrace: () => new WhyTrace(model, context),
    loadSession: (saved, own) => createSession(compiled, own, loadLife(saved, createLife(compiled, own))),
    fingerprint: () => fingerprintTwin(model, options),
  }
}

/** Whether a guess depends on what the session was asked before. */
function asksHistory({ routes }: Model): boolean {
  return routes.some(({ variants }) => variants.some(({ guess }) => typeof guess === 'string' && /\b(asked|touched)\(/.test(guess)))
}

function createSession(compiled: CompiledModel, options: SessionOptions, start = createLife(compiled, options)): TwinSession {
  let life = start
  let kept = createKept(compiled, life, options)
  // The address may change between answers: a client may call the twin by another of its names.
  const readView = (request: HttpRequest) => compiled.readOperation(viewRequest(request, maskerOf(options.origin), compiled.repeated))
  const make = (request: HttpRequest, trace?: AnswerTrace): Answer => {
    const view = viewRequest(request, maskerOf(options.origin), compiled.repeated)
    const batch = splitBatch(view, compiled.readOperation)
    return batch
      ? joinAnswers(batch.map((part) => answerRequest(compiled, life, part, request, options, trace)))
      : answerRequest(compiled, life, compiled.readOperation(view), request, options, trace)
  }
  return {
    answer: (request, trace) => {
      const answer = kept && !trace ? kept.answer(request, options.origin, make) : make(request, trace)
      options.clock.tick()
      return answer
    },
    routeOf: (request) => findRoute(compiled, readView(request))?.route.label,
    answerAs: (request, status) =>
      answerAs(compiled, { ...life, random: life.random.fork() }, { view: readView(request), request, options, status }),
    hasMade: (piece) => life.world.hasIssued(piece) || life.digests?.has(piece) === true,
    state: () => Object.fromEntries(Object.keys(compiled.model.collections).map((name) => [name, life.world.list(name)])),
    entities: () => entitiesOf(compiled.model, life.world),
    save: () => saveLife(life),
    reset: () => {
      life = createLife(compiled, options)
      kept = createKept(compiled, life, options)
    },
    fork: (own) => createSession(compiled, own, forkLife(life, own)),
    ...(compiled.agenda
      ? {
          work: () => doDueWork(compiled, life, options) as DueRun,
          nextDueMs: () => life.agenda?.nextMs(unaskedEnvironment(life, options, options.clock.nowMs())),
          agenda: (limit) =>
            life.agenda?.describe(unaskedEnvironment(life, options, options.clock.nowMs()), limit) ?? { next: [], done: [] },
        }
      : {}),
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
  const agenda = compiled.agenda && new SessionAgenda(compiled.agenda, world, { beganMs: options.clock.nowMs() })
  return { world, random: createRandom(options.seed), history, situation, documents: new Map(), digests, agenda }
}

function entitiesOf({ collections }: Model, world: World): Map<string, Map<string, JsonObject>> {
  const byKey = (name: string) => new Map(Iterator.from(world.entities(name)).map(({ key, value }) => [key, value]))
  return new Map(Object.keys(collections).map((name) => [name, byKey(name)]))
}

function forkLife({ world: from, random, history, situation, documents, digests, agenda }: Life, options: SessionOptions): Life {
  const world = from.fork()
  return {
    world,
    random: random.fork(),
    history: history?.fork(),
    situation: situation?.fork(options, (text) => world.issue(text)),
    documents: new Map(documents),
    digests: digests?.fork((text) => world.hasIssued(text)),
    agenda: agenda?.fork(world),
  }
}

function stagesOf({ cors, limits, auth, idempotency, conditional }: Model): Pick<Twin, 'stages'> {
  const stages = { cors, limits, auth, idempotency, conditional }
  return Object.values(stages).some((stage) => stage !== undefined) ? { stages } : {}
}
