import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { type Verb, type VerbContext, type VerbResult, verbRegistry } from '#verbs'
import { createOrderService } from './order-service.ts'
import { listening } from './record-lab.ts'

let cwd: string

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'doppel-explore-'))
  onTestFinished(() => rmSync(cwd, { recursive: true }))
})

async function run(name: string, raw: object, printed: string[] = [], signal = new AbortController().signal): Promise<VerbResult> {
  const verb = (await verbRegistry.find((entry) => entry.name === name)?.load()) as Verb
  const context: VerbContext = { cwd, env: {}, signal, note: () => {}, print: (line) => printed.push(line), progress: () => {} }
  return verb.run(verb.input.parse(raw), context)
}

/** Records a session against a fresh service. */
async function recordSession(at: number): Promise<void> {
  const baseUrl = `http://127.0.0.1:${await listening(createOrderService().server)}`
  if (at === 0) await run('init', { name: 'orders', baseUrl })
  else {
    const file = join(cwd, 'twins', 'orders', 'twin.toml')
    const text = readFileSync(file, 'utf8').replace(/^base_url = .*$/m, `base_url = "${baseUrl}"`)
    rmSync(file)
    appendFileSync(file, text)
  }
  const printed: string[] = []
  const stop = new AbortController()
  const recording = run('record', { name: 'orders' }, printed, stop.signal)
  await expect.poll(() => printed[0]).toBeDefined()
  const url = `http://${/addr=(\S+)/.exec(printed[0] ?? '')?.[1]}`
  const send = async (method: string, path: string, body?: object) => {
    const headers = { 'content-type': 'application/json' }
    await (await fetch(`${url}${path}`, { method, ...(body ? { headers, body: JSON.stringify(body) } : {}) })).arrayBuffer()
  }
  await send('POST', '/orders', { title: `Order ${at}` })
  await send('GET', '/orders/1')
  await send('PATCH', '/orders/1', { state: 'confirmed' })
  await send('GET', '/orders/1')
  await send('POST', '/orders', { title: `More ${at}` })
  await send('GET', '/orders')
  await send('GET', '/orders/99')
  await send('POST', '/orders', { state: 'draft' })
  await send('DELETE', '/orders/1')
  await send('GET', '/orders/1')
  stop.abort()
  await recording
}

async function learned(): Promise<void> {
  for (const at of [0, 1, 2]) await recordSession(at)
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
  expect(field.text).toContain('do.order.id = next("order", 1)')
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
