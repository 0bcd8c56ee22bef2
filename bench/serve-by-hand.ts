import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createThings } from './serve-model.ts'

// What somebody would write by hand for this one route: the twin is measured against it.

const things = new Map(createThings().map((thing) => [thing.id, thing]))

const server = createServer((request, response) => {
  const match = /^\/thing0\/([^/?]+)$/.exec(request.url ?? '')
  const thing = request.method === 'GET' && match?.[1] !== undefined ? things.get(match[1]) : undefined
  const body = JSON.stringify(thing ?? { error: 'not found' })
  response.writeHead(thing === undefined ? 404 : 200, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
  })
  response.end(body)
})
server.listen(0, '127.0.0.1', () => console.log(`addr=127.0.0.1:${(server.address() as AddressInfo).port}`))
