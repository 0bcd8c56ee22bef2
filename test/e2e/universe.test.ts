import { mkdtempSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { modelSchema } from '#model'
import { startUniverse } from '../../src/index.ts'
import { runVerb, type Told } from './run-verb.ts'

const headers = [['Content-Type', 'application/json']]
const show = (name: string, status: number, value: string, more: object = {}) => ({
  name,
  status,
  headers,
  body: { encoding: 'json', value: { $: value } },
  ...more,
})

/** A shop whose orders are paid, and tells of that. */
const shop = modelSchema.parse({
  format: 'doppel-model/1',
  service: { name: 'shop' },
  collections: { order: { key: ['id'] } },
  routes: [
    {
      method: 'POST',
      path: '/orders',
      variants: [
        show('made', 201, 'made', {
          do: [
            {
              create: 'order',
              key: ['self.id'],
              value: { id: { $: "next('order')" }, total: { $: 'body.total' }, at: { $: "time(now, 'iso')" } },
              as: 'made',
            },
          ],
        }),
      ],
    },
    {
      method: 'POST',
      path: '/orders/{id}/pay',
      variants: [
        show('paid', 200, 'order', {
          do: [
            { update: 'order', key: ['path.id'], set: { paid: true }, as: 'order' },
            { emit: 'order.paid', value: { $: 'order' } },
          ],
        }),
      ],
    },
  ],
  miss: { name: 'miss', status: 404, headers },
})

/** Messages by channel. */
const chat = modelSchema.parse({
  format: 'doppel-model/1',
  service: { name: 'chat' },
  collections: { message: { key: ['id'] } },
  routes: [
    {
      method: 'POST',
      path: '/channels/{channel}/messages',
      variants: [
        show('refused', 403, '"no token"', { when: 'header.authorization != "Bearer t"' }),
        show('posted', 201, 'made', {
          do: [
            {
              create: 'message',
              key: ['self.id'],
              value: { id: { $: "next('message')" }, channel: { $: 'path.channel' }, text: { $: 'body.text' } },
              as: 'made',
            },
          ],
        }),
      ],
    },
    { method: 'GET', path: '/messages', variants: [show('list', 200, "list('message')")] },
  ],
  miss: { name: 'miss', status: 404, headers },
})

const links = `
[[links]]
on = "shop.order.paid"
do = "chat POST /channels/{'orders ' + string(event.data.id)}/messages"
when = "event.data.total > 10"
with = { text = { "$" = "'paid: ' + string(event.data.total)" } }
headers = { Authorization = "Bearer t" }
after = "5m"
`

async function createProject(doppelToml: string, twins: Readonly<Record<string, object>> = { shop, chat }): Promise<string> {
  const cwd = mkdtempSync(join(tmpdir(), 'doppel-universe-'))
  onTestFinished(() => rm(cwd, { recursive: true }))
  for (const [name, model] of Object.entries(twins)) {
    await mkdir(join(cwd, 'twins', name, 'model'), { recursive: true })
    await writeFile(join(cwd, 'twins', name, 'twin.toml'), 'base_url = "http://127.0.0.1:9"\n')
    await writeFile(join(cwd, 'twins', name, 'model', 'model.json'), JSON.stringify(model))
  }
  await writeFile(join(cwd, 'doppel.toml'), doppelToml)
  return cwd
}

const two = `clock = "fixed:2026-01-01"\n[twins.shop]\nport = 0\n[twins.chat]\nport = 0\nenv = "CHAT_URL"\n`

const order = (fetch: typeof globalThis.fetch, total: number) =>
  fetch('/orders', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ total }) })

const messages = async (fetch: typeof globalThis.fetch) => (await (await fetch('/messages')).json()) as object[]

describe('in the process of a test', () => {
  test('what happens in one twin is heard by another, on the clock that they share', async () => {
    const cwd = await createProject(two + links)
    await using universe = await startUniverse(cwd, { ports: false })
    const { shop: orders, chat: messenger } = universe.twins
    if (!orders || !messenger) throw new Error('two twins')
    for (const total of [5, 20]) await order(orders.fetch, total)
    for (const id of [1, 2]) await orders.fetch(`/orders/${id}/pay`, { method: 'POST' })
    expect(await messages(messenger.fetch)).toEqual([])
    expect(await orders.webhooks.list()).toMatchObject([{ state: 'pending', url: 'twin:chat', call: 'POST /channels/orders%202/messages' }])
    await messenger.clock.advance('10m')
    expect((await orders.clock.now()).now).toBe('2026-01-01T00:10:00.000Z')
    await vi.waitFor(async () => expect(await messages(messenger.fetch)).toEqual([{ id: 1, channel: 'orders 2', text: 'paid: 20' }]))
    expect(await orders.webhooks.list()).toMatchObject([
      { state: 'delivered', attempts: [{ status: 201, at: '2026-01-01T00:05:00.000Z' }] },
    ])
  })

  test('links stay in their session; a fork, a snapshot and a reset are of all twins at once', async () => {
    const cwd = await createProject(
      `${two}[[links]]\non = "shop POST /orders"\ndo = "chat POST /channels/new/messages"\nheaders = { Authorization = "Bearer t" }\n`,
    )
    await using universe = await startUniverse(cwd, { ports: false })
    await order(universe.twins.shop?.fetch as typeof fetch, 1)
    await vi.waitFor(async () => expect(await messages(universe.twins.chat?.fetch as typeof fetch)).toHaveLength(1))
    await universe.snapshot('one')
    const fork = await universe.fork('other')
    await fork.clock.advance('1h')
    await order(fork.twins.shop?.fetch as typeof fetch, 2)
    await vi.waitFor(async () => expect(await messages(fork.twins.chat?.fetch as typeof fetch)).toHaveLength(2))
    expect(await messages(universe.twins.chat?.fetch as typeof fetch)).toHaveLength(1)
    expect((await universe.clock.now()).now).toBe('2026-01-01T00:00:00.000Z')
    await universe.clock.advance('1d')
    await universe.reset()
    expect([await messages(universe.twins.chat?.fetch as typeof fetch), (await universe.twins.chat?.clock.now())?.now]).toEqual([
      [],
      '2026-01-01T00:00:00.000Z',
    ])
    await universe.restore('one')
    expect(await messages(universe.twins.chat?.fetch as typeof fetch)).toHaveLength(1)
    await fork.end()
  })

  test('what a link is refused with is final and said', async () => {
    const cwd = await createProject(`${two}[[links]]\non = "shop.order.*"\ndo = "chat POST /channels/x/messages"\n`)
    const notes: string[] = []
    await using universe = await startUniverse(cwd, { ports: false, note: (line) => notes.push(line) })
    await order(universe.twins.shop?.fetch as typeof fetch, 1)
    await universe.twins.shop?.fetch('/orders/1/pay', { method: 'POST' })
    await vi.waitFor(async () => expect(await universe.twins.shop?.webhooks.list()).toMatchObject([{ state: 'refused' }]))
    expect(notes).toEqual(['shop: link order.paid (1): POST /channels/x/messages of twin:chat is answered with 403'])
  })

  test.each([
    [`${two}[[links]]\non = "shop.order.gone"\ndo = "chat POST /x"\n`, 'there is no such event or route: it has order.paid'],
    [`${two}[[links]]\non = "shop GET /nothing"\ndo = "chat POST /x"\n`, 'there is no such event or route: it has order.paid'],
    [`${two}[[links]]\non = "shop.order.paid"\ndo = "caht POST /x"\n`, 'doppel.toml has no such twin'],
    [`${two}[[links]]\non = "order"\ndo = "chat POST /x"\n`, 'links.0.on: is no event and no route'],
    ['[twins.shop]\nport = 9000\n[twins.chat]\nport = 9000\n', 'shop and chat have the same port, 9000'],
    ['clock = "soon"\n[twins.shop]\n', 'clock: is no clock'],
    ['twins = {}\n', 'names no twin'],
  ])('refuses %j', async (text, message) => {
    const cwd = await createProject(text)
    await expect(startUniverse(cwd, { ports: false, note: () => {} })).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringContaining(message),
    })
  })

  test('without a doppel.toml there is nothing to start', async () => {
    const cwd = await createProject('')
    await rm(join(cwd, 'doppel.toml'))
    await expect(startUniverse(cwd)).rejects.toMatchObject({ code: 'universe-missing', exitCode: 1 })
  })
})

describe('from the command line', () => {
  async function up(cwd: string, raw: object = {}): Promise<{ told: Told; stop: () => Promise<unknown> }> {
    const told: Told = { notes: [], printed: [] }
    const stop = new AbortController()
    const running = runVerb(cwd, 'up', raw, told, stop.signal)
    const end = async () => {
      stop.abort()
      return running
    }
    onTestFinished(async () => void (await end().catch(() => {})))
    await Promise.race([vi.waitUntil(() => told.printed.length > 0, { timeout: 20_000 }), running])
    return { told, stop: end }
  }

  test('one that can not be started leaves the others up; all are shown, logged and controlled together', async () => {
    const cwd = await createProject(`${two}[twins.gone]\n`)
    const { told, stop } = await up(cwd)
    expect(told.printed[0]).toMatch(/^up +shop +http\S+ +SHOP_BASE_URL\nup +chat +http\S+ +CHAT_URL\nnot up +gone +there is no twin "gone"/)
    await expect(up(cwd)).rejects.toMatchObject({ code: 'universe-up', exitCode: 1 })
    const env = (await runVerb(cwd, 'env', {})).json as Record<string, string>
    expect(Object.keys(env)).toEqual(['SHOP_BASE_URL', 'CHAT_URL'])
    const base = env.SHOP_BASE_URL ?? ''
    await fetch(`${base}/orders`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"total":1}' })
    await fetch(`${base}/nothing`)
    const status = await runVerb(cwd, 'status', {})
    expect(status).toMatchObject({
      exitCode: 4,
      json: {
        twins: [
          { twin: 'shop', alive: true, requests: 2, misses: 1 },
          { twin: 'chat', requests: 0 },
          { twin: 'gone', alive: false },
        ],
      },
    })
    await vi.waitFor(async () =>
      expect((await runVerb(cwd, 'logs', { names: ['shop'] })).text).toMatch(
        /shop default POST \/orders 201 learned .*\n.*shop default GET \/nothing 404 miss/,
      ),
    )
    expect((await runVerb(cwd, 'logs', { names: ['chat'] })).text).toBe('')
    await runVerb(cwd, 'snapshot', { value: 'a' })
    await runVerb(cwd, 'clock', { name: 'chat', action: 'advance', value: '1d' })
    expect((await runVerb(cwd, 'clock', { name: 'shop' })).json).toMatchObject({ now: '2026-01-02T00:00:00.000Z' })
    await runVerb(cwd, 'fork', { value: 'b' })
    await runVerb(cwd, 'reset', { session: 'b' })
    await runVerb(cwd, 'reset', {})
    expect((await runVerb(cwd, 'clock', { name: 'shop' })).json).toMatchObject({ now: '2026-01-01T00:00:00.000Z' })
    expect(JSON.stringify((await runVerb(cwd, 'session', { name: 'shop', action: 'state' })).json)).toContain('"order":[]')
    expect((await runVerb(cwd, 'restore', { value: 'a' })).text).toBe('shop, chat as at a')
    expect(JSON.stringify((await runVerb(cwd, 'session', { name: 'shop', action: 'state' })).json)).toContain('"total":1')
    await expect(runVerb(cwd, 'restore', { value: 'never' })).rejects.toMatchObject({ code: 'unknown-snapshot', exitCode: 1 })
    await stop()
    await expect(runVerb(cwd, 'status', {})).rejects.toMatchObject({ code: 'universe-not-up', exitCode: 1 })
    expect(JSON.parse((await readFile(join(cwd, '.doppel', 'universe.log'), 'utf8')).split('\n')[0] ?? '')).toMatchObject({
      twin: 'shop',
      status: 201,
    })
  })

  test('--strict fails the whole with the first reason, and leaves nothing up', async () => {
    const cwd = await createProject(`${two}[twins.gone]\n`)
    await expect(up(cwd, { strict: true })).rejects.toMatchObject({ code: 'universe-failed', exitCode: 1 })
    await expect(runVerb(cwd, 'down', {})).rejects.toMatchObject({ code: 'universe-not-up' })
  })

  test('--ci goes on behind until doppel down', async () => {
    const cwd = await createProject(two)
    const started = await runVerb(cwd, 'up', { ci: true, only: ['chat'] })
    expect(started.json).toMatchObject({ twins: [{ name: 'chat', env: 'CHAT_URL' }] })
    expect(await runVerb(cwd, 'status', {})).toMatchObject({ exitCode: 0 })
    expect((await runVerb(cwd, 'down', {})).text).toBe('chat stopped')
    await expect(runVerb(cwd, 'down', {})).rejects.toMatchObject({ code: 'universe-not-up' })
    await writeFile(join(cwd, 'doppel.toml'), '[twins.gone]\n')
    await expect(runVerb(cwd, 'up', { ci: true })).rejects.toMatchObject({
      code: 'universe-failed',
      exitCode: 1,
      message: expect.stringContaining('there is no twin "gone"'),
    })
  }, 60_000)

  test.each([
    ['shell', `export SHOP_BASE_URL='http://127.0.0.1:9001'\nexport CHAT_URL='http://127.0.0.1:9100'`],
    ['dotenv', 'SHOP_BASE_URL=http://127.0.0.1:9001\nCHAT_URL=http://127.0.0.1:9100'],
    ['compose', 'environment:\n  SHOP_BASE_URL: "http://host.docker.internal:9001"\n  CHAT_URL: "http://host.docker.internal:9100"'],
  ])('addresses for %s are known before it is up, where ports are', async (format, expected) => {
    const cwd = await createProject('[twins.shop]\n[twins.chat]\nport = 9100\nenv = "CHAT_URL"\n')
    expect((await runVerb(cwd, 'env', { format })).text).toBe(expected)
  })
})

describe('files of others', () => {
  test('a wondertwin.json gives names and ports, and says what is left out', async () => {
    const cwd = await createProject('')
    await rm(join(cwd, 'doppel.toml'))
    await writeFile(
      join(cwd, 'wondertwin.json'),
      JSON.stringify({ twins: { shop: { version: '1.2.0', port: 0, seed: './seed.json' } }, settings: { verbose: true } }),
    )
    const notes: string[] = []
    await using universe = await startUniverse(cwd, { ports: false, note: (line) => notes.push(line) })
    expect(Object.keys(universe.twins)).toEqual(['shop'])
    expect(notes.join('\n')).toMatch(
      /settings is not taken over[\s\S]*twins\.shop\.version is not taken over[\s\S]*twins\.shop\.seed is not taken over[\s\S]*state\/fixtures/,
    )
  })

  test('a wraith-project.toml gives its clock and fixtures, too', async () => {
    const cwd = await createProject('')
    await rm(join(cwd, 'doppel.toml'))
    await writeFile(
      join(cwd, 'wraith-project.toml'),
      '[[twins]]\nname = "shop"\nport = 0\nclock = "deterministic"\nclock_epoch = 1700000000\ncontrol_token_env = "T"\n[[twins]]\nname = "chat"\nport = 0\nclock = "real"\n',
    )
    const notes: string[] = []
    await using universe = await startUniverse(cwd, { ports: false, note: (line) => notes.push(line) })
    expect((await universe.clock.now()).now).toBe('2023-11-14T22:13:20.000Z')
    expect(notes.join('\n')).toMatch(/the clock of chat is not taken over[\s\S]*control_token_env of shop is not taken over/)
  })
})
