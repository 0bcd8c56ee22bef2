import { beforeEach, describe, expect, it, test as plain } from 'vitest'
import { createModel } from '../../bench/serve-model.ts'
import { createFetchHandler, createFixedClock } from '../../src/browser.ts'
import { startTwin } from '../../src/index.ts'
import { openTestSession, twinFixture, useTwin } from '../../src/testing.ts'
import { createServingWorkspace } from './serving-workspace.ts'

const post = (name: string) => ({ method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ name }) })

describe('startTwin', () => {
  it('runs a twin by its folder: by a port, and by fetch within the process', async () => {
    const { folder } = await createServingWorkspace()
    await using twin = await startTwin(folder, { seed: 7, clock: 'fixed:2026-01-01' })
    expect((await fetch(`${twin.url}/thing0/1`)).status).toBe(200)
    const made = await twin.fetch('/thing0', post('new'))
    expect([made.status, await made.json()]).toMatchObject([201, { id: '5000', name: 'new' }])
    expect((await twin.state())['thing0']).toHaveLength(1001)
    expect(await twin.journal.verify({ route: 'POST /thing0', where: 'body.name == "new"', times: 1 })).toMatchObject({
      met: true,
      count: 1,
    })
    expect(await twin.clock.advance('1d')).toMatchObject({ now: '2026-01-02T00:00:00.000Z' })
  })

  it('needs no port: requests, sessions, snapshots and chaos work in memory', async () => {
    await using twin = await startTwin(createModel(1), { port: false })
    await using alice = twin.session('alice')
    await alice.fetch('/thing0', post('hers'))
    await alice.snapshot('before')
    await alice.fetch(new Request(`${twin.url}/thing0`, post('more')))
    expect(Object.keys(await alice.diff({ snapshot: 'before' }))).toEqual(['thing0'])
    const bob = await alice.fork('bob')
    await alice.restore('before')
    const count = async (session: typeof alice) => (await session.state())['thing0']?.length
    expect([await count(twin), await count(alice), await count(bob)]).toEqual([1000, 1001, 1002])
    expect(await (await twin.fetch(`${bob.url}/thing0/5001`)).json()).toMatchObject({ name: 'more' })

    await alice.chaos.on('error=503')
    expect([(await alice.fetch('/thing0/1')).status, (await bob.fetch('/thing0/1')).status]).toEqual([503, 200])
    await alice.chaos.off()
    await bob.chaos.on({ fault: 'reset', route: 'GET /thing0/{id}' })
    await expect(bob.fetch('/thing0/1')).rejects.toThrow()
    await expect(bob.fetch('/thing0/1', { signal: AbortSignal.timeout(1000) })).rejects.toThrow()
    await twin.chaos.on('truncate')
    await expect(twin.fetch('/thing0/1').then((answer) => answer.text())).rejects.toThrow()
  })

  it('begins sessions as they are asked to, and says what can not be', async () => {
    await using twin = await startTwin(createModel(1), { port: false })
    const given = await twin.createSession('a', { clock: 'fixed:2020-01-01', state: { thing0: [{ id: 'x', name: 'given' }] } })
    expect([(await given.fetch('/thing0/x')).status, (await given.clock.now()).now]).toEqual([200, '2020-01-01T00:00:00.000Z'])
    await expect(twin.createSession('a', { seed: 3 })).rejects.toMatchObject({ code: 'session-exists' })
    await expect(twin.createSession('b', { fixture: 'none' })).rejects.toMatchObject({ code: 'unknown-fixture' })
    await expect(given.webhooks.list()).rejects.toMatchObject({ code: 'no-webhooks' })
    await expect(startTwin('nowhere/at/all')).rejects.toMatchObject({ code: 'twin-unknown' })
    await expect(startTwin(createModel(1), { clock: 'sundial' })).rejects.toMatchObject({ code: 'clock-unknown' })
  })
})

let folder = ''
beforeEach(async () => {
  ;({ folder } = await createServingWorkspace())
})

describe('fixtures of test frameworks', () => {
  const session = useTwin('unused', { beforeEach: () => undefined, afterEach: () => undefined })

  it('give each test a session of its own of one twin', async () => {
    const [one, two] = [await openTestSession(folder), await openTestSession(folder)]
    await one.fetch('/thing0', post('mine'))
    expect([(await one.fetch('/thing0/5000')).status, (await two.fetch('/thing0/5000')).status, one.url.split('/~')[0]]).toEqual([
      200,
      404,
      two.url.split('/~')[0],
    ])
  })

  it('are there for hooks, and say when no test runs', async () => {
    expect(() => session()).toThrow('no test runs')
    const hooks: (() => Promise<void>)[] = []
    const get = useTwin(
      folder,
      { beforeEach: (run) => hooks.unshift(run), afterEach: (run) => hooks.push(run) },
      { session: { clock: 'fixed:2026-01-01' } },
    )
    await hooks[0]?.()
    expect((await get().clock.now()).now).toBe('2026-01-01T00:00:00.000Z')
    await hooks[1]?.()
    expect(() => get()).toThrow('no test runs')
  })

  it('are there for test.extend, which reads off the text of a fixture that it needs nothing', async () => {
    const fixture = twinFixture(folder)
    expect(String(fixture)).toMatch(/^async \(\{\s*\},/)
    const seen: number[] = []
    await fixture({}, async (own) => void seen.push((await own.fetch('/thing0/1')).status))
    expect(seen).toEqual([200])
    expect(typeof plain.extend({ things: fixture })).toBe('function')
  })
})

describe('in a browser', () => {
  it('a twin is a function from Request to Response', async () => {
    const handle = createFetchHandler(createModel(1), { clock: createFixedClock(0) })
    const made = await handle(new Request('https://api.example.com/thing0', post('new')))
    expect([made.status, made.headers.get('x-doppel-provenance'), await made.json()]).toMatchObject([201, 'learned', { id: '5000' }])
    expect((await handle(new Request('https://api.example.com/thing0/5000'))).status).toBe(200)
    handle.reset()
    expect((await handle(new Request('https://api.example.com/thing0/5000'))).status).toBe(404)
  })
})
