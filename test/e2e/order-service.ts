import { createServer, type IncomingMessage, type Server } from 'node:http'

interface Order {
  readonly id: number
  readonly title: string
  readonly state: string
}

/** A small service with a world of its own: orders are made, confirmed and deleted; it refuses what it does not understand. */
export function createOrderService(): { server: Server; orders: Map<number, Order>; asked: string[] } {
  const orders = new Map<number, Order>()
  const asked: string[] = []
  let next = 1
  const answer = (method: string, path: string, text: string): [status: number, body?: unknown] => {
    const id = Number(/^\/orders\/(\d+)$/.exec(path)?.[1])
    if (method === 'POST' && path === '/orders') {
      const body = parse(text)
      if (body === undefined) return [400, { error: 'the body is no JSON' }]
      if (typeof body.title !== 'string' || body.title === '') return [422, { error: 'title is missing' }]
      const order = { id: next++, title: body.title, state: 'draft' }
      orders.set(order.id, order)
      return [201, order]
    }
    if (method === 'GET' && path === '/orders') return [200, [...orders.values()]]
    const order = orders.get(id)
    if (order === undefined) return [404, { error: 'no such order' }]
    if (method === 'DELETE') {
      orders.delete(id)
      return [204]
    }
    if (method !== 'PATCH') return [200, order]
    const body = parse(text)
    if (body === undefined) return [400, { error: 'the body is no JSON' }]
    orders.set(id, { ...order, ...(typeof body.state === 'string' ? { state: body.state } : {}) })
    return [200, orders.get(id)]
  }
  const server = createServer((request, response) => {
    void readText(request).then((text) => {
      asked.push(`${request.method} ${request.url}`)
      const [status, body] = answer(request.method ?? '', request.url ?? '', text)
      response.writeHead(status, body === undefined ? {} : { 'content-type': 'application/json' })
      response.end(body === undefined ? undefined : JSON.stringify(body))
    })
  })
  return { server, orders, asked }
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return undefined
  }
}

async function readText(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const part of request) text += String(part)
  return text
}
