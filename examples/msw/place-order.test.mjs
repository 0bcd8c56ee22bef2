import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, beforeEach, test } from 'node:test'
import { modelSchema } from 'doppel/browser'
import { setupServer } from 'msw/node'
import { placeOrder } from '../place-order.mjs'
import { mockService } from './handlers.mjs'

// A bundler imports the model as JSON; Node reads it.
const model = modelSchema.parse(JSON.parse(await readFile(new URL('../twins/orders/model/model.json', import.meta.url), 'utf8')))
const service = 'https://orders.example.com'
const { twin, handlers } = mockService(service, model)
const server = setupServer(...handlers)

before(() => server.listen({ onUnhandledRequest: 'error' }))
beforeEach(() => twin.reset())
after(() => server.close())

test('places an order at the address of the real service', async () => {
  const { id } = await placeOrder(service, [{ sku: 'tea' }])
  assert.match(id, /^ord_/)
  assert.deepEqual(
    twin.state().order.map(({ lines }) => lines),
    [[{ sku: 'tea' }]],
  )
})

test('what was ordered before is forgotten', async () => {
  assert.deepEqual(twin.state(), { order: [] })
  const answer = await fetch(`${service}/orders/ord_0000000000000000`)
  assert.equal(answer.status, 404)
})

test('the service refuses as it does', async () => {
  assert.deepEqual(await placeOrder(service, undefined), { error: 'lines: is required' })
})
