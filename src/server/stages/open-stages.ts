import type { Twin } from '#engine'
import type { Auth, LimitRule } from '#model'
import { compileRequestTest, requestContext, requestEnvironment } from '../request-environment.ts'
import { compileRoute, type RouteTest } from '../route-pattern.ts'
import { AuthStage, type CompiledAuth } from './auth/auth-stage.ts'
import { ConditionalStage } from './conditional.ts'
import { CorsStage } from './cors.ts'
import { IdempotencyStage } from './idempotency.ts'
import { LimitStage } from './limit.ts'
import type { Stage, StageCall } from './stage.ts'

/** Makes the stages of a session of that seed, the outermost first. */
export type OpenStages = (seed: number) => Stage[]

/**
 * Makes the stages of a session, the outermost first; undefined where the twin has none. Throws an `Error` that says which part of what is
 * declared can't be done.
 */
export function openStages({ stages, routes }: Twin): OpenStages | undefined {
  if (stages === undefined) return undefined
  const { cors, limits = [], auth, idempotency, conditional } = stages
  const makers: ((seed: number) => Stage)[] = []
  if (cors) makers.push(() => new CorsStage(cors))
  for (const [at, rule] of limits.entries()) {
    const compiled = { rule, ...compileScope(`limits[${at}]`, rule, routes) }
    makers.push(() => new LimitStage(compiled))
  }
  if (auth) {
    const compiled = compileAuth(auth, routes)
    makers.push((seed) => AuthStage.open(compiled, seed))
  }
  if (idempotency) {
    const compiled = { rule: idempotency, ...compileScope('idempotency', idempotency, routes) }
    makers.push(() => new IdempotencyStage(compiled))
  }
  if (conditional) {
    const compiled = { rule: conditional, ...compileScope('conditional', conditional, routes) }
    makers.push(() => new ConditionalStage(compiled))
  }
  return (seed) => makers.map((make) => make(seed))
}

const context = requestContext([])

/** Tokens are asked for at endpoints of the stage itself; `except` names routes of the twin. */
function compileAuth(rule: Auth, routes: readonly string[]): CompiledAuth {
  const open = rule.except.map((route, at) => routeTest(`auth.except[${at}]`, route, routes))
  const scopes = rule.schemes.flatMap((scheme) => (scheme.kind === 'oauth2' ? Object.entries(scheme.scopes ?? {}) : []))
  const needs = scopes.map(([route, scope]) => ({ scope, concerns: routeTest('auth.scopes', route, routes) }))
  return { rule, needs, isOpen: (request, route) => open.some((test) => test(request, route)) }
}

function routeTest(place: string, route: string | undefined, routes: readonly string[]): RouteTest {
  const test = compileRoute(route, routes)
  if (typeof test === 'string') throw new Error(`${place}: ${test}`)
  return test
}

function compileScope(
  place: string,
  { route, by }: { readonly route?: string | undefined; readonly by?: LimitRule['by'] },
  routes: readonly string[],
): { concerns: RouteTest; clientOf: (call: StageCall) => string } {
  const concerns = routeTest(`${place}.route`, route, routes)
  try {
    const evaluate = by === undefined ? undefined : compileRequestTest(by, context)
    const clientOf = (call: StageCall) => (evaluate ? JSON.stringify(evaluate(requestEnvironment(call.request, call)) ?? null) : 'all')
    return { concerns, clientOf }
  } catch (error) {
    throw new Error(`${place}.by: ${(error as Error).message}`)
  }
}
