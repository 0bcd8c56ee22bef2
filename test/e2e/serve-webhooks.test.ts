import { createHmac } from 'node:crypto'
import { afterEach, expect, test } from 'vitest'
import { compileTwin } from '#engine'
import { modelSchema } from '#model'
import { parseClockChoice, startServer } from '#server'
import { startReceiver } from './webhook-receiver.ts'

const open: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

const headers = [['Content-Type', 'application/json']]
const body = (expression: string) => ({ encoding: 'json', value: { $: expression } })

/** Orders that are paid, or run out after an hour, and hooks by which clients ask to be told. */
async function serve(webhooks: object, clock = 'fixed:2026-03-01T12:00:00Z') {
  const model = modelSchema.parse({
    format: 'doppel-model/1',
    service: { name: 'orders' },
    collections: {
      order: {
        key: ['id'],
        later: [
          {
            when: 'self.sku == "short" && !has(self.over)',
            at: 'since + 3600000',
            set: { over: true },
            tell: [{ emit: 'order.over', value: { $: 'self' } }],
          },
        ],
      },
      hook: { key: ['id'] },
    },
    routes: [
      {
        method: 'POST',
        path: '/orders',
        variants: [
          { name: 'empty', when: '!has(body.sku)', status: 422, headers, body: { encoding: 'json', value: { error: 'sku' } } },
          {
            name: 'created',
            status: 201,
            headers,
            do: [
              { create: 'order', key: ['self.id'], value: { id: { $: 'next("order")' }, sku: { $: 'body.sku' } }, as: 'order' },
              { if: 'body.paid == true', do: [{ emit: 'order.paid', value: { order: { $: 'order.id' } } }] },
              {
                emit: 'order.parcel',
                when: 'has(body.parcel)',
                value: 'on its way',
                method: 'PUT',
                path: { $: '"/parcels/" + body.parcel + "?order=" + string(order.id)' },
                headers: { 'X-Parcel': { $: 'body.parcel' } },
                after: '30m',
              },
            ],
            body: body('order'),
          },
        ],
      },
      {
        method: 'POST',
        path: '/hooks',
        variants: [
          {
            name: 'created',
            status: 201,
            headers,
            do: [{ create: 'hook', key: ['self.id'], value: { id: { $: 'next("hook")' }, '...': 'body' }, as: 'hook' }],
            body: body('hook'),
          },
        ],
      },
    ],
    webhooks,
    miss: { name: 'miss', status: 404, headers },
  })
  const choice = parseClockChoice(clock)
  if (choice === undefined) throw new Error(clock)
  const notes: string[] = []
  const server = await startServer({
    twin: compileTwin(model),
    fidelity: 'synth',
    host: '127.0.0.1',
    port: 0,
    seed: 1,
    clock: choice,
    note: (line) => notes.push(line),
  })
  open.push(() => server.close())
  const call = async (method: string, path: string, json?: unknown) => {
    const response = await fetch(server.url + path, {
      method,
      ...(json === undefined ? {} : { body: JSON.stringify(json), headers: { 'Content-Type': 'application/json' } }),
    })
    return (await response.json()) as never
  }
  return { call, notes, server }
}

async function receive(...options: Parameters<typeof startReceiver>) {
  const receiver = await startReceiver(...options)
  open.push(() => receiver.close())
  return receiver
}

interface Deliveries {
  readonly deliveries: readonly {
    readonly id: string
    readonly state: string
    readonly type: string
    readonly attempts: readonly object[]
  }[]
}

const declared = { 'order.created': { on: 'POST /orders' } }

test('an accepted request is told, signed as the service signs; a refused one is not', async () => {
  const receiver = await receive()
  const { call } = await serve({
    events: declared,
    payload: { id: { $: 'event.id' }, type: { $: 'event.type' }, data: { object: { $: 'event.data' } } },
    signing: 'stripe',
    secret: 'whsec_test',
    subscriptions: [{ url: receiver.url, events: ['order.*'] }],
  })
  await call('POST', '/orders', {})
  await call('POST', '/orders', { sku: 'a', paid: true })
  const [paid, created] = await receiver.until(2)
  expect(JSON.parse(paid?.body ?? '')).toMatchObject({ type: 'order.paid', data: { object: { order: 1 } } })
  expect(JSON.parse(created?.body ?? '')).toMatchObject({
    id: expect.stringMatching(/^evt_[0-9a-f]{24}$/),
    data: { object: { id: 1, sku: 'a' } },
  })
  const atS = Date.UTC(2026, 2, 1, 12) / 1000
  const signature = createHmac('sha256', 'whsec_test').update(`${atS}.${created?.body}`).digest('hex')
  expect(created?.headers['stripe-signature']).toBe(`t=${atS},v1=${signature}`)
  expect(receiver.received).toHaveLength(2)
})

test('the same seed, clock and requests give the same deliveries', async () => {
  const bodies = []
  for (let run = 0; run < 2; run++) {
    const receiver = await receive()
    const { call } = await serve({ events: declared, subscriptions: [{ url: receiver.url }] })
    await call('POST', '/orders', { sku: 'a' })
    await call('POST', '/orders', { sku: 'b' })
    bodies.push((await receiver.until(2)).map((one) => one.body))
  }
  expect(bodies[0]).toEqual(bodies[1])
})

test('clients subscribe through the API of the service', async () => {
  const receiver = await receive()
  const { call } = await serve({
    events: declared,
    signing: 'github',
    subscribed: { collection: 'hook', secret: 'self.secret', when: 'self.active' },
  })
  await call('POST', '/hooks', { url: receiver.url, events: ['order.paid'], secret: 'one', active: true })
  await call('POST', '/hooks', { url: receiver.url, events: ['order.created'], secret: 'two', active: false })
  await call('POST', '/orders', { sku: 'a', paid: true })
  const [only] = await receiver.until(1)
  expect(only?.headers).toMatchObject({
    'x-github-event': 'order.paid',
    'x-hub-signature-256': `sha256=${createHmac('sha256', 'one')
      .update(only?.body ?? '')
      .digest('hex')}`,
  })
  expect(await call('GET', '/__doppel/webhooks')).toMatchObject({ deliveries: [{ type: 'order.paid' }] })
})

test('a failed delivery is tried again when the clock of the session says so', async () => {
  const receiver = await receive((_, count) => (count < 3 ? 500 : 204))
  const { call } = await serve({ events: declared, retry: ['5m', '1h'], subscriptions: [{ url: receiver.url }] })
  await call('POST', '/orders', { sku: 'a' })
  await receiver.until(1)
  await call('POST', '/__doppel/clock/advance', { by: '4m' })
  await call('POST', '/__doppel/clock/advance', { by: '1d' })
  await receiver.until(3)
  await expect
    .poll(() => call('GET', '/__doppel/webhooks'))
    .toMatchObject({
      deliveries: [
        {
          state: 'delivered',
          attempts: [
            { at: '2026-03-01T12:00:00.000Z', status: 500 },
            { at: '2026-03-01T12:05:00.000Z', status: 500 },
            { at: '2026-03-01T13:05:00.000Z', status: 204 },
          ],
        },
      ],
    })
})

test('in order, what comes after waits for what came before; else it goes ahead', async () => {
  for (const [ordered, expected] of [
    [true, ['a', 'a', 'b']],
    [false, ['a', 'b', 'a']],
  ] as const) {
    const receiver = await receive((_, count) => (count === 1 ? 503 : 200))
    const { call } = await serve({
      events: declared,
      ordered,
      retry: ['1m'],
      payload: { $: 'event.data.sku' },
      subscriptions: [{ url: receiver.url }],
    })
    await call('POST', '/orders', { sku: 'a' })
    await call('POST', '/orders', { sku: 'b' })
    await receiver.until(ordered ? 1 : 2)
    await call('POST', '/__doppel/clock/advance', { by: '2m' })
    expect((await receiver.until(3)).map((one) => JSON.parse(one.body))).toEqual(expected)
  }
})

test('drop, duplicate, reorder and delay on demand, and send again', async () => {
  const receiver = await receive()
  const { call } = await serve({ events: declared, payload: { $: 'event.data.sku' }, subscriptions: [{ url: receiver.url }] })
  const come = async (count: number) => (await receiver.until(count)).map((one) => JSON.parse(one.body) as string).join('')
  await call('POST', '/__doppel/webhooks/trouble', { kind: 'drop' })
  await call('POST', '/__doppel/webhooks/trouble', { kind: 'duplicate' })
  await call('POST', '/orders', { sku: 'a' })
  await call('POST', '/orders', { sku: 'b' })
  expect(await come(2)).toBe('bb')
  await call('POST', '/__doppel/webhooks/trouble', { kind: 'reorder' })
  await call('POST', '/orders', { sku: 'c' })
  await call('POST', '/orders', { sku: 'd' })
  expect(await come(4)).toBe('bbdc')
  await call('POST', '/__doppel/webhooks/trouble', { kind: 'delay', by: '10m' })
  await call('POST', '/orders', { sku: 'e' })
  await call('POST', '/orders', { sku: 'f' })
  expect(await come(5)).toBe('bbdcf')
  await call('POST', '/__doppel/clock/advance', { by: '10m' })
  expect(await come(6)).toBe('bbdcfe')
  const { deliveries } = (await call('GET', '/__doppel/webhooks?state=dropped')) as Deliveries
  expect(deliveries).toHaveLength(1)
  await call('POST', '/__doppel/webhooks/redeliver', { id: deliveries[0]?.id })
  expect(await come(7)).toBe('bbdcfea')
})

test('only allowed targets are told, and a redirect is not followed', async () => {
  const other = await receive()
  const redirecting = await receive(() => 307, other.url)
  const { call, notes } = await serve({
    events: declared,
    retry: [],
    subscriptions: [{ url: 'http://169.254.169.254/latest' }, { url: 'http://10.0.0.1/' }, { url: redirecting.url }],
  })
  await call('POST', '/orders', { sku: 'a' })
  await expect
    .poll(() => call('GET', '/__doppel/webhooks'))
    .toMatchObject({ deliveries: [{ state: 'refused' }, { state: 'refused' }, { state: 'failed', attempts: [{ status: 307 }] }] })
  expect(other.received).toEqual([])
  expect(notes.join()).toContain('169.254.169.254 is not allowed')
})

test('a reset forgets what waits, and a twin without webhooks says so', async () => {
  const receiver = await receive(() => 500)
  const { call } = await serve({ events: declared, subscriptions: [{ url: receiver.url }] })
  await call('POST', '/orders', { sku: 'a' })
  await receiver.until(1)
  await call('POST', '/__doppel/reset')
  expect(await call('GET', '/__doppel/webhooks')).toMatchObject({ deliveries: [] })
  expect(() => compileTwin(modelSchema.parse({ ...emptyModel, webhooks: { events: { x: { on: 'GET /nothing' } } } }))).toThrow(
    'GET /nothing',
  )
})

const emptyModel = {
  format: 'doppel-model/1',
  service: { name: 'empty' },
  collections: {},
  routes: [],
  miss: { name: 'miss', status: 404, headers },
}

test('what comes by itself is told at its time, whether or not anybody asks for something', async () => {
  const receiver = await receive()
  const { call } = await serve({ id: 'mint("msg_{hex:6}")', subscriptions: [{ url: receiver.url, events: ['order.over'] }] })
  await call('POST', '/orders', { sku: 'short' })
  await call('POST', '/__doppel/clock/advance', { by: '59m' })
  await call('POST', '/orders', { sku: 'short' })
  expect(receiver.received).toHaveLength(0)
  await call('POST', '/__doppel/clock/advance', { by: '1d' })
  const told = (await receiver.until(2)).map(({ body }) => JSON.parse(body))
  expect(told.map(({ data }) => data)).toEqual([
    { id: 1, sku: 'short', over: true },
    { id: 2, sku: 'short', over: true },
  ])
  expect(told[0].id).toMatch(/^msg_[0-9a-f]{6}$/)
  const { deliveries } = (await call('GET', '/__doppel/webhooks')) as { deliveries: { at: string }[] }
  expect(deliveries.map(({ at }) => at)).toEqual(['2026-03-01T13:00:00.000Z', '2026-03-01T13:59:00.000Z'])
})

test('an event may have a method, a path and headers of its own, a body that is a text, and come later', async () => {
  const receiver = await receive()
  const webhooks = { encoding: 'text', payload: { $: 'event.data' }, headers: { 'content-type': 'text/plain; charset=utf-8' } }
  const { call } = await serve({ ...webhooks, subscriptions: [{ url: `${receiver.url}?key=1`, events: ['order.parcel'] }] })
  await call('POST', '/orders', { sku: 'a', parcel: 'p7' })
  await call('POST', '/__doppel/clock/advance', { by: '29m' })
  expect(receiver.received).toHaveLength(0)
  await call('POST', '/__doppel/clock/advance', { by: '1m' })
  const [parcel] = await receiver.until(1)
  expect(parcel).toMatchObject({
    method: 'PUT',
    url: '/hooks/parcels/p7?key=1&order=1',
    headers: { 'content-type': 'text/plain; charset=utf-8', 'x-parcel': 'p7' },
    body: 'on its way',
  })
})
