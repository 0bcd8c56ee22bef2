import type { HeaderList, HttpRequest, HttpResponse } from '#http'

/** A service that a test plays with: it keeps what it is told, and no instance makes up the ids of another. */
export type Service = (request: HttpRequest, nowMs: number) => HttpResponse

type Entity = Record<string, unknown>

interface Order extends Entity {
  readonly id: string
  name: string
}

const days = { paid: 30, draft: 7 }

/** A fresh instance: `seed` decides the ids and tokens that it makes up, `origin` is how it calls itself. */
export function createShop(seed: number, origin: string): Service {
  let state = seed
  const hex = (length: number) => {
    let text = ''
    while (text.length < length) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      text += (state >>> 8).toString(16).padStart(6, '0')
    }
    return text.slice(0, length)
  }
  const uuid = () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`
  const orders = new Map<string, Order>()
  const history = new Map<string, Entity[]>()
  const tokens = new Map<string, Entity>()
  const stamp = (nowMs: number) => new Date(nowMs).toISOString()

  const show = (order: Order): Entity => ({ ...order, self: `${origin}/orders/${order.id}` })
  const note = (order: Order, action: string, nowMs: number) =>
    history.get(order.id)?.push({ change: hex(16), action, at: Math.floor(nowMs / 1000), by: { kind: 'user', name: 'ada' } })

  function create(body: Entity, nowMs: number): HttpResponse {
    if (typeof body['name'] !== 'string' || body['name'] === '') {
      return say(422, { error: { code: 'invalid', fields: { name: ['is empty', 'is too short'] } } })
    }
    const lines = body['lines'] as { quantity: number; price: number }[]
    const total = lines.reduce((sum, { quantity, price }) => sum + quantity * price, 0)
    const moments = { created_at: stamp(nowMs), updated_at: stamp(nowMs), expires_at: stamp(nowMs + 86_400_000) }
    const order: Order = { id: uuid(), number: 1000 + orders.size, name: body['name'], status: 'draft', ...body, total, ...moments }
    orders.set(order.id, order)
    history.set(order.id, [])
    note(order, 'created', nowMs)
    return say(201, show(order), [
      ['Location', `/orders/${order.id}`],
      ['X-Request-Id', hex(20)],
    ])
  }

  function list(query: URLSearchParams): HttpResponse {
    const all = [...orders.values()].map(show)
    const limit = Number(query.get('limit') ?? 50)
    const next: HeaderList = all.length > limit ? [['Link', `<${origin}/orders?limit=${limit}&page=2>; rel="next"`]] : []
    return say(200, { items: all.slice(0, limit), total: all.length, has_more: all.length > limit }, [
      ['X-Total-Count', String(all.length)],
      ...next,
    ])
  }

  function one(method: string, id: string, body: Entity, nowMs: number): HttpResponse {
    const order = orders.get(id)
    if (order === undefined) return say(404, { error: { code: 'not_found', message: `there is no order ${id}` } })
    if (method === 'DELETE') {
      orders.delete(id)
      return say(204)
    }
    if (method === 'PATCH') {
      Object.assign(order, body, { updated_at: stamp(nowMs) })
      note(order, 'changed', nowMs)
    }
    return say(200, show(order), [['Allow', 'GET, PATCH, DELETE']])
  }

  return ({ method, target, body: bytes }, nowMs) => {
    const url = new URL(target, origin)
    const body = bytes.length === 0 ? {} : (JSON.parse(new TextDecoder().decode(bytes)) as Entity)
    const [, place = '', id = '', part] = url.pathname.split('/')
    if (place === 'config') return say(200, config)
    if (place === 'stock') return say(200, stock(orders))
    if (place === 'matrix') return say(200, [[1, 2, 3], [4, 5, 6], [], [{ deep: [{ deeper: [true, false, null] }] }]])
    if (place === 'summary') {
      const names = [...orders.values()].map(({ name }) => name).join(', ')
      return say(200, `${orders.size} orders: ${names}\nread at ${stamp(nowMs)}\n`, [['Content-Type', 'text/plain; charset=utf-8']])
    }
    if (place === 'login') {
      const token = `tok_${hex(24)}`
      tokens.set(token, body)
      return say(200, { token, expires_in: 3600, user: body['user'], roles: body['roles'] })
    }
    if (place === 'sessions') return say(200, { ...tokens.get(id), token: id, active: tokens.has(id) })
    if (place !== 'orders') return say(404, { error: { code: 'no_route' } })
    if (part === 'history') return say(200, history.get(id) ?? [])
    if (id !== '') return one(method, id, body, nowMs)
    return method === 'POST' ? create(body, nowMs) : list(url.searchParams)
  }
}

const config = {
  version: '2.14.1',
  limits: { page: 50, rate: 12.5, big: 9_007_199_254_740_991 },
  flags: { beta: false, 'dark mode': true, __proto__x: null },
  locales: ['de', 'en', 'fr', 'en-GB'],
  retention_days: days,
  empty: { list: [], object: {}, text: '' },
  steps: [
    { name: 'draft', next: ['paid', 'void'] },
    { name: 'paid', next: ['sent'] },
    { name: 'sent', next: [] },
  ],
}

/** A map with ids as keys. */
function stock(orders: ReadonlyMap<string, Order>): Entity {
  return { reserved: Object.fromEntries([...orders].map(([id, { name, total }]) => [id, { name, total }])) }
}

function say(status: number, body?: unknown, headers: HeaderList = []): HttpResponse {
  if (body === undefined) return { status, headers, body: new Uint8Array() }
  const isTyped = headers.some(([name]) => name === 'Content-Type')
  const type: HeaderList = isTyped ? [] : [['Content-Type', 'application/json']]
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return { status, headers: [...type, ...headers], body: new TextEncoder().encode(text) }
}
