import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { shardOf } from '../../src/server/workers/shard-of.ts'
import { hasRedis, startRedis } from './redis-server.ts'
import { serveInProcess } from './serve-process.ts'
import { createServingWorkspace, requested, tellTwin } from './serving-workspace.ts'
import {
  around,
  chaosLines,
  disturbAndTell,
  plainLines,
  type Said,
  sayAll,
  startTold,
  underWay,
  underWayLines,
  webhookLines,
} from './session-transcript.ts'

/** A twin that is disturbed and tells of it, which goes to `told`. */
async function createDisturbed(more = '') {
  const workspace = await createServingWorkspace()
  await disturbAndTell(workspace)
  const told = await startTold()
  await writeFile(join(workspace.folder, 'twin.toml'), `base_url = "http://127.0.0.1:9"\n${more}${told.section}`)
  return { ...workspace, told }
}

const clock = ['--clock', 'stepping:2026-01-01T00:00:00Z:1000'] as const

/** Kills the process that holds a session, and waits for the next one. */
async function killWorkerOf(url: string, session: string): Promise<void> {
  const own = shardOf(session, 2)
  const ofSession = async () => ((await tellTwin(url, '/info')) as { workers: number[] }).workers[own]
  const before = (await ofSession()) as number
  process.kill(before, 'SIGKILL')
  await expect.poll(async () => (await ofSession().catch(() => before)) ?? before, { timeout: 60_000 }).not.toBe(before)
}

/** Before which line: never while one waits for its answer. */
function killedAt(transcript: readonly string[], share: number): number {
  const at = Math.floor(share * transcript.length)
  return transcript[at - 1]?.startsWith('& ') ? at + 1 : at
}

/** Where each line goes, if some workers are killed before some lines. */
function killingIn(transcript: readonly string[], url: string): (at: number) => Promise<string> {
  const killed = { a: [0.25, 0.7], default: [0.6] }
  return async (at) => {
    for (const [session, shares] of Object.entries(killed))
      if (shares.some((share) => killedAt(transcript, share) === at)) await killWorkerOf(url, session)
    return url
  }
}

/** By name, what is said and what the twin declares. */
const transcripts: [string, readonly string[], string][] = [
  ['sessions', plainLines, around],
  ['chaos', chaosLines, ''],
  ['webhooks', webhookLines, ''],
  ['what is under way', underWayLines, underWay],
  ['what waits for it', underWayLines, `${underWay}in_flight = "wait"\n`],
]

type Disturbed = Awaited<ReturnType<typeof createDisturbed>>

interface Expected {
  readonly said: readonly Said[]
  readonly told: Disturbed['told']
}

/** What one process answers, and what it tells. */
async function askAlone(transcript: readonly string[], more: string): Promise<Expected> {
  const { cwd, told } = await createDisturbed(more)
  const { url } = await serveInProcess(cwd, 'things', ...clock)
  return { said: await sayAll(transcript, () => url), told }
}

/** Says all to what is to be as good as one process: the answers are the same, and so is what receivers are told. */
async function expectSame(
  transcript: readonly string[],
  alone: Promise<Expected>,
  { told, urlOf }: Disturbed & { readonly urlOf: (at: number) => string | Promise<string> },
): Promise<void> {
  const [expected, said] = await Promise.all([alone, sayAll(transcript, urlOf)])
  const own = (text = '') => text.replaceAll(expected.told.url, told.url)
  for (const [at, line] of transcript.entries())
    expect([line, said[at]]).toEqual([line, { ...expected.said[at], body: own(expected.said[at]?.body) }])
  // the others do not wait for what is on its way
  if (transcript !== webhookLines) return
  const toldTo = ({ received }: Disturbed['told']) => received.map(({ body, headers }) => `${headers['stripe-signature']} ${body}`).sort()
  expect(toldTo(told)).toEqual(toldTo(expected.told))
  expect(told.received.length).toBeGreaterThan(20)
}

describe.each(transcripts)('as one process: %s', (_, transcript, more) => {
  let alone: Promise<Expected> | undefined
  /** Asked once, by the test that comes first. */
  const expected = () => {
    alone ??= askAlone(transcript, more)
    return alone
  }

  test('workers, also when they are killed in between', { timeout: 240_000 }, async () => {
    const many = await createDisturbed(more)
    const { url } = await serveInProcess(many.cwd, 'things', ...clock, '--workers', '2')
    await expectSame(transcript, expected(), { ...many, urlOf: killingIn(transcript, url) })
  })

  test.skipIf(!hasRedis)('servers that share sessions in Redis (needs redis-server)', { timeout: 240_000 }, async () => {
    const many = await createDisturbed(more)
    const redis = await startRedis()
    const flags = [...clock, '--state', redis.url]
    const starting = [0, 1].map(() => serveInProcess(many.cwd, 'things', ...flags))
    const urls = (await Promise.all(starting)).map(({ url }) => url)
    await expectSame(transcript, expected(), { ...many, urlOf: (at) => urls[(at * 7 + (at >> 1)) % 2] as string })
  })

  test.skipIf(!hasRedis)(
    'workers whose sessions are in Redis, beside another server of them (needs redis-server)',
    {
      timeout: 240_000,
    },
    async () => {
      const many = await createDisturbed(more)
      const redis = await startRedis()
      const flags = [...clock, '--state', redis.url]
      const { url } = await serveInProcess(many.cwd, 'things', ...flags, '--workers', '2')
      const beside = await serveInProcess(many.cwd, 'things', ...flags)
      const killing = killingIn(transcript, url)
      const urlOf = (at: number) => killing(at).then((workers) => (at % 3 === 2 ? beside.url : workers))
      await expectSame(transcript, expected(), { ...many, urlOf })
    },
  )
})

test('of a worker that is killed under load no delivery is lost, and none is made again that was known to be', {
  timeout: 180_000,
}, async () => {
  const { cwd, told } = await createDisturbed()
  const { url } = await serveInProcess(cwd, 'things', '--workers', '2', '--chaos', 'latency=1ms')
  const sessions = ['default', 'a', 'c', 'k']
  let isOver = false
  const load = async (session: string) => {
    for (let count = 0; !isOver; count++) {
      const headers = { 'Content-Type': 'application/json', 'X-Doppel-Session': session }
      await fetch(`${url}/thing0`, { method: 'POST', headers, body: JSON.stringify({ name: `${session} ${count}` }) }).catch(() => {})
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }
  const running = sessions.map(load)
  const kills = 2
  for (let kill = 0; kill < kills; kill++) {
    await new Promise((resolve) => setTimeout(resolve, 400))
    for (const session of ['a', 'default']) await killWorkerOf(url, session)
  }
  isOver = true
  await Promise.all(running)
  const listOf = async (session: string) =>
    ((await tellTwin(url, `/webhooks?session=${session}`)) as { deliveries: { event: string; state: string }[] }).deliveries
  for (const session of sessions)
    await expect
      .poll(async () => (await listOf(session)).every(({ state }) => state === 'delivered'), { timeout: 30_000, message: session })
      .toBe(true)
  const times = new Map<string, number>()
  for (const { body } of told.received) {
    const { id } = JSON.parse(body) as { id: string }
    times.set(id, (times.get(id) ?? 0) + 1)
  }
  const delivered = (await Promise.all(sessions.map(listOf))).flat()
  expect(delivered.length).toBeGreaterThan(20)
  expect(delivered.filter(({ event }) => !times.has(event))).toEqual([])
  // Each receiver is told one thing at a time: a kill cuts off one delivery of a session at most.
  expect([...times.values()].filter((count) => count > 1).length).toBeLessThanOrEqual(kills * sessions.length)
})

test.skipIf(!hasRedis)(
  'servers of the same sessions tell each thing once, and one that dies leaves it to the others (needs redis-server)',
  {
    timeout: 180_000,
  },
  async () => {
    const { cwd, told } = await createDisturbed()
    const redis = await startRedis()
    const flags = ['--state', redis.url, '--clock', 'scaled:60']
    const [dying, staying] = await Promise.all([0, 1].map(() => serveInProcess(cwd, 'things', ...flags)))
    if (!dying || !staying) throw new Error('both are served')
    const make = (url: string, name: string) =>
      fetch(`${url}/thing0`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ name }) })
    await Promise.all(Array.from({ length: 60 }, (_, at) => make([dying, staying][at % 2]?.url ?? '', `thing ${at}`)))
    const listOf = async ({ url }: typeof dying) =>
      ((await tellTwin(url, '/webhooks')) as { deliveries: { state: string; attempts: { status: number }[] }[] }).deliveries
    await expect.poll(async () => (await listOf(staying)).every(({ state }) => state === 'delivered'), { timeout: 30_000 }).toBe(true)
    expect(told.received).toHaveLength(60)
    expect(await listOf(dying)).toEqual(await listOf(staying))
    // Nobody else is asked for this one: it fails, and is tried again after five minutes, which are five seconds here.
    await make(dying.url, 'fails')
    const attempts = () => listOf(staying).then((deliveries) => deliveries.at(-1)?.attempts.map(({ status }) => status))
    // until it is known how the attempt ended: one that nobody knows of is made again, as it should be
    await expect.poll(attempts, { timeout: 10_000 }).toEqual([500])
    expect(told.received).toHaveLength(61)
    dying.child.kill('SIGKILL')
    await expect.poll(attempts, { timeout: 30_000 }).toEqual([500, 500])
    expect(told.received).toHaveLength(62)
  },
)

/** Asks again and again until the answer has this status. */
const untilAnswered = (url: string, status: number) =>
  expect.poll(async () => (await fetch(`${url}/thing0/1`)).status, { timeout: 30_000, interval: 20 }).toBe(status)

test('what was under way at a worker that is killed is under way no more', { timeout: 120_000 }, async () => {
  const { cwd } = await createDisturbed(underWay)
  const { url } = await serveInProcess(cwd, 'things', '--workers', '2')
  const slow = fetch(`${url}/thing0/1`, { headers: { 'X-Doppel-Chaos': 'latency=60s' } }).catch(() => {})
  await requested(url, 1)
  expect((await fetch(`${url}/thing0/1`)).status).toBe(429)
  await killWorkerOf(url, 'default')
  await slow
  await untilAnswered(url, 200)
})

test.skipIf(!hasRedis)(
  'nor at a server of shared sessions that dies (needs redis-server)',
  {
    timeout: 120_000,
  },
  async () => {
    const { cwd } = await createDisturbed(underWay)
    const redis = await startRedis()
    const [dying, staying] = await Promise.all([0, 1].map(() => serveInProcess(cwd, 'things', '--state', redis.url)))
    if (!dying || !staying) throw new Error('both are served')
    const slow = fetch(`${dying.url}/thing0/1`, { headers: { 'X-Doppel-Chaos': 'latency=60s' } }).catch(() => {})
    await requested(dying.url, 1)
    expect((await fetch(`${staying.url}/thing0/1`)).status).toBe(429)
    // longer than a server may be silent
    await new Promise((resolve) => setTimeout(resolve, 7000))
    expect((await fetch(`${staying.url}/thing0/1`)).status).toBe(429)
    dying.child.kill('SIGKILL')
    await slow
    await untilAnswered(staying.url, 200)
  },
)
