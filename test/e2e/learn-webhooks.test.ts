import { createHmac, randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import type { VerbResult } from '#verbs'
import { listening } from './record-lab.ts'
import { runVerb, type Told } from './run-verb.ts'
import { type Received, startReceiver } from './webhook-receiver.ts'

let cwd: string

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'doppel-learn-webhooks-'))
  onTestFinished(() => rmSync(cwd, { recursive: true }))
})

const run = (name: string, raw: object, told: Partial<Told> = {}, signal?: AbortSignal, env = {}): Promise<VerbResult> =>
  runVerb(cwd, name, raw, told, signal, env)

const secret = 'a secret that no recording has'

interface Order {
  id: string
  sku: string
  total: number
  status: string
}

/** Orders that are made, paid and cancelled: of the last it tells only what was paid. It tries once more what is refused. */
async function startService(target: () => string): Promise<{ port: number; idle: () => Promise<void> }> {
  const orders = new Map<string, Order>()
  const sending = new Set<Promise<void>>()
  const send = async (type: string, data: object, triesLeft = 1, id = `evt_${randomBytes(8).toString('hex')}`): Promise<void> => {
    const body = JSON.stringify({ id, type, created: Math.floor(Date.now() / 1000), data })
    const signature = createHmac('sha256', secret).update(body).digest('hex')
    const headers = { 'content-type': 'application/json', 'user-agent': 'Orders-Hooks/1', 'x-orders-signature': `sha256=${signature}` }
    const { status } = await fetch(target(), { method: 'POST', headers, body })
    if (status >= 300 && triesLeft > 0) await send(type, data, triesLeft - 1, id)
  }
  const tell = (type: string, data: object) => {
    const sent = send(type, data).finally(() => sending.delete(sent))
    sending.add(sent)
  }
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    let text = ''
    for await (const chunk of request) text += chunk
    const reply = (status: number, body: object) =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    const [, , id = '', action] = (request.url ?? '').split('/')
    if (id === '' && request.method === 'POST') {
      const { sku, total } = JSON.parse(text) as Order
      const order = { id: `ord_${randomBytes(8).toString('hex')}`, sku, total, status: 'open' }
      orders.set(order.id, order)
      tell('order.created', { order: { ...order } })
      return reply(201, order)
    }
    const order = orders.get(id)
    if (order === undefined) return reply(404, { error: 'no such order' })
    if (action === 'pay') {
      order.status = 'paid'
      tell('order.paid', { order_id: id, amount: order.total })
    } else if (action === 'cancel') {
      if (order.status === 'paid') tell('order.refunded', { order_id: id, amount: order.total })
      order.status = 'cancelled'
    }
    return reply(200, order)
  }
  const port = await listening(createServer((request, response) => void answer(request, response)))
  const idle = async () => {
    while (sending.size > 0) await Promise.all(sending)
  }
  return { port, idle }
}

type Call = (method: string, path: string, body?: object) => Promise<Order>

function clientOf(url: string, idle: () => Promise<void> = async () => {}): Call {
  return async (method, path, body) => {
    const response = await fetch(url + path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
    const answer = (await response.json()) as Order
    await idle()
    return answer
  }
}

/** What an app does: some orders are paid, some cancelled, some both. */
async function useShop(call: Call, seed: number): Promise<void> {
  for (const at of [0, 1, 2, 3]) {
    const { id } = await call('POST', '/orders', { sku: `sku-${seed}${at}`, total: 10 * seed + at + 0.5 })
    if (at % 2 === 0) await call('POST', `/orders/${id}/pay`)
    await call('GET', `/orders/${id}`)
    if (at < 2) await call('POST', `/orders/${id}/cancel`)
    await call('GET', `/orders/${id}`)
  }
}

async function recordShop(sessions: number): Promise<void> {
  let hooks = ''
  const service = await startService(() => `http://${hooks}/shop`)
  // The app is down for a moment: the first delivery has to come again.
  const app = await startReceiver((_, count) => (count === 1 ? 503 : 204))
  onTestFinished(() => app.close())
  await run('init', { name: 'orders', baseUrl: `http://127.0.0.1:${service.port}` })
  const told: Told = { notes: [], printed: [] }
  const stop = new AbortController()
  const recording = run('record', { name: 'orders', webhooks: 0, forward: app.url }, told, stop.signal)
  await Promise.race([expect.poll(() => told.printed[1], { timeout: 10_000 }).toBeDefined(), recording])
  const url = `http://${/addr=(\S+)/.exec(told.printed[0] ?? '')?.[1]}`
  hooks = /addr=(\S+)/.exec(told.printed[1] ?? '')?.[1] ?? ''
  for (let at = 1; at <= sessions; at++) {
    await useShop(clientOf(url, service.idle), at)
    await fetch(`${url}/__doppel/new-session`, { method: 'POST' })
  }
  stop.abort()
  await recording
}

async function serve(told: Told, env: Record<string, string>): Promise<string> {
  const stop = new AbortController()
  const served = run('serve', { name: 'orders' }, told, stop.signal, env)
  onTestFinished(async () => {
    stop.abort()
    await served.catch(() => {})
  })
  await Promise.race([expect.poll(() => told.printed[0], { timeout: 20_000 }).toBeDefined(), served])
  return `http://${/addr=(\S+)/.exec(told.printed[0] ?? '')?.[1]}`
}

test('what a service sends is recorded, learned, checked, and sent by the twin to the app, signed', { timeout: 300_000 }, async () => {
  await recordShop(4)
  const list = (await run('inspect', { name: 'orders', session: (await sessionIds())[0] as string })).text
  expect(list.split('\n').filter((line) => line.startsWith('again'))).toHaveLength(1)

  const { text, json } = await run('synth', { name: 'orders' })
  expect(text).toMatch(/webhooks of 3 events learned from 29 that were recorded; held-out 28 of 28 just so/)
  expect(text).toContain('name a receiver, [[webhooks.subscriptions]]')
  expect(text).toContain('they are signed, and no recording has the secret')
  expect(text).toContain('everything that was recorded is explained')
  expect(json).toMatchObject({ webhooks: { events: ['order.created', 'order.refunded', 'order.paid'], recorded: 29 } })

  const checked = await run('check', { name: 'orders' })
  expect(checked.text).toContain('webhooks 28/28 as recorded: 0 differ, 0 missing, 0 extra')
  const onWire = await run('check', { name: 'orders', wire: true })
  expect(onWire.json).toEqual({ ...(checked.json as object), target: { kind: 'wire' } })
  expect((onWire.json as { webhooks: object }).webhooks).toMatchObject({ recorded: 28, right: 28 })
  await checkWrongModel()
  expect((await run('show', { name: 'orders' })).text).toContain('emit: order.refunded')
  expect((await run('explain', { name: 'orders', route: ['POST /orders'] })).text).toContain('tell order.created.')

  const notes: Told = { notes: [], printed: [] }
  await serve(notes, {})
  expect(notes.notes.join('\n')).toContain('nobody is told')

  const app = await startReceiver()
  onTestFinished(() => app.close())
  const file = join(cwd, 'twins/orders/twin.toml')
  const receiver = `secret = "$ORDERS_SECRET"\n\n[[webhooks.subscriptions]]\nurl = "${app.url}"\n`
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace('[webhooks]\n', (head) => head + receiver),
  )
  const told: Told = { notes: [], printed: [] }
  await useShop(clientOf(await serve(told, { ORDERS_SECRET: secret })), 7)
  expect(told.notes.join('\n')).not.toMatch(/nobody is told|no secret/)
  const received = await app.until(7)
  expect(received.map(({ body }) => JSON.parse(body).type)).toEqual([
    'order.created',
    'order.paid',
    'order.refunded',
    'order.created',
    'order.created',
    'order.paid',
    'order.created',
  ])
  expect(JSON.parse((received[2] as Received).body)).toMatchObject({
    id: expect.stringMatching(/^evt_[0-9a-f]{16}$/),
    data: { amount: 70.5 },
  })
  for (const { url, headers, body } of received) {
    expect(url).toBe('/hooks')
    expect(headers['user-agent']).toBe('Orders-Hooks/1')
    expect(headers['x-orders-signature']).toBe(`sha256=${createHmac('sha256', secret).update(body).digest('hex')}`)
  }
})

/** Of a model that tells other things than the service, both checks say the same, and each report shows it. */
async function checkWrongModel(): Promise<void> {
  const path = join(cwd, 'twins/orders/model/model.json')
  const right = readFileSync(path, 'utf8')
  const wrong = right
    .replaceAll('"emit":"order.refunded"', '"emit":"order.returned"')
    .replaceAll('"emit": "order.refunded"', '"emit": "order.returned"')
  expect(wrong).not.toBe(right)
  writeFileSync(path, wrong)
  const files = ['html', 'xml', 'sarif', 'md'].map((kind) => join(cwd, `report.${kind}`))
  const [inMemory, onWire] = [await run('check', { name: 'orders' }), await run('check', { name: 'orders', wire: true, out: files })]
  expect(onWire.json).toEqual({ ...(inMemory.json as object), target: { kind: 'wire' } })
  expect((onWire.json as { webhooks: { right: number } }).webhooks.right).toBeLessThan(28)
  for (const file of files) expect(readFileSync(file, 'utf8'), file).toContain('order.returned')
  writeFileSync(path, right)
}

async function sessionIds(): Promise<string[]> {
  const { json } = await run('inspect', { name: 'orders' })
  return (json as { sessions: { id: string }[] }).sessions.map(({ id }) => id)
}
