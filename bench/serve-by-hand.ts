import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createThings } from './serve-model.ts'

// What somebody would write by hand for these three routes: the twin is measured against it.

type Thing = ReturnType<typeof createThings>[number]

const things = new Map<string, Thing>(createThings().map((thing) => [thing.id, thing]))
const orders = new Map<number, Order>()

interface Line {
  readonly price: number
  readonly quantity: number
}

interface Order {
  readonly id: number
  readonly lines: readonly Line[]
  readonly total: number
}

const server = createServer((request, response) => {
  if (request.method === 'POST' && request.url === '/orders') return createOrder(request, response)
  const match = /^\/thing0\/([^/?]+)$/.exec(request.url ?? '')
  const thing = match?.[1] === undefined ? undefined : things.get(match[1])
  if (request.method === 'PATCH' && thing !== undefined) return readJson(request, (change) => patchThing(response, { ...thing, ...change }))
  send(response, thing === undefined ? 404 : 200, thing ?? { error: 'not found' })
})
server.listen(0, '127.0.0.1', () => console.log(`addr=127.0.0.1:${(server.address() as AddressInfo).port}`))

function patchThing(response: ServerResponse, thing: Thing): void {
  things.set(thing.id, thing)
  send(response, 200, thing)
}

function readJson(request: IncomingMessage, then: (value: object) => void): void {
  const parts: Buffer[] = []
  request.on('data', (part: Buffer) => parts.push(part))
  request.on('end', () => then(JSON.parse(Buffer.concat(parts).toString()) as object))
}

function createOrder(request: IncomingMessage, response: ServerResponse): void {
  readJson(request, (body) => {
    const { lines } = body as { lines?: readonly Line[] }
    if (lines === undefined) return send(response, 422, { error: 'lines is required' })
    const total = Math.round(lines.reduce((sum, { price, quantity }) => sum + price * quantity, 0) * 100) / 100
    const order = { id: orders.size + 1, lines, total }
    orders.set(order.id, order)
    send(response, 201, order)
  })
}

function send(response: ServerResponse, status: number, value: object): void {
  const body = JSON.stringify(value)
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': Buffer.byteLength(body) })
  response.end(body)
}
