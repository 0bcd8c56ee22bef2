import type { HttpRequest } from '#http'
import type { Evaluate } from '#lang'
import type { ChaosRule, Latencies } from '#model'
import { compileRequestTest, requestContext, requestEnvironment } from '../request-environment.ts'
import { compileRoute } from '../route-pattern.ts'

export interface CompiledRule {
  readonly rule: ChaosRule
  /** How long the service took. */
  readonly latencies?: Latencies | undefined
  /** Whether it is about such a request; `route` is the one that would answer. */
  concerns(request: HttpRequest, route: string | undefined, nowMs: number): boolean
}

/** What a twin is, as far as rules depend on it. */
export interface Target {
  readonly routes: readonly string[]
  readonly canFork: boolean
  /** How long the service took; undefined where nothing is known of that. */
  readonly latencies?: Latencies | undefined
}

const context = requestContext([])

/** A rule ready to be asked; a text that says why it can't do what it says. */
export function compileRule(rule: ChaosRule, { routes, canFork, latencies }: Target): CompiledRule | string {
  const { route: pattern, when } = rule
  if (rule.fault === 'stale' && !canFork) return 'the sessions of this twin can not be copied: nothing of it can be stale'
  if (rule.fault === 'latency' && rule.distribution === 'recorded' && latencies === undefined)
    return 'nobody has seen how long the service takes: learn the twin from recordings, with doppel synth'
  if (rule.cycle && rule.cycle.for > rule.cycle.every) return 'cycle: for is longer than every'
  const matches = compileRoute(pattern, routes)
  if (typeof matches === 'string') return matches
  let test: Evaluate | undefined
  try {
    test = when === undefined ? undefined : compileRequestTest(when, context)
  } catch (error) {
    return `when: ${(error as Error).message}`
  }
  const concerns = (request: HttpRequest, route: string | undefined, nowMs: number) =>
    matches(request, route) && (test === undefined || test(requestEnvironment(request, { route, nowMs })) === true)
  return { rule, latencies, concerns }
}
