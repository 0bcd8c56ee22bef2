import { createConnection } from 'node:net'
import { describe, expect, test } from 'vitest'
import { shardOf } from '../../src/server/workers/shard-of.ts'
import { hasRedis, startRedis } from './redis-server.ts'
import { serveInProcess } from './serve-process.ts'
import { createServingWorkspace, tellTwin } from './serving-workspace.ts'
import { say } from './session-transcript.ts'

/** Names of sessions that both workers of two answer for. */
const [ofFirst = '', ofSecond = ''] = [0, 1].map((index) =>
  Array.from({ length: 40 }, (_, at) => `s${at}`).find((name) => shardOf(name, 2) === index),
)

interface Listed {
  readonly sessions: readonly { readonly name: string }[]
  readonly max: number
}

/** What a Redis is told by hand. */
const tellRedis = (port: number, line: string) =>
  new Promise<void>((resolve, reject) => {
    const socket = createConnection(port, '127.0.0.1', () => socket.write(`${line}\r\n`))
    socket.once('data', () => {
      socket.destroy()
      resolve()
    })
    socket.once('error', reject)
  })

describe.skipIf(!hasRedis)('workers whose sessions are in Redis (needs redis-server)', () => {
  test('what is said of all sessions has each once, by any worker and any server beside them', { timeout: 120_000 }, async () => {
    const { cwd } = await createServingWorkspace()
    const redis = await startRedis()
    const flags = ['--state', redis.url, '--max-sessions', '5', '--clock', 'fixed:2026-01-01']
    const { url } = await serveInProcess(cwd, 'things', ...flags, '--workers', '2')
    const beside = await serveInProcess(cwd, 'things', ...flags)
    for (const name of [ofFirst, ofSecond]) expect((await say(url, `POST /thing0 @${name} {"name":"made"}`)).status).toBe(201)
    const fork = `POST /__doppel/fork?session=${ofFirst}&to=${ofSecond}x`
    expect((await say(url, fork)).status).toBe(201)
    expect((await say(url, `GET /__doppel/diff?session=${ofSecond}&from=${ofFirst}`)).status).toBe(200)
    const names = ['default', ofFirst, ofSecond, `${ofSecond}x`].sort()
    for (const one of [url, beside.url]) {
      const { sessions, max } = (await tellTwin(one, '/session')) as Listed
      expect([sessions.map(({ name }) => name).sort(), max]).toEqual([names, 5])
      expect(await tellTwin(one, '/info')).toMatchObject({ sessions: 4, limits: { maxSessions: 5 } })
      expect(await (await fetch(`${one}/__doppel/metrics`)).text()).toContain('doppel_sessions{twin="things"} 4\n')
    }
    expect(await (await fetch(`${url}/__doppel/metrics`)).text()).toMatch(/route="POST \/thing0",status="201",provenance="learned"\} 2\n/)
    expect((await say(url, `GET /thing0/1 @more`)).status).toBe(200)
    expect((await say(url, `GET /thing0/1 @one-too-many`)).status).toBe(503)
    const { reset } = (await tellTwin(url, '/reset', { method: 'POST' })) as { reset: string[] }
    expect(reset.sort()).toEqual([...names, 'more'].sort())
    for (const name of names) expect((await say(beside.url, `GET /thing0/5000 @${name}`)).status, name).toBe(404)
  })

  test('a Redis that is away is said, also by a worker that was started meanwhile', { timeout: 120_000 }, async () => {
    const { cwd } = await createServingWorkspace()
    const redis = await startRedis()
    const { url } = await serveInProcess(cwd, 'things', '--state', redis.url, '--workers', '2')
    const { workers } = (await tellTwin(url, '/info')) as { workers: number[] }
    await redis.stop()
    process.kill(workers[shardOf('default', 2)] as number, 'SIGKILL')
    for (const name of ['default', ofFirst, ofSecond]) {
      const status = () => say(url, `GET /thing0/1 @${name}`).then((answer) => answer.status)
      await expect.poll(status, { timeout: 20_000, message: name }).toBe(503)
    }
    expect(JSON.parse((await say(url, 'GET /__doppel/session')).body)).toMatchObject({ error: { code: 'state-unreachable' } })
    expect(await tellTwin(url, '/info')).toMatchObject({ twin: 'things', workers: [expect.any(Number), expect.any(Number)] })
    await redis.start()
    for (const name of ['default', ofFirst, ofSecond]) {
      const status = () => say(url, `POST /thing0 @${name} {"name":"made"}`).then((answer) => answer.status)
      await expect.poll(status, { timeout: 20_000, message: name }).toBe(201)
    }
  })

  test.for([['2'], ['1']])('what waits for Redis is answered before the server ends: %s', { timeout: 60_000 }, async ([workers = '1']) => {
    const { cwd } = await createServingWorkspace()
    const redis = await startRedis()
    const { url, child } = await serveInProcess(cwd, 'things', '--state', redis.url, '--workers', workers)
    // a worker has nothing to follow then
    await Promise.all([ofFirst, ofSecond].map((name) => say(url, `GET /thing0/1 @${name}`)))
    await tellRedis(redis.port, 'CLIENT PAUSE 1500')
    const answers = [ofFirst, ofSecond].map((name) => say(url, `GET /thing0/1 @${name}`))
    await new Promise((resolve) => setTimeout(resolve, 500))
    child.kill('SIGTERM')
    for (const answer of answers) expect((await answer).status).toBe(200)
    if (child.exitCode === null) await new Promise((resolve) => child.once('exit', resolve))
    expect(child.exitCode).toBe(0)
  })
})
