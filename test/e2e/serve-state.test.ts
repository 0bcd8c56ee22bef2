import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { hasRedis, startRedis } from './redis-server.ts'
import { runVerb } from './run-verb.ts'
import { serveInProcess } from './serve-process.ts'
import { createServingWorkspace, tellTwin } from './serving-workspace.ts'

interface Said {
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: string
}

async function say(url: string, line: string): Promise<Said> {
  const [, method = '', path = '', session, key, body] = /^(\w+) (\S+)(?: @(\S+))?(?: !(\S+))?(?: (.*))?$/.exec(line) ?? []
  const headers = {
    ...(session ? { 'X-Doppel-Session': session } : {}),
    ...(key ? { 'Idempotency-Key': key } : {}),
    ...(body ? { 'Content-Type': 'application/json' } : {}),
  }
  const response = await fetch(`${url}${path}`, { method, headers, ...(body ? { body } : {}) })
  // Where it is served is another thing on each server, and so is what it counts for itself: the requests of all its sessions.
  const own = (text: string) => text.replaceAll(url, 'http://HOST').replaceAll(/"number": \d+/g, '"number": N')
  const { connection: _, 'keep-alive': __, 'content-length': ___, date, ...others } = Object.fromEntries(response.headers)
  // The twin's time is the session's; that of the control plane is the machine's.
  const rest = path.startsWith('/__doppel') ? others : { date, ...others }
  return { status: response.status, headers: JSON.parse(own(JSON.stringify(rest))) as Said['headers'], body: own(await response.text()) }
}

/** All that sessions can be asked and told. */
const lines = [
  'POST /thing0 {"name":"one"}',
  'POST /thing0 {"name":"two"}',
  'GET /thing0/5000',
  'POST /thing0 @a {"name":"of a"}',
  'GET /thing0/5000 @a',
  'GET /thing0/5001 @a',
  'GET /~a/thing0/5000',
  'GET /__doppel/state?session=a',
  'POST /__doppel/snapshot?session=a&name=before',
  'POST /thing0 @a {"name":"later"}',
  'POST /__doppel/clock/advance?session=a&by=2d',
  'GET /__doppel/clock?session=a',
  'GET /__doppel/diff?session=a&snapshot=before',
  'POST /__doppel/fork?session=a&to=b',
  'POST /thing0 @b {"name":"of b"}',
  'GET /__doppel/diff?session=b&from=a',
  'POST /__doppel/restore?session=a&name=before',
  'GET /thing0/5001 @a',
  'POST /thing0 @a {"name":"other"}',
  'GET /thing0/5001 @a',
  'POST /__doppel/session?session=c {"seed":7,"clock":"fixed:2030-01-01T00:00:00Z"}',
  'POST /thing0 @c {"name":"of c"}',
  'POST /__doppel/session?session=c {"seed":8}',
  'GET /__doppel/session',
  'POST /__doppel/journal/verify?session=a&route=POST+/thing0&times=2',
  'DELETE /__doppel/session?session=b',
  'GET /__doppel/state?session=b',
  'POST /__doppel/reset?session=c',
  'GET /thing0/5000 @c',
  'POST /__doppel/clock/advance?by=1h',
  'POST /thing0 {"name":"three"}',
  'POST /__doppel/reset',
  'GET /thing0/5000',
  'GET /thing0/5000 @a',
  'POST /thing0 {"name":"anew"}',
  'POST /thing0 @k !key1 {"name":"once"}',
  'POST /thing0 @k !key1 {"name":"once"}',
  'POST /thing0 @k !key1 {"name":"other"}',
  ...Array.from({ length: 9 }, () => 'POST /thing0 @k {"name":"many"}'),
  'POST /__doppel/clock/advance?session=k&by=1h',
  'POST /thing0 @k {"name":"many"}',
  'GET /nothing',
  'GET /thing0/5000 @b%20d',
  'GET /__doppel/snapshot?session=a',
]
/** What is done around answers has its own memory. */
const around = `
[[limits]]
route = "POST /thing0"
limit = 8
per = "1h"

[idempotency]
header = "Idempotency-Key"
methods = ["POST"]
`
const clock = ['--clock', 'stepping:2026-01-01T00:00:00Z:1000'] as const

describe.skipIf(!hasRedis)('sessions in Redis (needs redis-server)', () => {
  test('answers are those of sessions in memory, whichever server is asked', { timeout: 120_000 }, async () => {
    const { cwd, folder } = await createServingWorkspace()
    await writeFile(join(folder, 'twin.toml'), `base_url = "http://127.0.0.1:9"\n${around}`)
    const redis = await startRedis()
    const alone = await serveInProcess(cwd, 'things', ...clock)
    const servers = [0, 1, 2].map(() => serveInProcess(cwd, 'things', ...clock, '--state', redis.url))
    const urls = (await Promise.all(servers)).map(({ url }) => url)
    for (const [at, line] of lines.entries()) {
      const shared = await say(urls[(at * 7 + (at >> 1)) % urls.length] as string, line)
      expect(shared, line).toEqual(await say(alone.url, line))
    }
    const late = await serveInProcess(cwd, 'things', ...clock, '--state', redis.url)
    expect(await say(late.url, 'GET /__doppel/state')).toEqual(await say(alone.url, 'GET /__doppel/state'))
    expect(await say(late.url, 'GET /thing0/5000')).toEqual(await say(alone.url, 'GET /thing0/5000'))
  })

  test('one session of two servers is one, also while one of them dies and the session is changed otherwise', {
    timeout: 180_000,
  }, async () => {
    const { cwd } = await createServingWorkspace()
    const redis = await startRedis()
    const [one, two] = await Promise.all([0, 1].map(() => serveInProcess(cwd, 'things', '--state', redis.url)))
    if (!one || !two) throw new Error('both are served')
    const ids: string[] = []
    let isOver = false
    const load = async (url: string) => {
      while (!isOver) {
        const made = await say(url, 'POST /thing0 @x {"name":"made"}').catch(() => undefined)
        if (made?.status === 201) ids.push((JSON.parse(made.body) as { id: string }).id)
        else if (made !== undefined) throw new Error(made.body)
      }
    }
    const running = [one.url, two.url, one.url, two.url, two.url].map(load)
    for (let turn = 0; turn < 5; turn++) {
      await new Promise((resolve) => setTimeout(resolve, 150))
      expect(await tellTwin(two.url, `/snapshot?session=x&name=s${turn}`, { method: 'POST' })).toMatchObject({ snapshot: `s${turn}` })
    }
    one.child.kill('SIGKILL')
    await new Promise((resolve) => setTimeout(resolve, 300))
    isOver = true
    await Promise.all(running)
    // More than are done again one by one.
    for (let more = 0; more < 1100 && ids.length < 1100; more++)
      await say(two.url, 'POST /thing0 @x {"name":"made"}').then(({ body }) => ids.push((JSON.parse(body) as { id: string }).id))
    expect(new Set(ids).size).toBe(ids.length)
    const late = await serveInProcess(cwd, 'things', '--state', redis.url)
    const stateOf = async (url: string) =>
      ((await tellTwin(url, '/state?session=x')) as { state: { thing0: { id: string }[] } }).state.thing0.map(({ id }) => id)
    const there = await stateOf(late.url)
    expect(there).toEqual(await stateOf(two.url))
    expect(new Set(there).isSupersetOf(new Set(ids))).toBe(true)
    expect(JSON.stringify(await tellTwin(late.url, '/snapshot?session=x'))).toContain('"s4"')
  })

  test('a Redis that is away is said, and nothing is answered that is not kept', { timeout: 120_000 }, async () => {
    const { cwd } = await createServingWorkspace()
    const redis = await startRedis()
    const server = await serveInProcess(cwd, 'things', '--state', redis.url)
    expect((await say(server.url, 'POST /thing0 {"name":"made"}')).status).toBe(201)
    await redis.stop()
    await expect.poll(async () => (await say(server.url, 'POST /thing0 {"name":"lost"}')).status, { timeout: 20_000 }).toBe(503)
    expect(JSON.parse((await say(server.url, 'GET /__doppel/state')).body)).toMatchObject({ error: { code: 'state-unreachable' } })
    expect((await say(server.url, 'GET /__doppel/health')).status).toBe(200)
    await redis.start()
    // This Redis keeps nothing on disk: the session begins anew.
    await expect.poll(async () => (await say(server.url, 'GET /thing0/5000')).status, { timeout: 20_000 }).toBe(404)
    expect((await say(server.url, 'POST /thing0 {"name":"made"}')).status).toBe(201)
  })

  test('the limit of sessions is one for all servers, and a session that ends frees its place', { timeout: 60_000 }, async () => {
    const { cwd } = await createServingWorkspace()
    const redis = await startRedis()
    const [one = '', two = ''] = (
      await Promise.all(
        [0, 1].map(() => serveInProcess(cwd, 'things', '--state', redis.url, '--max-sessions', '3', '--session-idle', '1h')),
      )
    ).map(({ url }) => url)
    expect((await say(one, 'GET /thing0/1 @a')).status).toBe(200)
    expect((await say(two, 'GET /thing0/1 @b')).status).toBe(200)
    expect((await say(two, 'GET /thing0/1 @c')).status).toBe(503)
    expect((await say(one, 'GET /thing0/1')).status).toBe(200)
    await tellTwin(one, '/session?session=b', { method: 'DELETE' })
    expect((await say(two, 'GET /thing0/1 @c')).status).toBe(200)
    expect((await say(two, 'POST /__doppel/chaos {"on":"error=503"}')).status).toBe(501)
  })
})

test('what can not be shared is refused before anything is served', async () => {
  const { cwd } = await createServingWorkspace()
  const refused = (flags: object) => expect(runVerb(cwd, 'serve', { name: 'things', state: 'redis://127.0.0.1:1', ...flags })).rejects
  await refused({}).toMatchObject({ code: 'state-unreachable', exitCode: 4 })
  await refused({ state: 'redis://:secret@127.0.0.1:1' }).toSatisfy((error: Error) => !error.message.includes('secret'))
  await refused({ state: 'http://127.0.0.1:1' }).toMatchObject({ code: 'state-refused', exitCode: 1 })
  await refused({ workers: '2' }).toMatchObject({ code: 'state-refused' })
  await refused({ chaos: ['error=503'] }).toThrow('chaos')
  await refused({ evictSessions: true }).toThrow('eviction')
})
