import { writeFile } from 'node:fs/promises'
import { Agent, request as send } from 'node:http'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { shardOf } from '../../src/server/workers/shard-of.ts'
import { runVerb } from './run-verb.ts'
import { serveInProcess } from './serve-process.ts'
import { createServingWorkspace, tellTwin } from './serving-workspace.ts'

interface Answered {
  readonly status: number
  readonly body: string
}

function ask(agent: Agent, url: string, path: string, { session, body }: { session?: string; body?: string } = {}): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const headers = { ...(session ? { 'X-Doppel-Session': session } : {}), ...(body ? { 'Content-Type': 'application/json' } : {}) }
    const sent = send(`${url}${path}`, { method: body ? 'POST' : 'GET', headers, agent }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (piece: string) => {
        text += piece
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }))
      response.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

const make = (agent: Agent, url: string, name: string, session?: string) =>
  ask(agent, url, '/thing0', { ...(session ? { session } : {}), body: JSON.stringify({ name }) })

/** Names of sessions that both workers of two hold, in turns. */
const names = Array.from({ length: 40 }, (_, at) => `s${at}`)
const [ofFirst = '', ofSecond = ''] = [0, 1].map((index) => names.find((name) => shardOf(name, 2) === index))

/** Asks twice by a connection of its own, the second time as soon as the first answer is there. */
async function askTwice(url: string, session: string): Promise<boolean> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const answered = Promise.all([0, 1].map(() => ask(agent, url, '/thing0/1', { session })))
  const isAnswered = await Promise.race([answered.then(() => true), new Promise<false>((resolve) => setTimeout(resolve, 20_000, false))])
  agent.destroy()
  if (!isAnswered) await answered.catch(() => {})
  return isAnswered
}

test('of a connection that is handed to a worker no later request is lost', { timeout: 120_000 }, async () => {
  const { cwd } = await createServingWorkspace()
  const { url } = await serveInProcess(cwd, 'things', '--workers', '2')
  for (let count = 0; count < 100; count++) {
    const answers = await Promise.all(names.map((name) => askTwice(url, name)))
    expect(answers).not.toContain(false)
  }
})

test('workers serve a pack as they serve a twin of the workspace', { timeout: 120_000 }, async () => {
  const { cwd } = await createServingWorkspace()
  await runVerb(cwd, 'pack', { name: 'things' })
  const { url } = await serveInProcess(cwd, 'things.doppel', '--workers', '2')
  const agent = new Agent()
  for (const name of [ofFirst, ofSecond]) expect((await make(agent, url, 'made', name)).status).toBe(201)
  agent.destroy()
})

test('workers share a port: a session is one, however it is named and whichever connection it comes by', { timeout: 120_000 }, async () => {
  const { cwd } = await createServingWorkspace()
  const { url } = await serveInProcess(cwd, 'things', '--workers', '2', '--clock', 'fixed:2026-01-01', '--session-by', 'cookie:sid')
  const one = new Agent({ keepAlive: true, maxSockets: 1 })
  for (const name of [ofFirst, ofSecond, ofFirst, ofSecond]) {
    expect((await make(one, url, 'made', name)).status).toBe(201)
    expect((await ask(one, url, `/~${name}/thing0/5000`)).status).toBe(200)
    expect((await fetch(`${url}/thing0/5000`, { headers: { Cookie: `sid=${name}` } })).status).toBe(200)
  }
  expect((await ask(one, url, '/thing0/5000')).status).toBe(404)
  const single = await serveInProcess(cwd, 'things', '--clock', 'fixed:2026-01-01')
  for (const name of [ofFirst, ofSecond]) {
    for (let count = 0; count < 2; count++) await make(one, single.url, 'made', name)
    expect(await ask(one, url, '/thing0/5001', { session: name })).toEqual(await ask(one, single.url, '/thing0/5001', { session: name }))
  }

  const sessions = async () => ((await tellTwin(url, '/session')) as { sessions: { name: string }[] }).sessions.map(({ name }) => name)
  expect(await sessions()).toEqual(expect.arrayContaining([ofFirst, ofSecond, 'default']))
  for (const session of [ofFirst, ofSecond]) {
    expect(await tellTwin(url, `/journal/verify?session=${session}&route=POST+/thing0&times=2`, { method: 'POST' })).toMatchObject({
      met: true,
    })
    expect(await tellTwin(url, `/clock/advance?session=${session}&by=1d`, { method: 'POST' })).toMatchObject({
      now: '2026-01-02T00:00:00.000Z',
    })
  }
  expect((await runVerb(cwd, 'session', { name: 'things', url })).text).toContain(ofFirst)
  const metrics = await (await fetch(`${url}/__doppel/metrics`)).text()
  expect(metrics).toMatch(/doppel_requests_total\{twin="things",route="POST \/thing0",status="201",provenance="learned"\} 4\n/)
  expect(await tellTwin(url, '/info')).toMatchObject({ twin: 'things', workers: [expect.any(Number), expect.any(Number)] })
  await tellTwin(url, '/reset', { method: 'POST' })
  for (const session of [ofFirst, ofSecond]) expect((await ask(one, url, '/thing0/5000', { session })).status).toBe(404)
  expect(await tellTwin(url, `/fork?session=${ofFirst}&to=${ofSecond}x`, { method: 'POST' })).toSatisfy(
    (answer: { forked?: string; error?: { code: string } }) => answer.forked === ofFirst || answer.error?.code === 'workers-refused',
  )
  one.destroy()
})

test('a worker that is killed under load is started again, and nothing that was answered is lost', { timeout: 180_000 }, async () => {
  const { cwd } = await createServingWorkspace()
  const { url, said } = await serveInProcess(cwd, 'things', '--workers', '2', '--clock', 'stepping:2026-01-01:1000')
  const agent = new Agent({ keepAlive: true, maxSockets: 8 })
  await tellTwin(url, `/snapshot?session=default&name=before`, { method: 'POST' })
  await tellTwin(url, `/clock/advance?session=default&by=30d`, { method: 'POST' })
  const answered = new Map<string, string[]>()
  let isOver = false
  const load = async (session: string) => {
    const mine: string[] = []
    answered.set(session, mine)
    while (!isOver) {
      try {
        const { status, body } = await make(agent, url, `thing of ${session}`, session)
        if (status === 201) mine.push((JSON.parse(body) as { id: string }).id)
      } catch {
        // cut off with the worker: it may be there or not
      }
    }
  }
  const running = ['default', ...names.slice(0, 7)].map(load)
  const info = async () => (await tellTwin(url, '/info')) as { workers: number[] }
  for (let kill = 0; kill < 4; kill++) {
    await new Promise((resolve) => setTimeout(resolve, 400))
    const { workers } = await info()
    process.kill(workers[kill % 2] as number, 'SIGKILL')
    await expect
      .poll(async () => (await info().catch(() => ({ workers }))).workers[kill % 2], { timeout: 60_000 })
      .not.toBe(workers[kill % 2])
  }
  isOver = true
  await Promise.all(running)
  expect(said()).toContain('it is started again')
  for (const [session, ids] of answered) {
    expect(ids.length, session).toBeGreaterThan(0)
    expect(new Set(ids).size, `${session} gave an id twice`).toBe(ids.length)
    const { state } = (await tellTwin(url, `/state?session=${session}`)) as { state: { thing0: { id: string }[] } }
    const there = new Set(state.thing0.map(({ id }) => id))
    expect(
      ids.filter((id) => !there.has(id)),
      session,
    ).toEqual([])
  }
  expect(JSON.stringify(await tellTwin(url, '/snapshot?session=default'))).toContain('"before"')
  const { now } = (await tellTwin(url, '/clock?session=default')) as { now: string }
  expect(now > '2026-01-31').toBe(true)
  agent.destroy()
})

test('a worker that was started again remembers the keys of requests', { timeout: 60_000 }, async () => {
  const { cwd, folder } = await createServingWorkspace()
  await writeFile(
    join(folder, 'twin.toml'),
    'base_url = "http://127.0.0.1:9"\n[idempotency]\nheader = "Idempotency-Key"\nmethods = ["POST"]\n',
  )
  const { url } = await serveInProcess(cwd, 'things', '--workers', '2')
  const headers = { 'Idempotency-Key': 'k1', 'Content-Type': 'application/json' }
  const once = async () => (await fetch(`${url}/thing0`, { method: 'POST', headers, body: '{"name":"once"}' })).text()
  const first = await once()
  const workers = async () => ((await tellTwin(url, '/info')) as { workers: number[] }).workers
  const own = shardOf('default', 2)
  const before = (await workers())[own] as number
  process.kill(before, 'SIGKILL')
  await expect.poll(async () => (await workers().catch(() => []))[own] ?? before, { timeout: 30_000 }).not.toBe(before)
  expect(await once()).toBe(first)
})

test('what does not go with workers is refused before anything is served', async () => {
  const { cwd } = await createServingWorkspace()
  const refused = (flags: object) => expect(runVerb(cwd, 'serve', { name: 'things', workers: '2', ...flags })).rejects
  await refused({ oneSession: true }).toMatchObject({ code: 'workers-refused', exitCode: 1 })
  await refused({ evictSessions: true }).toThrow('eviction of sessions')
  await refused({ sessionIdle: '1h' }).toMatchObject({ code: 'workers-refused' })
  await refused({ controlPort: '0' }).toMatchObject({ code: 'workers-refused' })
  await refused({ workers: '0' }).toThrow()
})
