import type { HttpRequest, HttpResponse } from '#http'

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue }
export type Entity = Record<string, JsonValue>

/** A small service with known rules, in memory. */
export interface Service {
  answer(request: HttpRequest, nowMs: number): HttpResponse
}

/** What a service is asked, decoded. */
export interface Call {
  readonly method: string
  readonly path: readonly string[]
  readonly query: URLSearchParams
  /** Undefined where there is none; `malformed` where it is no JSON object. */
  readonly body: Entity | undefined
  readonly malformed: boolean
}

export function readCall({ method, target, body: bytes }: HttpRequest): Call {
  const url = new URL(target, 'http://service.test')
  const path = url.pathname.split('/').filter((part) => part !== '')
  const text = new TextDecoder().decode(bytes)
  const body = text === '' ? undefined : parse(text)
  return { method, path: path.map(decodeURIComponent), query: url.searchParams, body, malformed: text !== '' && body === undefined }
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
