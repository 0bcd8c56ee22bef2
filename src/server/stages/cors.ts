import { parseDuration } from '#base'
import type { Answer } from '#engine'
import { headerValue } from '#http'
import type { Stages } from '#model'
import { withHeaders } from './answer-with.ts'
import type { Stage, StageCall } from './stage.ts'

type Rule = NonNullable<Stages['cors']>

/** What pages of other sites may do (Fetch standard, 3.2): preflights are answered here, other answers get their headers. */
export class CorsStage implements Stage {
  readonly name = 'cors'
  readonly #rule: Rule

  constructor(rule: Rule) {
    this.#rule = rule
  }

  enter({ request }: StageCall): Answer | undefined {
    if (request.method !== 'OPTIONS' || headerValue(request.headers, 'access-control-request-method') === undefined) return undefined
    const { methods, headers, max_age: maxAge } = this.#rule
    const asked = headerValue(request.headers, 'access-control-request-headers')
    const allowed = headers === '*' ? asked : headers.join(', ')
    const response = { status: 204, headers: [], body: new Uint8Array() }
    return withHeaders(
      { response, provenance: 'learned' },
      {
        'Access-Control-Allow-Methods': methods.join(', '),
        ...(allowed ? { 'Access-Control-Allow-Headers': allowed } : {}),
        ...(maxAge === undefined ? {} : { 'Access-Control-Max-Age': String(Math.floor((parseDuration(maxAge) ?? 0) / 1000)) }),
      },
    )
  }

  /** A site that may not gets no such headers: its browser refuses the answer. */
  leave({ request }: StageCall, answer: Answer): Answer {
    const { origins, expose, credentials } = this.#rule
    const origin = headerValue(request.headers, 'origin')
    const isAny = origins === '*' && !credentials
    const vary = isAny ? {} : { Vary: varied(headerValue(answer.response.headers, 'vary')) }
    if (origin === undefined || !isAllowed(origins, origin)) return isAny ? answer : withHeaders(answer, vary)
    return withHeaders(answer, {
      'Access-Control-Allow-Origin': isAny ? '*' : origin,
      ...vary,
      ...(credentials ? { 'Access-Control-Allow-Credentials': 'true' } : {}),
      ...(expose.length > 0 ? { 'Access-Control-Expose-Headers': expose.join(', ') } : {}),
    })
  }

  fork(): CorsStage {
    return this
  }
}

function varied(vary: string | undefined): string {
  if (vary === undefined) return 'Origin'
  return /(^|,)\s*(origin|\*)\s*(,|$)/i.test(vary) ? vary : `${vary}, Origin`
}

function isAllowed(origins: Rule['origins'], origin: string): boolean {
  if (origins === '*') return true
  return origins.some((allowed) => {
    const [scheme, host = ''] = allowed.split('://')
    return allowed === origin || (host.startsWith('*.') && origin.startsWith(`${scheme}://`) && origin.endsWith(host.slice(1)))
  })
}
