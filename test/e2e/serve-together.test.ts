import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { shardOf } from '../../src/server/workers/shard-of.ts'
import { serveInProcess } from './serve-process.ts'
import { createServingWorkspace, tellTwin } from './serving-workspace.ts'
import { around, chaosLines, disturbAndTell, plainLines, sayAll, startTold, webhookLines } from './session-transcript.ts'

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

for (const [name, transcript, more] of [
  ['sessions', plainLines, around],
  ['chaos', chaosLines, ''],
  ['webhooks', webhookLines, ''],
] as const) {
  test(`workers answer as one process does, also when they are killed in between: ${name}`, { timeout: 240_000 }, async () => {
    const [one, many] = [await createDisturbed(more), await createDisturbed(more)]
    const alone = await serveInProcess(one.cwd, 'things', ...clock)
    const workers = await serveInProcess(many.cwd, 'things', ...clock, '--workers', '2')
    const expected = await sayAll(transcript, () => alone.url)
    const killed = { a: [0.25, 0.7], default: [0.6] }
    const said = await sayAll(transcript, async (at) => {
      for (const [session, shares] of Object.entries(killed))
        if (shares.some((share) => Math.floor(share * transcript.length) === at)) await killWorkerOf(workers.url, session)
      return workers.url
    })
    for (const [at, line] of transcript.entries()) {
      const own = (text: string | undefined) => text?.replaceAll(one.told.url, many.told.url)
      expect([line, { ...said[at], body: said[at]?.body }]).toEqual([line, { ...expected[at], body: own(expected[at]?.body) }])
    }
    const what = ({ told }: typeof one) => told.received.map(({ body, headers }) => `${headers['stripe-signature']} ${body}`).sort()
    expect(what(many)).toEqual(what(one))
    if (transcript === webhookLines) expect(one.told.received.length).toBeGreaterThan(20)
  })
}

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
