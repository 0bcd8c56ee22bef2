import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { useTwin } from 'doppel/testing'

const twin = fileURLToPath(new URL('../twins/subscriptions', import.meta.url))
const billing = useTwin(twin, { beforeEach, afterEach }, { clock: 'fixed:2026-01-17' })

const ask = async (path, body) => {
  const init = body && { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }
  return (await billing().fetch(path, init)).json()
}

test('a subscription renews every month after its trial', async () => {
  const { id } = await ask('/subscriptions', { plan: 'pro' })
  await billing().clock.advance('14d')
  assert.equal((await ask(`/subscriptions/${id}`)).status, 'active')
  await billing().clock.advance('90d')
  const invoices = await ask(`/invoices?subscription_id=${id}`)
  // from 31 January on: a month without a 31st ends with its last day
  assert.deepEqual(
    invoices.map(({ created_at, amount, status }) => [created_at.slice(0, 10), amount, status]),
    [
      ['2026-02-28', 49, 'overdue'],
      ['2026-03-31', 49, 'overdue'],
      ['2026-04-30', 49, 'open'],
    ],
  )
})

test('an invoice that is paid is not overdue', async () => {
  await ask('/subscriptions', { plan: 'basic' })
  await billing().clock.set('2026-03-01')
  const [{ id }] = await ask('/invoices')
  await ask(`/invoices/${id}/pay`, {})
  await billing().clock.advance('2w')
  assert.deepEqual(
    (await ask('/invoices')).map(({ status }) => status),
    ['paid'],
  )
})

test('a report comes each night at two, whatever clocks are put forward', async () => {
  await billing().clock.set('2026-03-31T12:00:00Z')
  const reports = await ask('/reports')
  assert.equal(reports.length, 74)
  assert.deepEqual(
    reports.slice(-4).map(({ at }) => at),
    ['2026-03-28T01:00:00Z', '2026-03-29T01:00:00Z', '2026-03-30T00:00:00Z', '2026-03-31T00:00:00Z'],
  )
})
