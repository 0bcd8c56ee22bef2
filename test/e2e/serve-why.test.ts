import { afterAll, beforeAll, expect, test } from 'vitest'
import { compileTwin } from '#engine'
import { modelSchema } from '#model'
import { type RunningServer, realClock, startServer } from '#server'

let server: RunningServer

beforeAll(async () => {
  const model = modelSchema.parse({
    format: 'doppel-model/1',
    service: { name: 'orders' },
    collections: { order: { key: ['id'] } },
    routes: [
      {
        method: 'GET',
        path: '/orders/{id}',
        variants: [
          {
            name: 'not-found',
            when: '!exists("order", path.id)',
            status: 404,
            headers: [],
            body: { encoding: 'json', value: { error: 'no ordér' } },
          },
          { name: 'ok', status: 200, headers: [], body: { encoding: 'json', value: { $: 'find("order", path.id)' } } },
        ],
      },
    ],
    miss: { name: 'miss', status: 404, headers: [] },
  })
  server = await startServer({
    twin: compileTwin(model),
    fidelity: 'synth',
    host: '127.0.0.1',
    port: 0,
    seed: 1,
    clock: realClock,
    note: () => {},
  })
})

afterAll(() => server.close())

test('X-Doppel-Why brings the gist in a header and leaves the body as it is', async () => {
  const plain = await fetch(`${server.url}/orders/7`)
  expect(plain.headers.get('x-doppel-why')).toBe(null)
  const asked = await fetch(`${server.url}/orders/7`, { headers: { 'x-doppel-why': '1' } })
  expect(await asked.text()).toBe(await plain.text())
  expect(JSON.parse(asked.headers.get('x-doppel-why') ?? '')).toEqual({
    provenance: 'learned',
    steps: [{ route: 'GET /orders/{id}', variant: 'not-found', tried: ['not-found: !exists("order", path.id) is true'] }],
  })
})

test('the whole trace is on the control plane, by session, the newest first', async () => {
  const headers = { 'x-doppel-why': '1', 'x-doppel-session': 'other' }
  await fetch(`${server.url}/orders/8`, { headers })
  await fetch(`${server.url}/nothing`, { headers })
  const response = await fetch(`${server.url}/__doppel/why?session=other`)
  expect(await response.json()).toMatchObject({
    session: 'other',
    answers: [
      { method: 'GET', target: '/nothing', status: 404, provenance: 'miss', steps: [{ doubts: ['no route has this method and path'] }] },
      { target: '/orders/8', steps: [{ parameters: { id: '8' }, variant: 'not-found', body: { error: 'no ordér' } }] },
    ],
  })
})
