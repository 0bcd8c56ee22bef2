import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { hasRedis, startRedis } from './redis-server.ts'
import { runVerb } from './run-verb.ts'
import { serveInProcess } from './serve-process.ts'
import { createServingWorkspace, tellTwin } from './serving-workspace.ts'
import { around, plainLines, say, sayAll } from './session-transcript.ts'

const clock = ['--clock', 'stepping:2026-01-01T00:00:00Z:1000'] as const

describe.skipIf(!hasRedis)('sessions in Redis (needs redis-server)', () => {
  test('answers are those of sessions in memory, whichever server is asked', { timeout: 120_000 }, async () => {
    const { cwd, folder } = await createServingWorkspace()
    await writeFile(join(folder, 'twin.toml'), `base_url = "http://127.0.0.1:9"\n${around}`)
    const redis = await startRedis()
    const alone = await serveInProcess(cwd, 'things', ...clock)
    const servers = [0, 1, 2].map(() => serveInProcess(cwd, 'things', ...clock, '--state', redis.url))
    const urls = (await Promise.all(servers)).map(({ url }) => url)
    const expected = await sayAll(plainLines, () => alone.url)
    const said = await sayAll(plainLines, (at) => urls[(at * 7 + (at >> 1)) % urls.length] as string)
    for (const [at, line] of plainLines.entries()) expect([line, said[at]]).toEqual([line, expected[at]])
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
        const made = await say(url, 'POST /thing0 @x {"name":"made"}')
        if (made.status === 201) ids.push((JSON.parse(made.body) as { id: string }).id)
        else if (made.status !== 0) throw new Error(made.body)
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
  })
})

test('what can not be shared is refused before anything is served', async () => {
  const { cwd } = await createServingWorkspace()
  const refused = (flags: object) => expect(runVerb(cwd, 'serve', { name: 'things', state: 'redis://127.0.0.1:1', ...flags })).rejects
  await refused({}).toMatchObject({ code: 'state-unreachable', exitCode: 4 })
  await refused({ state: 'redis://:secret@127.0.0.1:1' }).toSatisfy((error: Error) => !error.message.includes('secret'))
  await refused({ state: 'http://127.0.0.1:1' }).toMatchObject({ code: 'state-refused', exitCode: 1 })
  await refused({ workers: '2' }).toMatchObject({ code: 'state-unreachable', exitCode: 4 })
  await refused({ workers: '2', state: 'http://127.0.0.1:1' }).toMatchObject({ code: 'state-refused', exitCode: 1 })
  await refused({ evictSessions: true }).toThrow('eviction')
})
