import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { useTwin } from 'doppel/testing'
import { placeOrder } from '../place-order.mjs'

const twin = fileURLToPath(new URL('../twins/orders', import.meta.url))
const orders = useTwin(twin, { beforeEach, afterEach }, { clock: 'fixed:2026-01-01' })

test('places an order', async () => {
  const { id } = await placeOrder(orders().url, [{ sku: 'tea' }])
  const { met } = await orders().journal.verify({ route: 'POST /orders', times: 1 })
  assert.equal(met, true)
  assert.match(id, /^ord_/)
})

test('tries once more when the service is busy', async () => {
  await orders().chaos.on('busy')
  const { status } = await placeOrder(orders().url, [{ sku: 'tea' }])
  assert.equal(status, 'draft')
  assert.equal((await orders().journal.list({ route: 'POST /orders' })).length, 2)
})

test('a draft expires after a day', async () => {
  const { id } = await placeOrder(orders().url, [{ sku: 'tea' }])
  await orders().clock.advance('1d')
  const answer = await orders().fetch(`/orders/${id}`)
  assert.equal((await answer.json()).status, 'expired')
})
