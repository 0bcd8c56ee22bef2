import { afterAll, beforeAll, expect, test } from 'vitest'
import { compileTwin } from '#engine'
import { modelSchema } from '#model'
import { parseClockChoice, type RunningServer, startServer } from '#server'

// Answers that are asked for again are kept by the engine: nobody who asks the server may see it.

const json = (value: unknown) => ({ encoding: 'json', value })
const found = "find('thing', path.id)"

const model = modelSchema.parse({
  format: 'doppel-model/1',
  service: { name: 'things' },
  collections: { thing: { key: ['id'], fixtures: [{ value: { id: 'a', size: 1 } }] } },
  routes: [
    {
      method: 'GET',
      path: '/things/{id}',
      variants: [
        { name: 'found', when: `has(${found})`, status: 200, headers: [['Content-Type', 'application/json']], body: json({ $: found }) },
        { name: 'missing', status: 404, headers: [], body: json({ error: 'not found' }) },
      ],
    },
    {
      method: 'PUT',
      path: '/things/{id}',
      variants: [
        {
          name: 'put',
          status: 200,
          headers: [],
          do: [{ create: 'thing', key: ['path.id'], value: { $: 'body' }, as: 'made' }],
          body: json({ $: 'made' }),
        },
      ],
    },
  ],
  conditional: { etag: 'strong' },
  miss: { name: 'miss', status: 404, headers: [] },
})

const { conditional: _, ...plainModel } = model
const clock = parseClockChoice('stepping:2026-03-01T12:00:00Z:1000')
let servers: RunningServer[] = []
beforeAll(async () => {
  if (clock === undefined) throw new Error('no clock')
  const start = (which: typeof plainModel) =>
    startServer({ twin: compileTwin(which), fidelity: 'synth', host: '127.0.0.1', port: 0, seed: 1, clock, note: () => {} })
  servers = await Promise.all([start(plainModel), start(model)])
})
afterAll(() => Promise.all(servers.map((server) => server.close())))

async function call(url: string, method: string, target: string, more: { body?: object; headers?: Record<string, string> } = {}) {
  const sent = more.body ? { body: JSON.stringify(more.body) } : {}
  const headers = { 'Content-Type': 'application/json', ...more.headers }
  const response = await fetch(url + target, { method, headers, ...sent })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

/** The size that is shown, the last time of several. */
async function sizeOf(url: string, session: string): Promise<number> {
  let shown = { size: 0 }
  for (let time = 0; time < 3; time++) {
    const { text } = await call(url, 'GET', '/things/a', { headers: { 'X-Doppel-Session': session } })
    shown = JSON.parse(text) as { size: number }
  }
  return shown.size
}

test.each([0, 1])('what is read after a write, a snapshot, a restore, a fork and a reset is what there is then (server %i)', async (at) => {
  const { url } = servers[at] as RunningServer
  const session = 'kept'
  const put = (size: number) => call(url, 'PUT', '/things/a', { body: { id: 'a', size }, headers: { 'X-Doppel-Session': session } })
  const control = async (path: string) => expect((await call(url, 'POST', `/__doppel${path}`)).status).toBeLessThan(300)
  const sizes = [await sizeOf(url, session)]
  await put(2)
  sizes.push(await sizeOf(url, session))
  await control(`/snapshot?session=${session}&name=two`)
  await put(3)
  sizes.push(await sizeOf(url, session))
  await control(`/restore?session=${session}&name=two`)
  sizes.push(await sizeOf(url, session))
  await control(`/fork?session=${session}&to=other`)
  await put(4)
  sizes.push(await sizeOf(url, 'other'), await sizeOf(url, session))
  await control(`/reset?session=${session}`)
  sizes.push(await sizeOf(url, session), await sizeOf(url, 'other'))
  expect(sizes).toEqual([1, 2, 3, 2, 2, 4, 1, 2])
})

test('a kept answer counts, is dated anew, and goes out as any other', async () => {
  const { url } = servers[0] as RunningServer
  const headers = { 'X-Doppel-Session': 'counted' }
  const dates: (string | null)[] = []
  for (let time = 0; time < 5; time++) dates.push((await call(url, 'GET', '/things/a', { headers })).headers.get('date'))
  expect(new Set(dates).size).toBe(5)
  const head = await call(url, 'HEAD', '/things/a', { headers })
  expect([head.status, head.headers.get('content-length'), head.text]).toEqual([200, '19', ''])
  const why = await call(url, 'GET', '/things/a', { headers: { ...headers, 'X-Doppel-Why': '1' } })
  expect(why.headers.get('x-doppel-why')).toContain('found')
  const journal = JSON.parse((await call(url, 'GET', '/__doppel/journal?session=counted')).text) as { count: number }
  expect(journal.count).toBe(7)
  const { text } = await call(url, 'GET', '/__doppel/metrics')
  const counted = /doppel_requests_total\{[^}]*route="GET \/things\/\{id\}",status="200",provenance="learned"\} (\d+)/.exec(text)
  expect(Number(counted?.[1])).toBeGreaterThanOrEqual(7)
})

test('a kept answer is still asked for on conditions, and struck by chaos', async () => {
  const { url } = servers[1] as RunningServer
  const ask = (headers: Record<string, string> = {}) => call(url, 'GET', '/things/a', { headers })
  const [, , third] = [await ask(), await ask(), await ask()]
  const tag = third.headers.get('etag') ?? ''
  expect(tag).not.toBe('')
  expect((await ask({ 'If-None-Match': tag })).status).toBe(304)
  expect((await ask({ 'X-Doppel-Chaos': 'error=503' })).status).toBe(503)
  expect((await ask()).status).toBe(200)
  await call(url, 'PUT', '/things/a', { body: { id: 'a', size: 9 } })
  expect((await ask({ 'If-None-Match': tag })).status).toBe(200)
})
