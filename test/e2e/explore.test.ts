import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { createOrderService } from './order-service.ts'
import { listening } from './record-lab.ts'
import { recordOrders, runVerb } from './record-orders.ts'

let cwd: string

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'doppel-explore-'))
  onTestFinished(() => rmSync(cwd, { recursive: true }))
})

const run = (name: string, raw: object) => runVerb(cwd, name, raw)

async function learned(): Promise<void> {
  for (const at of [0, 1, 2]) await recordOrders(cwd, at)
  await run('synth', { name: 'orders', noHeldOut: true })
}

describe('doppel explore', () => {
  test('shows what it would ask, sends nothing, and refuses a service that was not declared safe', async () => {
    await learned()
    const { text, json } = await run('explore', { name: 'orders' })
    expect(text).toContain('with a body that does not parse')
    expect(text).toContain('nothing was sent')
    expect((json as { probes: object[] }).probes.length).toBeGreaterThan(1)
    await expect(run('explore', { name: 'orders', record: true, yes: true })).rejects.toMatchObject({ code: 'explore-unsafe' })
    expect(readdirSync(join(cwd, 'twins/orders/recordings/sessions'))).toHaveLength(3)
  })

  test('asks a service that is safe to write to, within the budget, cleans up, and learns', async () => {
    await learned()
    const { server, orders, asked } = createOrderService()
    const upstream = `http://127.0.0.1:${await listening(server)}`
    const raw = { name: 'orders', record: true, yes: true, upstream, budget: 40, rate: 1000, noHeldOut: true }
    const { text, json } = await run('explore', raw)
    const explored = json as { requests: number; settled: { ask: string }[]; beforeBp: number; afterBp: number; left: number }
    expect(asked.length).toBe(explored.requests)
    expect(explored.requests).toBeLessThanOrEqual(40)
    expect(explored.settled.map(({ ask }) => ask)).toContain('POST /orders with a body that does not parse')
    expect(explored.afterBp).toBeGreaterThanOrEqual(explored.beforeBp)
    expect([explored.left, orders.size]).toEqual([0, 0])
    expect(text).toContain('settled')
    const model = readFileSync(join(cwd, 'twins/orders/model/model.json'), 'utf8')
    expect(model).toContain('the body is no JSON')
  })
})

test('doppel explain says what a rule and a value rest on', async () => {
  await learned()
  const { text } = await run('explain', { name: 'orders', route: ['GET /orders/{id}'] })
  expect(text).toContain('404 not-found: when !exists("order", path.order_id)')
  expect(text).toMatch(/6 answers in 3 sessions; right in 6 of 6 replays; confidence 0\.\d+/)
  const field = await run('explain', { name: 'orders', route: ['POST', '/orders'], field: 'id' })
  expect(field.text).toContain('do.order.id = next("order", 1, absent, "order")')
  expect(field.text).toMatch(/6 of 6 in 3 sessions, 2 values/)
  await expect(run('explain', { name: 'orders', route: ['DELETE /orders/{id}'], field: 'nothing' })).rejects.toMatchObject({
    code: 'field-unknown',
  })
  await expect(run('explain', { name: 'orders', route: ['GET /order'] })).rejects.toMatchObject({ code: 'route-unknown' })
})

test('doppel check counts guesses, and what was never seen apart', async () => {
  await learned()
  const { json, text } = await run('check', { name: 'orders', heldOut: true, folds: 3 })
  expect(json).toMatchObject({ unseen_exchanges: 0, seen_bp: 10_000, wrong_unmarked_bp: 0 })
  expect(text).toContain('PASS orders')
})
