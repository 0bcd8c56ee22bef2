import type { HttpRequest } from '#http'
import { type Model, modelSchema, type Route } from '#model'
import { createSteppingClock } from '#state'
import { compileTwin } from './compile-twin.ts'
import type { TwinSession } from './twin.ts'

/** A route in short: `GET /things/{id}` with its variants; what a variant does not say is a 200 without headers. */
export type ShortRoutes = Readonly<Record<string, readonly object[]>>

/** A model of hand-written routes; anything else is a 404 `{"error": "no such route"}`. */
export function createModel(routes: ShortRoutes, collections: Model['collections'] = { thing: { key: ['id'] } }): Model {
  return modelSchema.parse({
    format: 'doppel-model/1',
    service: { name: 'by-hand' },
    collections,
    routes: Object.entries(routes).map(([label, variants]): Route => {
      const [method = '', path = ''] = label.split(' ')
      return { method, path, variants: variants.map((variant) => ({ name: 'ok', status: 200, headers: [], ...variant })) }
    }),
    miss: { name: 'miss', status: 404, headers: [], body: { encoding: 'json', value: { error: 'no such route' } } },
  })
}

export const json = (value: unknown) => ({ body: { encoding: 'json', value } })

/** A session of a model's twin whose clock starts at 2026-03-01T12:00:00Z and moves a second with each request. */
export function startSession(model: Model, options: { seed?: number; origin?: string } = {}): TwinSession {
  const { seed = 1, origin = 'http://twin.test:8080' } = options
  return compileTwin(model).createSession({ seed, origin, clock: createSteppingClock(Date.UTC(2026, 2, 1, 12), 1000) })
}

/** A request in short: `POST /things`, a body that is sent as JSON unless it is text. */
export function request(
  call: string,
  body?: unknown,
  headers: HttpRequest['headers'] = [['Content-Type', 'application/json']],
): HttpRequest {
  const [method = '', target = ''] = call.split(' ')
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
  return { method, target, headers, body: new TextEncoder().encode(text) }
}

/** Status and body of the answer to a request in short. */
export function ask(session: TwinSession, call: string, body?: unknown): [status: number, body: unknown] {
  const { status, body: bytes } = session.answer(request(call, body)).response
  const text = new TextDecoder().decode(bytes)
  return [status, text === '' ? undefined : JSON.parse(text)]
}
