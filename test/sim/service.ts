import { type HttpRequest, type HttpResponse, headerValue } from '#http'
import { mintValue } from '#lang'
import { createRandom } from '#state'
import type { Rules, Sent, ServiceSpec } from './service-spec.ts'

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue }
export type Entity = Record<string, JsonValue>

/** A small service with known rules, in memory. */
export interface Service {
  answer(request: HttpRequest, nowMs: number): HttpResponse
  /** What it has sent until then and not been asked for. */
  sentUntil(nowMs: number): Sent[]
}

/** What a service is asked, decoded. */
export interface Call {
  readonly method: string
  readonly path: readonly string[]
  /** Values of the `:name` parts of the route. */
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** Value of a header; names in any case. */
  readonly header: (name: string) => string | undefined
  /** Undefined where there is none; `malformed` where it is no JSON object. */
  readonly body: Entity | undefined
  readonly malformed: boolean
  readonly nowMs: number
}

/** A service that follows the rules of a spec; `seed` is the source of what it makes up. */
export function startService(spec: ServiceSpec, seed: number): Service {
  const random = createRandom(seed)
  let waiting: Sent[] = []
  const tell = (sent: Sent) => void waiting.push(sent)
  const advances: ((nowMs: number) => void)[] = []
  const onTime = (advance: (nowMs: number) => void) => void advances.push(advance)
  const world = { random, mint: (shape: string) => mintValue(shape, random), tell, onTime }
  const routes = Object.entries(spec.rules(world)).map(toRoute)
  return {
    sentUntil: (nowMs) => {
      for (const advance of advances) advance(nowMs)
      const due = waiting.filter(({ atMs }) => atMs <= nowMs)
      waiting = waiting.filter(({ atMs }) => atMs > nowMs)
      return due.sort((one, other) => one.atMs - other.atMs)
    },
    answer: (request, nowMs) => {
      for (const advance of advances) advance(nowMs)
      const call = readCall(request, nowMs)
      for (const { method, parts, rule } of routes) {
        const params = method === call.method ? match(parts, call.path) : undefined
        if (params) return rule({ ...call, params })
      }
      return reply(404, { error: 'no such route' })
    },
  }
}

function toRoute([pattern, rule]: [string, Rules[string]]) {
  const [method = '', path = ''] = pattern.split(' ')
  return { method, parts: split(path), rule }
}

function match(parts: readonly string[], path: readonly string[]): Record<string, string> | undefined {
  if (parts.length !== path.length) return undefined
  const params: Record<string, string> = {}
  for (const [at, part] of parts.entries()) {
    if (part.startsWith(':')) params[part.slice(1)] = path[at] ?? ''
    else if (part !== path[at]) return undefined
  }
  return params
}

function split(path: string): string[] {
  return path.split('/').filter((part) => part !== '')
}

function readCall({ method, target, headers, body: bytes }: HttpRequest, nowMs: number): Call {
  const url = new URL(target, 'http://service.test')
  const text = new TextDecoder().decode(bytes)
  const body = text === '' ? undefined : parse(text)
  return {
    method,
    path: split(url.pathname).map(decodeURIComponent),
    params: {},
    query: url.searchParams,
    header: (name) => headerValue(headers, name),
    body,
    malformed: text !== '' && body === undefined,
    nowMs,
  }
}

function parse(text: string): Entity | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Entity) : undefined
  } catch {
    return undefined
  }
}

/** An answer with a JSON body; none where `body` is undefined. */
export function reply(status: number, body?: unknown, headers: readonly (readonly [string, string])[] = []): HttpResponse {
  if (body === undefined) return { status, headers, body: new Uint8Array() }
  return { status, headers: [['Content-Type', 'application/json'], ...headers], body: new TextEncoder().encode(JSON.stringify(body)) }
}
