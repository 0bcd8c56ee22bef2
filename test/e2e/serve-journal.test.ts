import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { compileTwin } from '#engine'
import { modelSchema } from '#model'
import { parseClockChoice, type RunningServer, startServer } from '#server'

const headers = [['Content-Type', 'application/json']]

const model = modelSchema.parse({
  format: 'doppel-model/1',
  service: { name: 'orders' },
  collections: {},
  routes: [
    {
      method: 'POST',
      path: '/orders',
      variants: [
        { name: 'empty', when: '!has(body.total)', status: 422, headers },
        { name: 'created', status: 201, headers },
      ],
    },
    { method: 'GET', path: '/orders/{id}', variants: [{ name: 'ok', status: 200, headers }] },
    {
      method: 'PUT',
      path: '/shop/invoices/of/{id}',
      variants: [
        { name: 'closed', when: 'body.state == "closed" && body.total > 5 && has(body.by)', status: 200, headers },
        { name: 'changed', when: 'body.state == "open" && body.total > 5', status: 200, headers },
      ],
    },
  ],
  miss: { name: 'miss', status: 404, headers },
})

let server: RunningServer
beforeAll(async () => {
  const clock = parseClockChoice('stepping:2026-03-01T12:00:00Z:1000')
  if (clock === undefined) throw new Error('no clock')
  server = await startServer({ twin: compileTwin(model), fidelity: 'synth', host: '127.0.0.1', port: 0, seed: 1, clock, note: () => {} })
})
afterAll(() => server.close())
beforeEach(async () => {
  await fetch(`${server.url}/__doppel/reset`, { method: 'POST' })
})

async function ask(method: string, path: string, json?: unknown): Promise<void> {
  const sent = json === undefined ? {} : { body: JSON.stringify(json), headers: { 'Content-Type': 'application/json' } }
  await (await fetch(server.url + path, { method, ...sent })).arrayBuffer()
}

async function control(method: string, path: string, fields: Readonly<Record<string, string>> = {}) {
  const response = await fetch(`${server.url}/__doppel${path}?${new URLSearchParams(fields)}`, { method })
  return (await response.json()) as { count: number; error: { code: string; message: string } }
}

test('tells what was asked and how it was answered, of each session its own', async () => {
  await ask('POST', '/orders', { total: 7 })
  await ask('GET', '/orders/5?x=1')
  await fetch(`${server.url}/orders/6`, { headers: { 'X-Doppel-Session': 'other' } })
  expect(await control('GET', '/journal')).toMatchObject({
    count: 2,
    complete: true,
    requests: [
      {
        method: 'POST',
        target: '/orders',
        body: '{"total":7}',
        status: 201,
        route: 'POST /orders',
        variant: 'created',
        at: '2026-03-01T12:00:00.000Z',
      },
      { method: 'GET', target: '/orders/5?x=1', status: 200, route: 'GET /orders/{id}', provenance: 'learned' },
    ],
  })
  expect(await control('GET', '/journal', { limit: '1' })).toMatchObject({ count: 2, requests: [{ target: '/orders/5?x=1' }] })
})

test('finds by route as named or as asked, status, provenance, time, and any test', async () => {
  await ask('POST', '/orders', { total: 7 })
  await ask('POST', '/orders', {})
  await ask('GET', '/orders/5?x=1')
  await ask('GET', '/nothing')
  const count = async (fields: Readonly<Record<string, string>>) => (await control('GET', '/journal', fields)).count
  expect(await count({ route: 'POST /orders' })).toBe(2)
  expect(await count({ route: 'GET /orders/{id}' })).toBe(1)
  expect(await count({ route: 'GET /orders/5' })).toBe(1)
  expect(await count({ status: '422' })).toBe(1)
  expect(await count({ provenance: 'miss' })).toBe(1)
  expect(await count({ since: '2026-03-01T12:00:02Z' })).toBe(2)
  expect(await count({ where: 'body.total > 5' })).toBe(1)
  expect(await count({ where: 'path.id == "5" && query.x == "1"' })).toBe(1)
  expect(await count({ where: 'status >= 400' })).toBe(2)
  expect((await control('GET', '/journal', { where: 'body.total >' })).error.code).toBe('bad-control-request')
  expect((await control('GET', '/journal', { where: 'wrong == 1' })).error.message).toContain('wrong')
})

test('verifies how often something was asked, and tells what came near', async () => {
  await ask('POST', '/orders', { total: 7 })
  await ask('POST', '/orders', { total: 9 })
  const verify = (fields: Readonly<Record<string, string>>) => control('POST', '/journal/verify', fields)
  expect(await verify({ route: 'POST /orders', times: '2' })).toMatchObject({ met: true, count: 2, near: [] })
  expect(await verify({ route: 'POST /orders', times: '1' })).toMatchObject({ met: false, count: 2 })
  expect(await verify({ route: 'POST /orders', least: '1', most: '3' })).toMatchObject({ met: true })
  expect(await verify({ route: 'DELETE /orders/1', most: '0' })).toMatchObject({ met: true })
  expect(await verify({ route: 'POST /orders', where: 'body.total == 8' })).toMatchObject({
    met: false,
    count: 0,
    near: [
      { body: '{"total":9}', why: 'body.total == 8 does not hold of 9' },
      { body: '{"total":7}', why: 'body.total == 8 does not hold of 7' },
    ],
  })
  expect(await verify({ route: 'PUT /orders' })).toMatchObject({ met: false, near: [{ why: 'it was POST /orders' }, {}] })
})

test('a request that no route has is told the nearest ones', async () => {
  await ask('PUT', '/orders/5')
  await ask('POST', '/order', {})
  expect(await control('GET', '/journal')).toMatchObject({
    requests: [{ nearestRoutes: ['GET /orders/{id}', 'POST /orders'] }, { nearestRoutes: ['POST /orders'] }],
  })
})

test('is emptied for a session alone', async () => {
  await ask('POST', '/orders', { total: 7 })
  await control('DELETE', '/journal')
  await ask('GET', '/orders/1')
  expect(await control('GET', '/journal')).toMatchObject({ count: 1, requests: [{ target: '/orders/1' }] })
})

test('a request for which no case of its route holds comes with the nearest, and with what did not hold of it', async () => {
  await ask('PUT', '/shop/invoices/of/1', { state: 'open', total: 3 })
  await ask('PUT', '/shop/invoices/of/1', { state: 'closed', total: 9 })
  await ask('PUT', '/shop/invoices/of/1', { state: 'open', total: 9 })
  const { requests } = (await control('GET', '/journal')) as unknown as { requests: { provenance: string; nearestCase?: unknown }[] }
  expect(requests.map(({ provenance, nearestCase }) => [provenance, nearestCase])).toEqual([
    ['miss', { variant: 'changed', failed: ['body.total > 5 (left 3)'] }],
    ['miss', { variant: 'closed', failed: ['has(body.by)'] }],
    ['learned', undefined],
  ])
})
