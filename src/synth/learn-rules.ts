import { type PreparedSession, prepareSessions } from '#conform'
import type { ItemVariant, Model, Route as ModelRoute } from '#model'
import type { RecordedSession } from '#recording'
import type { Route } from './call.ts'
import { inferCollections, nameApart } from './collection/infer-collections.ts'
import { inferRelations } from './collection/relations.ts'
import { inferDerived } from './derive/infer-derived.ts'
import { guessDigests } from './doubt/guess-digests.ts'
import type { HeldOutAnswer } from './doubt/held-out-answer.ts'
import type { JudgedAnswer } from './doubt/judge-answers.ts'
import { knownParts } from './doubt/known-parts.ts'
import { History } from './explain/history.ts'
import { Scopes } from './explain/scope.ts'
import { borrowOperations } from './family/borrow-operations.ts'
import { unseenMembers } from './family/places.ts'
import { inferComputed } from './graphql/computed-fields.ts'
import { describeGraph } from './graphql/describe-graph.ts'
import { findGraphSubjects } from './graphql/find-subjects.ts'
import { inferGraph } from './graphql/infer-graph.ts'
import { findKnownSubject, placeKnownTypes } from './graphql/known-types.ts'
import { splitCalls } from './graphql/split-calls.ts'
import { learnAuthentication } from './guard/authentication.ts'
import { borrowMessages } from './guard/borrow-messages.ts'
import { borrowRefusals } from './guard/borrow-refusals.ts'
import { learnMiss } from './guard/learn-miss.ts'
import { suspectMissing } from './guard/suspect-missing.ts'
import { findRepeats } from './idempotency/find-repeats.ts'
import { nameOfStore, withRepeats } from './idempotency/learn-repeats.ts'
import { inferExpiry } from './later/infer-expiry.ts'
import { inferRenewals } from './later/infer-renewals.ts'
import { inferTransitions } from './later/infer-transitions.ts'
import { inferMachines } from './machine/infer-machines.ts'
import { learnFixtures, learnRoute, toItemVariants } from './pass/assemble.ts'
import { splitBulk } from './pass/bulk.ts'
import { decode } from './pass/decode.ts'
import type { LearnedRoute } from './pass/learned-route.ts'
import { inferOperations } from './pass/operations.ts'
import { namePageTokens } from './pass/page-tokens.ts'
import { pruneGuards } from './pass/prune-guards.ts'
import { findRepeated } from './pass/repeated-elements.ts'
import { inferRoutes } from './pass/routes.ts'
import { findWriteCount, printWriteCount } from './timeline/count-writes.ts'
import { keepGone } from './timeline/gone.ts'
import { inferSecrets, keepSecrets } from './timeline/secrets.ts'
import { inferSequences } from './timeline/sequences.ts'
import { inferSpent, keepSpent } from './timeline/spent.ts'
import { Timeline } from './timeline/timeline.ts'
import { findTold } from './webhooks/find-told.ts'

export interface LearnOptions {
  /** Name of the service. */
  readonly name?: string
  /** How rules answered that had not seen the sessions: marks rest on that, too. */
  readonly heldOut?: readonly HeldOutAnswer[] | undefined
  /** Called as the work goes on. */
  readonly onProgress?: (pass: string, done: number, total: number) => void
}

/** What was learned before it is known how far it can be trusted. */
export interface Rules {
  readonly model: Model
  /** The sessions, in the order of their beginnings. */
  readonly sessions: readonly RecordedSession[]
  readonly prepared: readonly PreparedSession[]
  readonly routes: readonly LearnedRoute[]
  readonly notes: ReadonlyMap<string, readonly string[]>
  /** Tests that values hang on, maybe by chance. */
  readonly chancy: ReadonlySet<string>
  /** What the rules answer to the recorded requests, once they were asked. */
  readonly judged?: readonly JudgedAnswer[]
}

/** What was learned of one route by itself. Plain data: it may come from another thread. */
export interface RouteRules extends Omit<LearnedRoute, 'route'> {
  /** Tests that its values hang on, maybe by chance. */
  readonly chancy: readonly string[]
}

/** A learning under way, of which only the routes are left to be learned. */
export interface Learning {
  /** How many there are, those with the fewest calls first. */
  readonly routes: number
  learnRoute(at: number): RouteRules
  /** What comes of it; takes the rules of all routes, in their order. */
  finish(rules: readonly RouteRules[]): Rules
}

/** Learns what the service does. */
export function learnRules(sessions: readonly RecordedSession[], options: LearnOptions = {}): Rules {
  const learning = startLearning(sessions, options)
  const rules = Array.from({ length: learning.routes }, (_, at) => {
    options.onProgress?.('rules', at, learning.routes)
    return learning.learnRoute(at)
  })
  return learning.finish(rules)
}

/** Learns what all routes rest on: each of them can be learned by itself then, in any thread that was given the same sessions. */
export function startLearning(sessions: readonly RecordedSession[], options: LearnOptions = {}): Learning {
  const inOrder = [...sessions].sort(byBeginning)
  const repeated = findRepeated(inOrder)
  const separate = inferOperations(splitCalls(namePageTokens(decode(inOrder, repeated))))
  const { operations } = separate
  const { sessions: calls, routes: plainRoutes } = splitBulk(
    separate.sessions,
    inferRoutes(separate.sessions.map((session) => session.filter(({ field }) => !field))),
  )
  findRepeats(plainRoutes)
  const unseen = unseenMembers(plainRoutes)
  const plain = inferCollections([...plainRoutes, ...unseen])
  const graph = inferGraph(calls.flat(), plain)
  const routes = [...plainRoutes, ...graph.routes]
  const collections = [...plain, ...graph.collections]
  nameApart(collections)
  inferRelations(
    collections.filter((collection) => !collection.graph),
    calls,
  )
  const timeline = new Timeline(calls, collections)
  inferDerived(timeline)
  inferRenewals(timeline)
  inferTransitions(timeline)
  inferExpiry(timeline)
  const spendings = inferSpent(routes, timeline)
  const secrets = inferSecrets(timeline)
  const items = new Map<Route, readonly ItemVariant[]>()
  const writeCount = findWriteCount(plainRoutes, timeline)
  const sequences = inferSequences(timeline, writeCount)
  const known = { scopes: new Scopes(timeline), history: new History(calls), sequences, items, spendings, secrets, writeCount }
  inferComputed(timeline)
  placeKnownTypes(graph.known)
  for (const route of graph.routes) {
    const subject = findKnownSubject(route, graph.known, timeline, known.scopes)
    route.subjects = [...(subject ? [subject] : []), ...findGraphSubjects(route, timeline, known.scopes)]
  }
  const authentication = learnAuthentication(routes, timeline, spendings)
  const store = nameOfStore(collections)
  const told = findTold(inOrder, timeline, known)
  known.scopes.forget()
  const context = { ...known, told }
  const { scopes } = context
  const doubted = new Set(scopes.doubted)
  const learnOne = (route: Route): RouteRules => {
    const { route: _, ...rules } = withRepeats(learnRoute(route, timeline, authentication, context), store, context)
    const chancy = scopes.takeDoubted(doubted)
    scopes.forget()
    return { ...rules, chancy }
  }
  // What an item of a bulk request does is a part of what the whole does.
  const parts = new Map<Route, RouteRules>()
  for (const route of routes.filter(({ isPart }) => isPart)) {
    const rules = learnOne(route)
    parts.set(route, rules)
    items.set(route, toItemVariants(rules))
  }
  const apart = routes.filter(({ isPart }) => !isPart).sort((a, b) => a.calls.length - b.calls.length)
  const finish = (found: readonly RouteRules[]): Rules => {
    const rulesOf = new Map([...parts, ...apart.map((route, at) => [route, found[at] as RouteRules] as const)])
    const notes = new Map<string, readonly string[]>()
    if (told && told.notes.length > 0) notes.set('webhooks', told.notes)
    const learned = routes.flatMap((route): LearnedRoute[] => {
      const { chancy, ...rules } = rulesOf.get(route) as RouteRules
      for (const test of chancy) scopes.doubted.add(test)
      if (rules.notes.length > 0) notes.set(`${route.method} ${route.pattern}`, rules.notes)
      return route.isPart ? [] : [{ route, ...rules }]
    })
    const whole = borrowOperations(learned, unseen, timeline, (route) => learnRoute(route, timeline, authentication, context))
    const entities: Model['collections'] = {
      ...Object.fromEntries(collections.map((collection) => [collection.name, learnFixtures(collection, timeline)])),
      ...(routes.some(({ idempotency }) => idempotency) ? { [store]: { key: [] } } : {}),
      ...(writeCount ? printWriteCount(writeCount) : {}),
    }
    const miss = learnMiss(routes.filter(({ isPart }) => !isPart))
    const kept = keepGone({
      format: 'doppel-model/1',
      service: { name: options.name ?? 'service' },
      ...(operations.length > 0 ? { operations } : {}),
      ...(repeated.sent.size > 0 ? { repeated: [...repeated.sent].sort() } : {}),
      collections: entities,
      routes: borrowRefusals(borrowMessages(whole, context), entities, context.scopes).map(({ route, list, variants }) => ({
        method: route.method,
        path: route.pattern,
        ...fixedOf(route),
        ...(list ? { list } : {}),
        variants: [...suspectMissing(authentication.suspicion(route), miss), ...variants],
        ...optionalKnown(route),
      })),
      ...(graph.routes.length > 0 ? { graphql: describeGraph(graph) } : {}),
      ...(told ? { webhooks: told.webhooks } : {}),
      miss,
    })
    const model = keepSecrets(keepSpent(kept, spendings), secrets)
    const prepared = prepareSessions(inOrder)
    const pruned = pruneGuards(model, prepared)
    if (pruned.dropped.length > 0) notes.set('guards', pruned.dropped)
    const machines = inferMachines(timeline, pruned.model)
    return {
      model: guessDigests({ ...pruned.model, ...(machines.length > 0 ? { machines } : {}) }),
      sessions: inOrder,
      prepared,
      routes: learned,
      notes,
      chancy: context.scopes.doubted,
    }
  }
  return { routes: apart.length, learnRoute: (at) => learnOne(apart[at] as Route), finish }
}

function optionalKnown(route: Route): Pick<Model['routes'][number], 'known'> {
  const known = knownParts(route)
  return known ? { known } : {}
}

/** Parameters that the path does not hold. */
function fixedOf({ segments }: Route): Pick<ModelRoute, 'fixed'> {
  const fixed = segments.flatMap((segment) => (segment.fixed === undefined ? [] : [[segment.parameter ?? '', segment.fixed] as const]))
  return fixed.length > 0 ? { fixed: Object.fromEntries(fixed) } : {}
}

function byBeginning(a: RecordedSession, b: RecordedSession): number {
  return a.startedAtMs - b.startedAtMs || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}
