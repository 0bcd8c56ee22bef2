import type { Twin } from '#engine'
import type { LimitRule } from '#model'
import { compileRequestTest, requestContext, requestEnvironment } from '../request-environment.ts'
import { compileRoute, type RouteTest } from '../route-pattern.ts'
import { ConditionalStage } from './conditional.ts'
import { CorsStage } from './cors.ts'
import { IdempotencyStage } from './idempotency.ts'
import { LimitStage } from './limit.ts'
import type { Stage, StageCall } from './stage.ts'

/**
 * Makes the stages of a session, the outermost first; undefined where the twin has none. Throws an `Error` that says which part of what is
 * declared can't be done.
 */
export function openStages({ stages, routes }: Twin): (() => Stage[]) | undefined {
  if (stages === undefined) return undefined
  const { cors, limits = [], idempotency, conditional } = stages
  const makers: (() => Stage)[] = []
  if (cors) makers.push(() => new CorsStage(cors))
  for (const [at, rule] of limits.entries()) {
    const compiled = { rule, ...compileScope(`limits[${at}]`, rule, routes) }
    makers.push(() => new LimitStage(compiled))
  }
  if (idempotency) {
    const compiled = { rule: idempotency, ...compileScope('idempotency', idempotency, routes) }
    makers.push(() => new IdempotencyStage(compiled))
  }
  if (conditional) {
    const compiled = { rule: conditional, ...compileScope('conditional', conditional, routes) }
    makers.push(() => new ConditionalStage(compiled))
  }
  return () => makers.map((make) => make())
}

const context = requestContext([])

function compileScope(
  place: string,
  { route, by }: { readonly route?: string | undefined; readonly by?: LimitRule['by'] },
  routes: readonly string[],
): { concerns: RouteTest; clientOf: (call: StageCall) => string } {
  const concerns = compileRoute(route, routes)
  if (typeof concerns === 'string') throw new Error(`${place}.route: ${concerns}`)
  try {
    const evaluate = by === undefined ? undefined : compileRequestTest(by, context)
    const clientOf = (call: StageCall) => (evaluate ? JSON.stringify(evaluate(requestEnvironment(call.request, call)) ?? null) : 'all')
    return { concerns, clientOf }
  } catch (error) {
    throw new Error(`${place}.by: ${(error as Error).message}`)
  }
}
