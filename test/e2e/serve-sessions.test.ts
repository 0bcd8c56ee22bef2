import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test, vi } from 'vitest'
import { createServingWorkspace, type ServingWorkspace, tellTwin } from './serving-workspace.ts'

let folder: string
let serve: ServingWorkspace['serve']

beforeEach(async () => {
  ;({ folder, serve } = await createServingWorkspace())
})

async function putFixtures(under: string, entities: object): Promise<void> {
  await mkdir(join(folder, 'state', 'fixtures', under), { recursive: true })
  for (const [name, list] of Object.entries(entities)) {
    await writeFile(join(folder, 'state', 'fixtures', under, `${name}.json`), JSON.stringify(list))
  }
}

type Headers = Record<string, string>

async function make(url: string, name: string, headers: Headers = {}): Promise<Response> {
  return fetch(`${url}/thing0`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify({ name }),
  })
}

/** Status of what only a session that made something has. */
async function statusOf(url: string, id: string, headers: Headers = {}): Promise<number> {
  return (await fetch(`${url}/thing0/${id}`, { headers })).status
}

const told = tellTwin

test('a path names the session, also for the control plane and in Location, and the service is asked for the rest', async () => {
  const url = await serve()
  await make(`${url}/~alice`, 'hers')
  expect([await statusOf(`${url}/~alice`, '5000'), await statusOf(url, '5000'), await statusOf(`${url}/~bob`, '5000')]).toEqual([
    200, 404, 404,
  ])
  expect(await statusOf(url, '5000', { 'X-Doppel-Session': 'alice' })).toBe(200)
  expect(await told(`${url}/~alice`, '/journal')).toMatchObject({ session: 'alice', count: 3, requests: [{ target: '/thing0' }, {}, {}] })
  expect((await fetch(`${url}/~alice/thing0`, { headers: { 'X-Doppel-Session': 'bob' } })).status).toBe(400)
  expect((await fetch(`${url}/~-/thing0`)).status).toBe(400)
})

test('cookies, credentials and headers tell of sessions where they are asked to, the first of them that is there', async () => {
  const url = await serve({ sessionBy: ['cookie:sid', 'credential', 'header:X-Tenant'] })
  await make(url, 'by cookie', { Cookie: 'a=b; sid=one' })
  await make(url, 'by credential', { Authorization: 'Bearer secret' })
  await make(url, 'by tenant', { 'X-Tenant': 'no name / at all' })
  expect(await statusOf(url, '5000')).toBe(404)
  expect(await statusOf(url, '5000', { Cookie: 'sid=one', Authorization: 'Bearer other' })).toBe(200)
  expect(await statusOf(url, '5000', { Authorization: 'Bearer other' })).toBe(404)
  expect(await statusOf(url, '5000', { Authorization: 'Bearer secret' })).toBe(200)
  const { sessions } = (await told(url, '/session')) as { sessions: { name: string }[] }
  expect(JSON.stringify(sessions)).not.toContain('secret')
  expect(sessions.map(({ name }) => name.replace(/-[0-9a-f]{16}$/, '-…'))).toEqual([
    'default',
    'one',
    'credential-…',
    'value-…',
    'credential-…',
  ])
})

test('one session for all takes no notice of what requests say', async () => {
  const url = await serve({ oneSession: true })
  await make(url, 'for all', { 'X-Doppel-Session': 'a' })
  expect([await statusOf(url, '5000'), await statusOf(`${url}/~b`, '5000')]).toEqual([200, 404])
  await expect(serve({ oneSession: true, sessionBy: ['cookie'] })).rejects.toMatchObject({ code: 'session-settings' })
  await expect(serve({ sessionBy: ['cookies'] })).rejects.toThrow('"cookies" tells of no session')
})

test('a session that nobody asks anything ends; the one not used for longest makes place where that is asked for', async () => {
  const idle = await serve({ sessionIdle: '1s' })
  await make(`${idle}/~a`, 'x')
  await vi.waitUntil(async () => ((await told(idle, '/session')) as { ended: { idle: number } }).ended.idle === 1, { timeout: 10_000 })
  expect(await told(idle, '/session')).toMatchObject({ sessions: [{ name: 'default' }] })

  const small = await serve({ maxSessions: '3', evictSessions: true })
  for (const name of ['a', 'b', 'a', 'c']) expect(await statusOf(`${small}/~${name}`, '1')).toBe(200)
  expect(await told(small, '/session')).toMatchObject({
    sessions: [{ name: 'default' }, { name: 'a' }, { name: 'c' }],
    ended: { evicted: 1 },
  })
})

test('R21 fixtures are there from the start; those of a name only for who asks for them with the first request', async () => {
  await putFixtures('', { thing0: [{ id: 'mine', name: 'base' }] })
  await putFixtures('demo', { thing0: [{ id: 'demo', name: 'shown' }] })
  const url = await serve()
  const asked = { 'X-Doppel-Fixture': 'demo' }
  expect([await statusOf(url, 'mine'), await statusOf(`${url}/~a`, 'demo')]).toEqual([200, 404])
  expect([await statusOf(`${url}/~b`, 'demo', asked), await statusOf(`${url}/~b`, 'mine'), await statusOf(`${url}/~b`, 'demo')]).toEqual([
    200, 200, 200,
  ])
  expect([await statusOf(`${url}/~a`, 'demo', asked), await statusOf(`${url}/~c`, 'demo', { 'X-Doppel-Fixture': 'none' })]).toEqual([
    409, 404,
  ])
  await told(`${url}/~b`, '/reset', { method: 'POST' })
  expect(await statusOf(`${url}/~b`, 'demo')).toBe(200)

  const started = await serve({ fixture: 'demo' })
  expect([await statusOf(started, 'demo'), await statusOf(`${started}/~a`, 'demo')]).toEqual([200, 200])
  await expect(serve({ fixture: 'none' })).rejects.toMatchObject({ code: 'unknown-fixture', help: 'it has demo' })
})

test('fixtures that do not hold together with the model are refused with their file', async () => {
  await putFixtures('', { thing9: [] })
  await expect(serve()).rejects.toThrow(/thing9\.json: there is no collection "thing9"; there are thing0$/)
  await rm(join(folder, 'state'), { recursive: true })
  await putFixtures('', { thing0: [{ name: 'no id' }] })
  await expect(serve()).rejects.toThrow('thing0[0] has no id, which is its key')
  await putFixtures('', { thing0: { id: 1 } })
  await expect(serve()).rejects.toMatchObject({ code: 'fixture-malformed' })
})

test('a session is made with a seed, a clock and entities of its own, and a reset brings it back to them', async () => {
  const url = await serve()
  const begin = { seed: 7, clock: 'fixed:2026-01-01', state: { thing0: [{ id: 'given', name: 'x' }] } }
  const body = JSON.stringify(begin)
  expect(await told(`${url}/~a`, '/session', { method: 'POST', body })).toMatchObject({
    created: true,
    session: { seed: 7, now: '2026-01-01T00:00:00.000Z' },
  })
  expect(await told(`${url}/~a`, '/session', { method: 'POST', body })).toMatchObject({ error: { code: 'session-exists' } })
  await told(`${url}/~a`, '/clock/advance?by=1d', { method: 'POST' })
  await told(`${url}/~a`, '/reset', { method: 'POST' })
  expect(await told(`${url}/~a`, '/clock')).toMatchObject({ now: '2026-01-01T00:00:00.000Z', mode: 'fixed:2026-01-01T00:00:00.000Z' })
  expect([await statusOf(`${url}/~a`, 'given'), await statusOf(url, 'given')]).toEqual([200, 404])
  await told(`${url}/~a`, '/fork', { method: 'POST', body: '{"to": "b"}' })
  expect(await told(`${url}/~b`, '/clock')).toMatchObject({ mode: 'fixed:2026-01-01T00:00:00.000Z' })
  const wrong = JSON.stringify({ state: { other: [] } })
  expect(await told(`${url}/~c`, '/session', { method: 'POST', body: wrong })).toMatchObject({
    error: { message: expect.stringContaining('no collection "other"') },
  })
})
