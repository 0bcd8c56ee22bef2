import { fileURLToPath } from 'node:url'
import { twinFixture } from 'doppel/testing'
import { test as base, expect } from 'vitest'
import { placeOrder } from '../place-order.mjs'

const test = base.extend({ orders: twinFixture(fileURLToPath(new URL('../twins/orders', import.meta.url))) })

test.concurrent('places an order', async ({ orders }) => {
  expect(await placeOrder(orders.url, [{ sku: 'tea' }])).toMatchObject({ status: 'draft' })
  expect(await orders.state()).toMatchObject({ order: [{ lines: [{ sku: 'tea' }] }] })
})

test.concurrent('an order without lines is refused', async ({ orders }) => {
  expect(await placeOrder(orders.url, undefined)).toEqual({ error: 'lines: is required' })
  expect(await orders.state()).toEqual({ order: [] })
})
