import { suggest } from '#diagnostics'
import type { HttpRequest } from '#http'
import type { Evaluate } from '#lang'
import type { ChaosRule } from '#model'
import { compileRequestTest, requestContext, requestEnvironment } from '../request-environment.ts'

export interface CompiledRule {
  readonly rule: ChaosRule
  /** Whether it is about such a request; `route` is the one that would answer. */
  concerns(request: HttpRequest, route: string | undefined, nowMs: number): boolean
}

/** What a twin is, as far as rules depend on it. */
export interface Target {
  readonly routes: readonly string[]
  readonly canFork: boolean
}

const context = requestContext([])

/** A rule ready to be asked; a text that says why it can't do what it says. */
export function compileRule(rule: ChaosRule, { routes, canFork }: Target): CompiledRule | string {
  const { route: pattern, when } = rule
  if (rule.fault === 'stale' && !canFork) return 'the sessions of this twin can not be copied: nothing of it can be stale'
  if (rule.cycle && rule.cycle.for > rule.cycle.every) return 'cycle: for is longer than every'
  const matches = pattern === undefined ? () => true : compileRoute(pattern)
  if (pattern !== undefined && !routes.some((route) => matches(route, route))) return unknownRoute(pattern, routes)
  let test: Evaluate | undefined
  try {
    test = when === undefined ? undefined : compileRequestTest(when, context)
  } catch (error) {
    return `when: ${(error as Error).message}`
  }
  const concerns = (request: HttpRequest, route: string | undefined, nowMs: number) =>
    matches(route, `${request.method} ${request.target.split('?', 1)[0]}`) &&
    (test === undefined || test(requestEnvironment(request, { route, nowMs })) === true)
  return { rule, concerns }
}

/** `POST /orders/{id}`, `* /orders/*`: against the name of a route, or the call where no route has it. */
function compileRoute(pattern: string): (route: string | undefined, call: string) => boolean {
  const [method = '', path = ''] = pattern.split(' ', 2)
  const prefix = path.endsWith('*') ? path.slice(0, -1) : undefined
  return (route, call) => {
    const [ofMethod = '', ofPath = ''] = (route ?? call).split(' ', 2)
    return (method === '*' || method === ofMethod) && (prefix === undefined ? path === ofPath : ofPath.startsWith(prefix))
  }
}

function unknownRoute(pattern: string, routes: readonly string[]): string {
  const meant = suggest(pattern, routes)
  return `the twin has no route "${pattern}"${meant === undefined ? '' : `; did you mean "${meant}"?`}`
}
