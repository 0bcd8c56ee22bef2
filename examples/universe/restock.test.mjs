// Two twins of a doppel.toml in the process of the tests: what happens in one is heard by the other.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { startUniverse } from 'doppel'

let universe
before(async () => {
  universe = await startUniverse(fileURLToPath(new URL('..', import.meta.url)), { ports: false })
})
after(() => universe.close())

test('an order is passed on to the supplier, in the session of the test', async () => {
  const own = await universe.fork('restock')
  const { orders, supplier } = own.twins
  await orders.fetch('/orders', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ lines: [{ sku: 'tea' }] }),
  })
  await waitFor(async () => (await supplier.state()).order.length === 1)
  assert.equal((await universe.twins.supplier.state()).order.length, 0)
})

test('time moves for both', async () => {
  await universe.clock.advance('2d')
  const { orders, supplier } = universe.twins
  assert.deepEqual([(await orders.clock.now()).now, (await supplier.clock.now()).now], Array(2).fill('2026-01-03T00:00:00.000Z'))
})

async function waitFor(isMet) {
  while (!(await isMet())) await new Promise((resolve) => setTimeout(resolve, 5))
}
