import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { useTwin } from 'doppel/testing'
import { placeOrder } from '../place-order.mjs'

const twin = fileURLToPath(new URL('../twins/orders', import.meta.url))
const orders = useTwin(twin, { beforeEach, afterEach }, { session: { clock: 'fixed:2026-01-01' } })

test('places an order', async () => {
  expect(await placeOrder(orders().url, [{ sku: 'tea' }])).toMatchObject({ status: 'draft' })
  expect(await orders().journal.verify({ route: 'POST /orders', times: 1 })).toMatchObject({ met: true })
})

test('an order without lines is refused, and nothing of the test before is left', async () => {
  expect(await placeOrder(orders().url, undefined)).toEqual({ error: 'lines: is required' })
  expect(await orders().state()).toEqual({ order: [] })
})
