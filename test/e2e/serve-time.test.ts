import { afterAll, beforeAll, expect, test } from 'vitest'
import { compileTwin } from '#engine'
import { modelSchema } from '#model'
import { parseClockChoice, type RunningServer, startServer } from '#server'
import { createItemTwin } from './serve-twin.ts'

const headers = [['Content-Type', 'application/json']]

/** Jobs that are done a day after they came. */
const model = modelSchema.parse({
  format: 'doppel-model/1',
  service: { name: 'jobs' },
  collections: {
    job: { key: ['id'], later: [{ when: 'self.state == "new"', of: 'state', at: 'since + 86400000', set: { state: 'done' } }] },
  },
  routes: [
    {
      method: 'POST',
      path: '/jobs',
      variants: [
        {
          name: 'created',
          status: 201,
          headers,
          do: [
            {
              create: 'job',
              key: ['self.id'],
              value: { id: { $: 'mint("j_{hex:12}")' }, state: 'new', at: { $: 'time(now, "iso|3|Z|T")' } },
              as: 'job',
            },
          ],
          body: { encoding: 'json', value: { $: 'job' } },
        },
      ],
    },
    {
      method: 'GET',
      path: '/jobs/{id}',
      variants: [
        { name: 'gone', when: '!exists("job", path.id)', status: 404, headers },
        { name: 'ok', status: 200, headers, body: { encoding: 'json', value: { $: 'find("job", path.id)' } } },
      ],
    },
  ],
  miss: { name: 'miss', status: 404, headers },
})

let server: RunningServer

beforeAll(async () => {
  const clock = parseClockChoice('fixed:2026-01-01') as NonNullable<ReturnType<typeof parseClockChoice>>
  server = await startServer({ twin: compileTwin(model), fidelity: 'synth', host: '127.0.0.1', port: 0, seed: 1, clock, note: () => {} })
})

afterAll(() => server.close())

type Json = Record<string, unknown>

async function control(method: string, path: string, body?: Json): Promise<{ status: number; json: Json }> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) }
  const response = await fetch(`${server.url}/__doppel${path}`, init)
  return { status: response.status, json: (await response.json()) as Json }
}

async function post(session: string): Promise<Json> {
  const response = await fetch(`${server.url}/jobs`, { method: 'POST', headers: { 'X-Doppel-Session': session } })
  return (await response.json()) as Json
}

async function get(session: string, id: unknown): Promise<Json | number> {
  const response = await fetch(`${server.url}/jobs/${String(id)}`, { headers: { 'X-Doppel-Session': session } })
  return response.ok ? ((await response.json()) as Json) : response.status
}

test('time that is moved on makes happen what is due, in that session alone', async () => {
  const [here, there] = [await post('here'), await post('there')]
  expect(await control('POST', '/clock/advance?session=here', { by: '1d' })).toEqual({
    status: 200,
    json: { session: 'here', now: '2026-01-02T00:00:00.000Z', frozen: false, mode: 'fixed:2026-01-01T00:00:00.000Z', done: 1 },
  })
  expect(await get('here', here['id'])).toEqual({ ...here, state: 'done' })
  expect(await get('there', there['id'])).toEqual(there)
  expect((await control('POST', '/clock/set?session=there', { to: '2026-01-01T23:59:59Z' })).status).toBe(200)
  expect(await get('there', there['id'])).toEqual(there)
})

test('time does not run backwards, and what is no time is refused with the reason', async () => {
  await post('now')
  const back = await control('POST', '/clock/set?session=now', { to: '2025-12-31' })
  expect([back.status, back.json['error']]).toEqual([409, expect.objectContaining({ code: 'clock-not-moved' })])
  for (const body of [{ by: 'soon' }, { by: 5 }, {}, { by: '1d', to: 'x' }, { bi: '1d' }]) {
    const { status, json } = await control('POST', '/clock/advance?session=now', body)
    expect([status, json['error']], JSON.stringify(body)).toEqual([400, expect.objectContaining({ code: 'bad-control-request' })])
  }
  expect((await control('GET', '/clock?session=nobody')).status).toBe(404)
  expect((await control('POST', '/clock/freeze?session=now')).json).toMatchObject({ frozen: true })
  expect((await control('POST', '/clock/resume?session=now')).json).toMatchObject({ frozen: false })
})

test('a session goes back to a snapshot, its time and the ids to come included', async () => {
  const first = await post('back')
  expect((await control('POST', '/snapshot?session=back', { name: 'before' })).status).toBe(201)
  await control('POST', '/clock/advance?session=back', { by: '2d' })
  const second = await post('back')
  expect((await control('GET', '/diff?session=back&snapshot=before')).json['difference']).toEqual({
    job: { added: [second], removed: [], changed: [{ before: first, after: { ...first, state: 'done' } }] },
  })
  expect((await control('POST', '/restore?session=back', { name: 'before' })).json).toMatchObject({
    restored: 'before',
    session: { name: 'back', requests: 1, now: '2026-01-01T00:00:00.000Z' },
  })
  expect(await get('back', first['id'])).toEqual(first)
  expect(await get('back', second['id'])).toBe(404)
  const again = await post('back')
  expect(again).toEqual({ ...second, at: again['at'] })
  expect((await control('GET', '/snapshot?session=back')).json['snapshots']).toEqual([
    { name: 'before', now: '2026-01-01T00:00:00.000Z', requests: 1 },
  ])
})

test('a fork begins as the session is, and goes its own way', async () => {
  const first = await post('trunk')
  expect((await control('POST', '/fork?session=trunk', { to: 'branch' })).status).toBe(201)
  expect(await get('branch', first['id'])).toEqual(first)
  const [own, other] = [await post('trunk'), await post('branch')]
  expect(own).toEqual(other)
  await post('branch')
  expect((await control('GET', '/diff?session=branch&from=trunk')).json['difference']).toMatchObject({ job: { removed: [], changed: [] } })
  expect((await control('POST', '/fork?session=trunk', { to: 'branch' })).json['error']).toMatchObject({ code: 'session-exists' })
})

test('what is not there is refused with what there is', async () => {
  await post('plain')
  for (const [method, path, body, status, code] of [
    ['POST', '/restore?session=plain', { name: 'none' }, 404, 'unknown-snapshot'],
    ['DELETE', '/snapshot?session=plain', { name: 'none' }, 404, 'unknown-snapshot'],
    ['POST', '/snapshot?session=plain', { name: '../x' }, 400, 'bad-control-request'],
    ['POST', '/fork?session=nobody', { to: 'x' }, 404, 'unknown-session'],
    ['GET', '/diff?session=plain', undefined, 400, 'bad-control-request'],
    ['GET', '/diff?session=plain&from=nobody', undefined, 404, 'unknown-session'],
  ] as const) {
    const answer = await control(method, path, body)
    expect([answer.status, answer.json['error']], path).toEqual([status, expect.objectContaining({ code })])
  }
})

test('a session has so many snapshots, and a twin that can not fork says so', async () => {
  await post('full')
  for (let at = 0; at < 100; at++) await control('POST', '/snapshot?session=full', { name: `s${at}` })
  expect((await control('POST', '/snapshot?session=full', { name: 'more' })).json['error']).toMatchObject({ code: 'too-many-snapshots' })
  expect((await control('POST', '/snapshot?session=full', { name: 's5' })).status).toBe(200)
  await control('DELETE', '/snapshot?session=full', { name: 's7' })
  expect((await control('POST', '/snapshot?session=full', { name: 'more' })).status).toBe(201)
  const clock = parseClockChoice('real') as NonNullable<ReturnType<typeof parseClockChoice>>
  const plain = await startServer({ twin: createItemTwin(), fidelity: 'synth', host: '127.0.0.1', port: 0, seed: 1, clock, note: () => {} })
  const refused = await fetch(`${plain.url}/__doppel/snapshot`, { method: 'POST', body: '{"name":"a"}' })
  expect([refused.status, await refused.json()]).toEqual([501, { error: expect.objectContaining({ code: 'cannot-fork' }) }])
  await plain.close()
})
