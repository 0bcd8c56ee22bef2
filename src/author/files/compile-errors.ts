import type { AuthorContext } from './author-context.ts'
import type { ShortError } from './author-schema.ts'
import type { Refusal } from './error-answer.ts'
import { readCondition } from './grammar/condition.ts'
import { inside, type Place } from './problems.ts'
import type { RouteScope } from './route-scope.ts'
import { replaceName } from './say.ts'

const help =
  'say it with when: an expression over path, query, header, body and entity; e.g. { code: 409, condition: "too expensive", when: "body.total > 100" }'

/** The errors that a route declares, in their order. */
export function compileErrors(scope: RouteScope, context: AuthorContext): { refusals: Refusal[]; refusedTransition: number | undefined } {
  let refusedTransition: number | undefined
  const refusals = (scope.route.source.errors ?? []).flatMap((error, index): Refusal[] => {
    const place = inside(scope.route.place, 'errors', index)
    const { code: status, condition = error.when ?? '', body, headers } = error
    const refusal = (when: string): Refusal[] => [{ when, status, message: condition, body, headers }]
    if (error.when !== undefined) {
      const isSound = context.check(error.when, inside(place, 'when'), ['entity'])
      return isSound ? refusal(replaceName(error.when, 'entity', scope.entity ?? 'absent')) : []
    }
    const read = readCondition(condition, scope)
    if (read === undefined) {
      context.problems.error(inside(place, 'condition'), `the condition "${condition}" is not understood`, help)
      return []
    }
    if ('when' in read) return refusal(read.when)
    if (read.is === 'refused-transition') {
      refusedTransition = status
      return []
    }
    limit(error, scope, place, context)
    // Never by itself: it is how the service says so, for the limit and for chaos.
    return refusal('false')
  })
  return { refusals, refusedTransition }
}

const rate = /(\d+)\s*(?:requests?|calls?)?\s*(?:per|\/|an?|each|every)\s*(second|minute|hour|day|s|m|h|d)\b/i

function limit({ code, condition = '', limit: most, per }: ShortError, { route }: RouteScope, place: Place, context: AuthorContext): void {
  const said = rate.exec(condition)
  const count = most ?? (said ? Number(said[1]) : undefined)
  const time = per ?? (said ? `1${(said[2] as string).charAt(0).toLowerCase()}` : undefined)
  if (count === undefined || time === undefined) {
    context.problems.assume(
      inside(place, 'condition'),
      `"${condition}" has no number: only chaos gives it`,
      `add limit and per: { code: ${code}, condition: "${condition}", limit: 100, per: 1m }`,
    )
    return
  }
  const label = `${route.source.method} ${route.source.path}`
  context.limits.push({
    name: label,
    route: label,
    kind: 'fixed',
    limit: count,
    per: time,
    headers: 'x-ratelimit',
    status: code,
    retry_after: true,
  })
}
