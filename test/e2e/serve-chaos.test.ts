import { writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { runVerb } from './run-verb.ts'
import { createServingWorkspace, type ServingWorkspace, tellTwin } from './serving-workspace.ts'

let workspace: ServingWorkspace

beforeEach(async () => {
  workspace = await createServingWorkspace()
})

const writeChaos = (text: string) => writeFile(join(workspace.folder, 'chaos.yaml'), text)

const get = (url: string, chaos?: string) => fetch(`${url}/thing0/1`, { headers: chaos === undefined ? {} : { 'X-Doppel-Chaos': chaos } })

const make = (url: string, name: string, chaos?: string) =>
  fetch(`${url}/thing0`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(chaos === undefined ? {} : { 'X-Doppel-Chaos': chaos }) },
    body: JSON.stringify({ name }),
  })

async function countMade(url: string): Promise<number> {
  const { state } = (await tellTwin(url, '/state')) as { state: { thing0: { id: string }[] } }
  return state.thing0.filter(({ id }) => Number(id) >= 5000).length
}

/** All bytes of an answer, and how the connection ended. */
function raw(url: string, chaos: string): Promise<{ text: string; end: string }> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve) => {
    let text = ''
    const socket = connect(Number(port), hostname, () => {
      socket.write(`GET /thing0/1 HTTP/1.1\r\nHost: ${hostname}:${port}\r\nX-Doppel-Chaos: ${chaos}\r\n\r\n`)
    })
    socket.on('data', (chunk) => {
      text += String(chunk)
    })
    socket.on('end', () => resolve({ text, end: 'end' }))
    socket.on('error', (error) => resolve({ text, end: (error as NodeJS.ErrnoException).code ?? 'error' }))
  })
}

test('a request asks for an error of its own: it has no effect, and is in the words of the service where they are known', async () => {
  const url = await workspace.serve()
  const failed = await make(url, 'x', 'error=503')
  expect([failed.status, failed.headers.get('x-doppel-chaos'), failed.headers.get('x-doppel-provenance')]).toEqual([
    503,
    'error 503',
    'miss',
  ])
  expect(await failed.json()).toMatchObject({ error: { code: 'error-on-demand' } })
  expect(await countMade(url)).toBe(0)
  // the model knows how this service says 404
  const gone = await get(url, 'error=404')
  expect([gone.status, await gone.json()]).toEqual([404, { error: 'not found' }])
  expect((await get(url)).status).toBe(200)
  const wrong = await get(url, 'eror=500')
  expect([wrong.status, await wrong.json()]).toMatchObject([400, { error: { code: 'unknown-chaos' } }])
  expect(await tellTwin(url, '/journal?status=503')).toMatchObject({ requests: [{ chaos: 'error 503' }] })
})

test('connections: reset, never answered, cut within the body; a body that is cut as if whole; a slow one', async () => {
  const url = await workspace.serve()
  expect(await raw(url, 'reset')).toEqual({ text: '', end: 'ECONNRESET' })
  expect(await raw(url, 'timeout=100ms')).toEqual({ text: '', end: 'ECONNRESET' })
  const { text, end } = await raw(url, 'truncate=0.5')
  const [, length] = /Content-Length: (\d+)/.exec(text) ?? []
  expect([end, text.split('\r\n\r\n')[1]?.length]).toEqual(['end', Math.floor(Number(length) / 2)])
  const malformed = await get(url, 'malformed')
  expect([malformed.status, Number(malformed.headers.get('content-length'))]).toEqual([200, Math.floor(Number(length) / 2)])
  await expect(malformed.json()).rejects.toThrow()
  const startMs = performance.now()
  const slow = await get(url, 'slow=300ms')
  expect(await slow.json()).toMatchObject({ id: '1' })
  expect(performance.now() - startMs).toBeGreaterThan(250)
  await expect(fetch(`${url}/thing0/1`, { headers: { 'X-Doppel-Chaos': 'timeout' }, signal: AbortSignal.timeout(200) })).rejects.toThrow(
    /timeout/,
  )
})

test('effects: a reply is lost after the commit, a request counts twice, one overtakes another, a read is stale', async () => {
  const url = await workspace.serve()
  await expect(make(url, 'lost', 'lost-reply')).rejects.toThrow()
  expect(await countMade(url)).toBe(1)
  expect(await (await make(url, 'twice', 'duplicate')).json()).toMatchObject({ id: '5001' })
  expect(await countMade(url)).toBe(3)

  const late = make(url, 'late', 'reorder=5s')
  await expect.poll(async () => ((await tellTwin(url, '/session')) as { sessions: { requests: number }[] }).sessions[0]?.requests).toBe(3)
  const soon = await make(url, 'soon')
  expect([(await soon.json()) as object, (await (await late).json()) as object]).toMatchObject([{ id: '5003' }, { id: '5004' }])
  expect(await (await make(url, 'alone', 'reorder=50ms')).json()).toMatchObject({ id: '5005' })

  await tellTwin(url, '/chaos?on=stale', { method: 'POST' })
  await make(url, 'new')
  expect((await fetch(`${url}/thing0/5006`)).status).toBe(404)
  await tellTwin(url, '/chaos', { method: 'DELETE' })
  expect((await fetch(`${url}/thing0/5006`)).status).toBe(200)
})

test('profiles of chaos.yaml strike by route, test, count and time of the session, the same for the same seed', async () => {
  await writeChaos(`
profiles:
  flaky:
    - { fault: error, status: 503, probability: 0.5, retry_after: 30s, body: { error: busy } }
  counted:
    - { fault: error, status: 500, route: "POST /thing0", after: 1, every: 2, times: 1 }
    - { fault: error, status: 422, route: "* /thing0", when: 'body.name == "bad"' }
  night:
    - { fault: error, status: 599, from: 1h, until: 2h }
    - { fault: error, status: 598, cycle: { every: 10h, for: 1m }, from: 3h }
`)
  const url = await workspace.serve({ clock: 'fixed:2026-01-01' })
  const on = (what: string) => tellTwin(url, `/chaos?on=${what}`, { method: 'POST' })
  const off = () => tellTwin(url, '/chaos', { method: 'DELETE' })
  const statuses = async (session: string) => {
    const seen: number[] = []
    for (let count = 0; count < 20; count++) seen.push((await get(`${url}/~${session}`)).status)
    return seen
  }
  expect(await on('flaky')).toMatchObject({ on: ['flaky'], profiles: ['flaky', 'counted', 'night'] })
  const first = await statuses('a')
  expect(new Set(first)).toEqual(new Set([200, 503]))
  await tellTwin(`${url}/~a`, '/reset', { method: 'POST' })
  expect(await statuses('a')).toEqual(first)
  expect(await statuses('b')).not.toEqual(first)
  const busy = await get(url, 'flaky,error=503')
  expect(busy.status).toBe(503)
  await off()

  await on('counted')
  const made: number[] = []
  for (const name of ['a', 'b', 'c', 'd', 'e', 'bad']) made.push((await make(url, name)).status)
  expect(made).toEqual([201, 201, 500, 201, 201, 422])
  await off()

  await on('night')
  const later = async (by: string) => {
    await tellTwin(url, `/clock/advance?by=${by}`, { method: 'POST' })
    return (await get(url)).status
  }
  expect([await later('59m'), await later('1m'), await later('1h'), await later('8h'), await later('30s'), await later('1m')]).toEqual([
    200, 599, 200, 598, 598, 200,
  ])
})

test('the dice of chaos leave the ids of the twin alone', async () => {
  const url = await workspace.serve()
  await make(`${url}/~a`, 'x', 'latency=1ms,error=500')
  expect(await (await make(`${url}/~a`, 'x', 'latency=1ms')).json()).toMatchObject({ id: '5000' })
})

test('latencies come as they are distributed, before whatever else strikes', async () => {
  const url = await workspace.serve()
  const startMs = performance.now()
  const answer = await get(url, 'latency=200ms,error=500')
  expect(performance.now() - startMs).toBeGreaterThan(190)
  expect([answer.status, answer.headers.get('x-doppel-chaos')]).toEqual([500, 'latency 200ms, error 500'])
})

test('chaos is switched on for one session, by the verb and from the start', async () => {
  await writeChaos('profiles:\n  down:\n    - { fault: error, status: 502 }\n')
  const url = await workspace.serve({ chaos: ['down'] })
  expect([(await get(url)).status, (await get(url, 'none')).status]).toEqual([502, 200])
  const tell = (raw: object) => runVerb(workspace.cwd, 'chaos', { name: 'things', ...raw })
  expect((await tell({})).text).toMatch(/^on in all sessions: down\nprofiles: down\nfaults: latency, error/)
  await get(`${url}/~a`)
  expect((await tell({ action: 'off', session: 'a' })).text).toMatch(/^on in a: nothing/)
  expect([(await get(`${url}/~a`)).status, (await get(`${url}/~b`)).status]).toEqual([200, 502])
  expect((await tell({ action: 'off', value: 'down' })).json).toMatchObject({ on: [] })
  expect((await get(`${url}/~b`)).status).toBe(200)
  await expect(tell({ action: 'off', value: 'down' })).rejects.toThrow('"down" is not on')
  await expect(tell({ action: 'on', value: 'up' })).rejects.toMatchObject({ code: 'unknown-chaos', exitCode: 1 })
})

test('the modes of the Digital Twin Universe are profiles; those with a probability are on', async () => {
  await writeChaos(`
chaos_modes:
  latency: { description: x, config: { min_ms: 10, max_ms: 20, distribution: "normal" }, default_probability: 0.0 }
  error_429: { config: { retry_after_seconds: 30, headers: { Retry-After: "31" } }, default_probability: 0.0 }
  error_500: { config: { body: '{"errorMessages": ["x"]}' }, default_probability: 1 }
  timeout: { config: { timeout_ms: 50 }, default_probability: 0.0 }
  partial_response: { config: { truncate_at_percent: 50 }, default_probability: 0.0 }
`)
  const url = await workspace.serve()
  expect(await tellTwin(url, '/chaos')).toMatchObject({
    on: ['error_500'],
    profiles: ['latency', 'error_429', 'error_500', 'timeout', 'partial_response'],
  })
  const failed = await get(url)
  expect([failed.status, failed.headers.get('content-type'), await failed.json()]).toEqual([
    500,
    'application/json',
    { errorMessages: ['x'] },
  ])
  const limited = await get(url, 'error_429')
  expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '30'])
  expect(await raw(url, 'timeout')).toEqual({ text: '', end: 'ECONNRESET' })
})

test.each([
  ['profiles:\n  a:\n    - { fault: eror }\n', /chaos\.yaml:3:\d+: profiles\.a\.0\.fault: /],
  ['profiles:\n  a:\n    - { fault: latency, distribution: normal, mean: 1s }\n', /chaos\.yaml:3:\d+: .*needs deviation/],
  [
    'profiles:\n  a:\n    - { fault: reset, route: "GET /thing" }\n',
    /a\[0\]: the twin has no route "GET \/thing"; did you mean "GET \/thing0"\?/,
  ],
  ['profiles:\n  a:\n    - { fault: reset, when: "body." }\n', /a\[0\]: when: /],
  ['profiles:\n  a:\n    - { fault: slow, over: soon }\n', /chaos\.yaml:3:\d+: .*"soon" is no duration/],
  ['chaos_modes:\n  gremlins: {}\n', /chaos\.yaml:2:\d+: chaos_modes\.gremlins: "gremlins" is no mode/],
  ['profiles: [\n', /chaos\.yaml:\d+:\d+: /],
])('what chaos.yaml can not do is refused before anything is served: %s', async (text, message) => {
  await writeChaos(text)
  await expect(workspace.serve()).rejects.toMatchObject({ code: 'chaos-invalid', exitCode: 1, message: expect.stringMatching(message) })
})

test('a latency as recorded is how long the service took on that route, and is refused where nobody has seen that', async () => {
  const refused = await get(await workspace.serve(), 'latency=recorded')
  expect([refused.status, ((await refused.json()) as { error: { message: string } }).error.message]).toEqual([
    400,
    expect.stringContaining('nobody has seen how long the service takes'),
  ])
  await expect(workspace.serve({ chaos: ['latency=recorded'] })).rejects.toMatchObject({ code: 'chaos-invalid', exitCode: 1 })
  const tenths = (ms: number) => Array.from({ length: 11 }, () => ms)
  await writeFile(
    join(workspace.folder, 'model', 'latencies.json'),
    JSON.stringify({ format: 'doppel-latencies/1', routes: { '': tenths(31), 'GET /thing0/{id}': tenths(17) } }),
  )
  const url = await workspace.serve({ chaos: ['latency=recorded'] })
  const told = async (answer: Promise<Response>) => (await answer).headers.get('x-doppel-chaos')
  expect([await told(get(url)), await told(make(url, 'x'))]).toEqual(['latency 17ms', 'latency 31ms'])
})
