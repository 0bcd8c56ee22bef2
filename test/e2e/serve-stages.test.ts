import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { createServingWorkspace, requested, type ServingWorkspace, tellTwin } from './serving-workspace.ts'

let workspace: ServingWorkspace

beforeEach(async () => {
  workspace = await createServingWorkspace()
})

async function serveWith(toml: string, flags: object = { clock: 'fixed:2026-01-01' }): Promise<string> {
  await appendFile(join(workspace.folder, 'twin.toml'), toml)
  return workspace.serve(flags)
}

type Headers = Record<string, string>

const get = (url: string, headers: Headers = {}, path = '/thing0/1') => fetch(`${url}${path}`, { headers })

const make = (url: string, name: string, headers: Headers = {}) =>
  fetch(`${url}/thing0`, { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify({ name }) })

const advance = (url: string, by: string) => tellTwin(url, `/clock/advance?by=${by}`, { method: 'POST' })

async function statuses(url: string, count: number, headers: Headers = {}): Promise<number[]> {
  const seen: number[] = []
  for (let made = 0; made < count; made++) seen.push((await get(url, headers)).status)
  return seen
}

test('a fixed window counts by client and route, tells so in headers, and is over with its time', async () => {
  const url = await serveWith('[[limits]]\nroute = "GET /thing0/{id}"\nlimit = 2\nper = "1m"\nby = "header.authorization"\n')
  const first = await get(url)
  const named = ['x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset'].map((name) => first.headers.get(name))
  expect(named).toEqual(['2', '1', String(Date.UTC(2026, 0, 1, 0, 1) / 1000)])
  expect(await statuses(url, 2)).toEqual([200, 429])
  await advance(url, '20s')
  const refused = await get(url)
  expect([refused.status, refused.headers.get('retry-after'), refused.headers.get('x-ratelimit-remaining')]).toEqual([429, '40', '0'])
  expect(await refused.json()).toMatchObject({ error: { code: 'rate-limited' } })
  expect([await statuses(url, 1, { Authorization: 'Bearer other' }), (await get(url, {}, '/thing0')).status]).toEqual([[200], 200])
  const limits = JSON.stringify(await tellTwin(url, '/limits'))
  expect(limits).toContain('"remaining":0')
  expect(limits).not.toContain('other')
  await advance(url, '40s')
  expect(await statuses(url, 1)).toEqual([200])
})

test('sliding windows and buckets free one place after the other; headers in other forms', async () => {
  const url = await serveWith(`
[[limits]]
route = "GET /thing0/{id}"
kind = "sliding"
limit = 2
per = "1m"
headers = "ietf"
name = "reads"
[[limits]]
route = "POST /thing0"
kind = "bucket"
limit = 6
per = "1m"
burst = 2
headers = { "X-Left" = "{remaining} of {limit}" }
status = 503
body = { busy = true }
retry_after = false
`)
  const first = await get(url)
  expect([first.headers.get('ratelimit-policy'), first.headers.get('ratelimit')]).toEqual(['"reads";q=2;w=60', '"reads";r=1;t=60'])
  await advance(url, '30s')
  expect(await statuses(url, 2)).toEqual([200, 429])
  await advance(url, '30s')
  expect(await statuses(url, 2)).toEqual([200, 429])

  const made = [await make(url, 'a'), await make(url, 'b'), await make(url, 'c')]
  expect(made.map(({ status, headers }) => [status, headers.get('x-left'), headers.get('retry-after')])).toEqual([
    [201, '1 of 6', null],
    [201, '0 of 6', null],
    [503, '0 of 6', null],
  ])
  expect(await made[2]?.json()).toEqual({ busy: true })
  await advance(url, '10s')
  expect([(await make(url, 'd')).status, (await make(url, 'e')).status]).toEqual([201, 503])
})

test('requests under way are counted until their answers have left', async () => {
  const url = await serveWith('[[limits]]\nkind = "concurrency"\nlimit = 1\n')
  const slow = get(url, { 'X-Doppel-Chaos': 'latency=500ms' })
  await expect.poll(async () => (await get(url)).status, { interval: 20 }).toBe(429)
  expect((await slow).status).toBe(200)
  await expect.poll(async () => (await get(url)).status).toBe(200)
})

test('limits are kept and put back with their session', async () => {
  const url = await serveWith('[[limits]]\nlimit = 2\nper = "1h"\n')
  await get(url)
  await tellTwin(url, '/snapshot?name=before', { method: 'POST' })
  expect(await statuses(url, 2)).toEqual([200, 429])
  await tellTwin(url, '/restore?name=before', { method: 'POST' })
  await tellTwin(url, '/fork?to=other', { method: 'POST' })
  expect([await statuses(url, 2), await statuses(`${url}/~other`, 2), await statuses(`${url}/~new`, 3)]).toEqual([
    [200, 429],
    [200, 429],
    [200, 200, 429],
  ])
})

test('T6 a request with a key is done once; another one with that key is refused; keys are forgotten in time', async () => {
  const url = await serveWith('[idempotency]\nreplayed = "Idempotent-Replayed"\nexpires = "1h"\n')
  const key = { 'Idempotency-Key': 'k1' }
  const [first, again, other] = [await make(url, 'a', key), await make(url, 'a', key), await make(url, 'b', key)]
  expect([await first.json(), await again.json()]).toMatchObject([{ id: '5000' }, { id: '5000' }])
  expect([first.headers.get('idempotent-replayed'), again.headers.get('idempotent-replayed'), other.status]).toEqual([null, 'true', 422])
  expect(await (await make(url, 'a')).json()).toMatchObject({ id: '5001' })
  await advance(url, '1h')
  expect(await (await make(url, 'b', key)).json()).toMatchObject({ id: '5002' })
})

test('answers get tags; reads of what is known give 304, changes of what is not give 412, parts are given', async () => {
  const url = await serveWith('[conditional]\nrequire = true\nranges = true\n')
  const read = await get(url)
  const tag = read.headers.get('etag') ?? ''
  const text = await read.text()
  expect(tag).toMatch(/^"[\w-]{27}"$/)
  const known = await get(url, { 'If-None-Match': `"x", ${tag}` })
  expect([known.status, await known.text(), known.headers.get('etag')]).toEqual([304, '', tag])
  const remove = (headers: Headers) => fetch(`${url}/thing0/1`, { method: 'DELETE', headers })
  expect([(await remove({})).status, (await remove({ 'If-Match': '"other"' })).status]).toEqual([428, 412])
  const part = await get(url, { Range: 'bytes=2-5' })
  expect([part.status, await part.text(), part.headers.get('content-range')]).toEqual([206, text.slice(2, 6), `bytes 2-5/${text.length}`])
  expect([await (await get(url, { Range: 'bytes=-3' })).text(), (await get(url, { Range: 'bytes=9999-' })).status]).toEqual([
    text.slice(-3),
    416,
  ])
  expect((await get(url, { Range: 'bytes=0-1', 'If-Range': '"other"' })).status).toBe(200)
  expect((await remove({ 'If-Match': tag })).status).not.toBe(412)
})

test('pages of allowed sites may read answers; preflights never reach the twin', async () => {
  const url = await serveWith(
    '[cors]\norigins = ["https://app.example", "https://*.dev.example"]\ncredentials = true\nexpose = ["X-Total"]\nmax_age = "10m"\n',
  )
  const preflight = (origin: string) =>
    fetch(`${url}/thing0`, {
      method: 'OPTIONS',
      headers: { Origin: origin, 'Access-Control-Request-Method': 'PUT', 'Access-Control-Request-Headers': 'x-a, x-b' },
    })
  const told = (answer: Response) =>
    Object.fromEntries(
      [...answer.headers]
        .filter(([name]) => name.startsWith('access-control-'))
        .map(([name, value]) => [name.slice('access-control-'.length), value]),
    )
  const allowed = await preflight('https://app.example')
  expect([allowed.status, told(allowed)]).toEqual([
    204,
    {
      'allow-origin': 'https://app.example',
      'allow-credentials': 'true',
      'allow-headers': 'x-a, x-b',
      'allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
      'expose-headers': 'X-Total',
      'max-age': '600',
    },
  ])
  expect(told(await get(url, { Origin: 'https://a.dev.example' }))['allow-origin']).toBe('https://a.dev.example')
  const foreign = await get(url, { Origin: 'https://evil.example' })
  expect([told(foreign), foreign.headers.get('vary')]).toEqual([{}, 'Origin'])
  expect((await fetch(`${url}/thing0`, { method: 'OPTIONS' })).status).toBe(404)
})

test.each([
  ['[[limits]]\nlimit = 1\nper = "1m"\nroute = "GET /nothing"\n', 'stage-invalid', /limits\[0\]\.route: the twin has no route/],
  ['[[limits]]\nlimit = 1\nper = "1m"\nby = "header."\n', 'stage-invalid', /limits\[0\]\.by: /],
  ['[[limits]]\nlimit = 1\n', 'config-invalid', /limits\.0: a limit that is fixed needs per/],
  ['[idempotency]\nexpires = "soon"\n', 'config-invalid', /idempotency\.expires: is no duration/],
])('what can not be done is refused before anything is served: %s', async (toml, code, message) => {
  await expect(serveWith(toml)).rejects.toMatchObject({ code, exitCode: 1, message: expect.stringMatching(message) })
})

test('a key whose first request is still under way is refused, whatever that comes to; another request with it is another matter', async () => {
  const url = await serveWith('[idempotency]\n', { clock: 'fixed:2026-01-01', chaos: ['latency=300ms'] })
  const key = { 'Idempotency-Key': 'k1' }
  const first = make(url, 'a', key)
  await requested(url, 1)
  const [again, other] = [await make(url, 'a', key), await make(url, 'b', key)]
  expect([again.status, other.status]).toEqual([409, 422])
  expect(await again.json()).toMatchObject({ error: { code: 'idempotency-in-flight' } })
  expect(await (await first).json()).toMatchObject({ id: '5000' })
  expect(await (await make(url, 'a', key)).json()).toMatchObject({ id: '5000' })
})

test('or it waits for the first, and gets its answer', async () => {
  const url = await serveWith('[idempotency]\nin_flight = "wait"\nreplayed = "Replayed"\n', {
    clock: 'fixed:2026-01-01',
    chaos: ['latency=300ms'],
  })
  const key = { 'Idempotency-Key': 'k1' }
  const first = make(url, 'a', key)
  await requested(url, 1)
  const [again, other] = await Promise.all([make(url, 'a', key), make(url, 'b', key)])
  expect([again.status, again.headers.get('replayed'), other.status]).toEqual([(await first).status, 'true', 422])
  expect(await Promise.all([(await first).json(), again.json()])).toMatchObject([{ id: '5000' }, { id: '5000' }])
})
