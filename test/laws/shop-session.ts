import type { Exchange, HttpRequest, HttpResponse } from '#http'
import type { RecordedSession } from '#recording'
import { createShop } from './shop.ts'

const encoder = new TextEncoder()

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

/** A session of that client on a fresh shop, on another day of a month for each number. */
export function recordShop(day: number): RecordedSession {
  const service = createShop(day * 3, 'http://shop.test')
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
