import { expect, test } from 'vitest'
import { checkPrepared, checkTwin, type PreparedSession, prepareSessions } from '#conform'
import type { Twin } from '#engine'
import type { Exchange, HttpRequest, HttpResponse } from '#http'
import type { RecordedSession } from '#recording'
import { changeKinds, type Draw, type Planted, plantChange } from './plant-change.ts'
import { createShop, type Service } from './shop.ts'

const encoder = new TextEncoder()

/** How many changes are planted: the figure that is promised. */
const count = 500

function createDraw(seed: number): Draw {
  let state = seed
  return (bound) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return Math.floor((state / 2 ** 32) * bound)
  }
}

/** A client that uses every route; what it is told decides what it asks next. */
function* useShop(): Generator<readonly [call: string, body?: unknown], void, HttpResponse> {
  const read = (response: HttpResponse) => JSON.parse(new TextDecoder().decode(response.body))
  yield ['GET /config']
  const { token } = read(yield ['POST /login', { user: 'ada', roles: ['admin', 'clerk'] }])
  const orders: string[] = []
  for (const [at, name] of ['lamp', 'table', 'chair'].entries()) {
    const lines = [
      { sku: `SKU-${at}`, quantity: at + 1, price: 12.5 },
      { sku: `SKU-${at + 5}`, quantity: 2, price: 7.25 },
    ]
    const { id } = read(yield ['POST /orders', { name, tags: ['new', name, 'gift'], lines, note: null }])
    orders.push(id)
    yield [`GET /orders/${id}`]
  }
  yield ['GET /orders']
  yield ['GET /orders?limit=2']
  yield [`PATCH /orders/${orders[1]}`, { status: 'paid' }]
  yield [`GET /orders/${orders[1]}`]
  yield [`GET /orders/${orders[1]}/history`]
  yield ['GET /stock']
  yield ['GET /matrix']
  yield [`DELETE /orders/${orders[0]}`]
  yield [`GET /orders/${orders[0]}`]
  yield ['GET /orders']
  yield ['POST /orders', { name: '' }]
  yield [`GET /sessions/${token}`]
  yield ['GET /summary']
  yield ['GET /config']
}

function toRequest([call, body]: readonly [call: string, body?: unknown]): HttpRequest {
  const [method, target] = call.split(' ') as [string, string]
  const headers = body === undefined ? [] : ([['Content-Type', 'application/json']] as const)
  return { method, target, headers, body: body === undefined ? new Uint8Array() : encoder.encode(JSON.stringify(body)) }
}

function record(service: Service, day: number): RecordedSession {
  const exchanges: Exchange[] = []
  const startMs = Date.UTC(2026, 2, day * 3, 9, day * 7, day, day * 13)
  const client = useShop()
  let next = client.next()
  while (next.done !== true) {
    const startedAtMs = startMs + exchanges.length * 1500
    const request = toRequest(next.value)
    const response = service(request, startedAtMs + 3)
    exchanges.push({ index: exchanges.length, startedAtMs, endedAtMs: startedAtMs + 8, request, response })
    next = client.next(response)
  }
  return { id: `day-${day}`, tags: [], startedAtMs: startMs, upstream: 'http://shop.test', origin: 'http://recorder.test', exchanges }
}

/** Another instance of the shop, which says at one moment what `change` makes of its answer; `answers` are what it would have said. */
function createTwin(
  answers: HttpResponse[],
  change: (at: number, response: HttpResponse) => HttpResponse = (_, response) => response,
): Twin {
  return {
    name: 'shop',
    routes: [],
    createSession: ({ clock, origin }) => {
      const service = createShop(77, origin)
      return {
        answer: (request) => {
          const response = service(request, clock.nowMs() + 4)
          answers.push(response)
          return { response: change(answers.length - 1, response), provenance: 'learned' }
        },
        state: () => ({}),
        reset: () => {},
      }
    },
  }
}

const sessions = [1, 2, 3, 4].map((day) => record(createShop(day * 3, 'http://shop.test'), day))
const [session] = sessions as [RecordedSession]
const answers: HttpResponse[] = []
checkTwin(createTwin(answers), [session])

test('another instance of the service is told from it by nothing', () => {
  const report = checkTwin(createTwin([]), sessions)
  expect(report.divergences).toEqual([])
  expect(report).toMatchObject({ scoreBp: 10_000, passed: true, suppressed: [], findings: [] })
})

/** Whether one of the answers before has shown the value. */
function shownBefore(at: number): (value: string) => boolean {
  const texts = session.exchanges.slice(0, at).map(({ response }) => new TextDecoder().decode(response?.body))
  return (value) => texts.some((text) => text.includes(value))
}

function* plantChanges(draw: Draw): Generator<{ at: number; kind: string; planted: Planted }> {
  for (let number = 0; number < count; ) {
    const at = draw(answers.length)
    const kind = changeKinds[number % changeKinds.length] as (typeof changeKinds)[number]
    const recorded = session.exchanges[at]?.response as HttpResponse
    const planted = plantChange(kind, recorded, answers[at] as HttpResponse, draw, {
      wasShown: shownBefore(at),
      nowMs: session.exchanges[at]?.endedAtMs ?? 0,
    })
    if (planted === undefined) continue
    number++
    yield { at, kind, planted }
  }
}

test('T57 each of 500 single changes is reported, at its place and nowhere else in the answer, and none is suppressed', () => {
  const [prepared] = prepareSessions(sessions) as [PreparedSession]
  const wrong: string[] = []
  for (const { at, kind, planted } of plantChanges(createDraw(20_260_301))) {
    const twin = createTwin([], (now, response) => (now === at ? planted.response : response))
    // what follows from what the client was told wrongly comes after
    const report = checkPrepared(twin, [{ ...prepared, exchanges: prepared.exchanges.slice(0, at + 1) }])
    const found = report.divergences.map(({ exchange, path }) => `#${exchange} ${path}`)
    if (found.join() !== `#${at} ${planted.path}` || report.suppressed.length > 0) {
      const { method, target } = (session.exchanges[at] as Exchange).request
      wrong.push(`${kind} #${at} ${method} ${target} ${planted.path}: ${found.join(', ') || 'not reported'}`)
    }
  }
  expect(wrong).toEqual([])
})
