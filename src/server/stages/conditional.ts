import { createHash } from 'node:crypto'
import { type Answer, isReading } from '#engine'
import { headerValue } from '#http'
import type { Stages } from '#model'
import type { RouteTest } from '../route-pattern.ts'
import { refuseWith, withHeaders } from './answer-with.ts'
import type { Stage, StageCall } from './stage.ts'

export interface CompiledConditional {
  readonly rule: NonNullable<Stages['conditional']>
  readonly concerns: RouteTest
}

/** Tags of answers, and requests that hang on them (RFC 9110, 13 and 14). */
export class ConditionalStage implements Stage {
  readonly name = 'conditional'
  readonly #compiled: CompiledConditional

  constructor(compiled: CompiledConditional) {
    this.#compiled = compiled
  }

  /** A change is made only of what the client has seen. */
  enter(call: StageCall): Answer | undefined {
    const { request, route } = call
    const { rule, concerns } = this.#compiled
    if (isReading(request.method) || request.method === 'POST' || !concerns(request, route)) return undefined
    const wanted = headerValue(request.headers, 'if-match')
    const unwanted = headerValue(request.headers, 'if-none-match')
    if (wanted === undefined && unwanted === undefined) {
      return rule.require ? refuseWith(call, { status: 428, code: 'precondition-required', message: 'If-Match is missing' }) : undefined
    }
    const current = this.#tagOf(
      call.foresee({ ...request, method: 'GET', headers: withoutConditions(request.headers), body: new Uint8Array() }),
    )
    const isMet = (wanted === undefined || matches(wanted, current, true)) && (unwanted === undefined || !matches(unwanted, current, false))
    return isMet
      ? undefined
      : refuseWith(call, { status: 412, code: 'precondition-failed', message: 'it is not what the request expects it to be' })
  }

  leave(call: StageCall, answer: Answer): Answer {
    const { request, route } = call
    if (answer.response.status !== 200 || !isReading(request.method) || !this.#compiled.concerns(request, route)) return answer
    const tag = this.#tagOf(answer)
    if (tag === undefined) return answer
    const tagged = withHeaders(answer, { ETag: tag, ...(this.#compiled.rule.ranges ? { 'Accept-Ranges': 'bytes' } : {}) })
    if (isKnown(call, tagged, tag)) return { ...tagged, response: { ...tagged.response, status: 304, body: new Uint8Array() } }
    return this.#compiled.rule.ranges && request.method === 'GET' ? partOf(call, tagged, tag) : tagged
  }

  fork(): ConditionalStage {
    return this
  }

  /** Its own where it has one; undefined where there is nothing to be tagged. */
  #tagOf(answer: Answer | undefined): string | undefined {
    if (answer === undefined || answer.response.status !== 200) return undefined
    const own = headerValue(answer.response.headers, 'etag')
    if (own !== undefined) return own
    const digest = createHash('sha256').update(answer.response.body).digest('base64url').slice(0, 27)
    return this.#compiled.rule.etag === 'weak' ? `W/"${digest}"` : `"${digest}"`
  }
}

const conditions = new Set([
  'if-match',
  'if-none-match',
  'if-modified-since',
  'if-unmodified-since',
  'if-range',
  'range',
  'content-length',
  'content-type',
])

function withoutConditions(headers: StageCall['request']['headers']): StageCall['request']['headers'] {
  return headers.filter(([name]) => !conditions.has(name.toLowerCase()))
}

/** `If-None-Match` counts before `If-Modified-Since`. */
function isKnown({ request }: StageCall, { response }: Answer, tag: string): boolean {
  const unwanted = headerValue(request.headers, 'if-none-match')
  if (unwanted !== undefined) return matches(unwanted, tag, false)
  const since = Date.parse(headerValue(request.headers, 'if-modified-since') ?? '')
  const changed = Date.parse(headerValue(response.headers, 'last-modified') ?? '')
  return changed <= since
}

/** Strong comparison holds for no weak tag. */
function matches(list: string, tag: string | undefined, isStrong: boolean): boolean {
  if (tag === undefined) return false
  if (list.trim() === '*') return true
  const tags: readonly string[] = list.match(/(?:W\/)?"[^"]*"/g) ?? []
  if (isStrong) return !tag.startsWith('W/') && tags.includes(tag)
  return tags.some((one) => one.replace(/^W\//, '') === tag.replace(/^W\//, ''))
}

/** One range of bytes; of several, or in another unit, the whole is given. */
function partOf({ request }: StageCall, answer: Answer, tag: string): Answer {
  const range = headerValue(request.headers, 'range')
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? []
  if (first === undefined || last === undefined || (first === '' && last === '')) return answer
  const given = headerValue(request.headers, 'if-range')
  if (given !== undefined && !matches(given, tag, true)) return answer
  const { body } = answer.response
  const from = first === '' ? Math.max(0, body.length - Number(last)) : Number(first)
  const to = first === '' || last === '' ? body.length - 1 : Math.min(Number(last), body.length - 1)
  const isThere = from <= to && from < body.length
  const contentRange = isThere ? `bytes ${from}-${to}/${body.length}` : `bytes */${body.length}`
  const part = withHeaders(answer, { 'Content-Range': contentRange })
  const cut = isThere ? { status: 206, body: body.subarray(from, to + 1) } : { status: 416, body: new Uint8Array() }
  return { ...part, response: { ...part.response, ...cut } }
}
