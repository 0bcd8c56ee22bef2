import { fileURLToPath } from 'node:url'
import { test as base, expect } from '@playwright/test'
import { twinFixture } from 'doppel/testing'
import { placeOrder } from '../place-order.mjs'

// A page that calls the service gets `orders.url` as its base URL; this example needs no browser.
const test = base.extend({ orders: twinFixture(fileURLToPath(new URL('../twins/orders', import.meta.url))) })

test('places an order', async ({ orders }) => {
  expect(await placeOrder(orders.url, [{ sku: 'tea' }])).toMatchObject({ status: 'draft' })
  expect(await orders.state()).toMatchObject({ order: [{ lines: [{ sku: 'tea' }] }] })
})

test('asks by the client of Playwright', async ({ orders, request }) => {
  const answer = await request.post(`${orders.url}/orders`, { data: { lines: [{ sku: 'tea' }] } })
  expect(answer.status()).toBe(201)
  expect(await orders.journal.verify({ route: 'POST /orders', times: 1 })).toMatchObject({ met: true })
})
