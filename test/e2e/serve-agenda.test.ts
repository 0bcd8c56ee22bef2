import { afterEach, expect, test } from 'vitest'
import { compileTwin } from '#engine'
import { modelSchema } from '#model'
import { parseClockChoice, startServer } from '#server'
import { startReceiver } from './webhook-receiver.ts'

const open: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

/** Subscriptions that renew every month, from the start on, and tell of it; a job at 02:00 each night. */
async function serve(receiver: string, clock: string, every = '1mo') {
  const model = modelSchema.parse({
    format: 'doppel-model/1',
    service: { name: 'billing' },
    collections: {
      subscription: {
        key: ['id'],
        fixtures: [{ value: { id: 's1', renewals: 0 } }],
        later: [
          {
            name: 'renewal',
            every,
            set: { renewals: { $: 'self.renewals + 1' } },
            do: [{ emit: 'renewed', value: { of: { $: 'self.id' }, number: { $: 'self.renewals' }, at: { $: 'time(now, "date")' } } }],
          },
        ],
      },
      night: { key: ['at'] },
    },
    schedules: [
      { name: 'nightly', cron: '0 2 * * *', do: [{ create: 'night', key: ['self.at'], value: { at: { $: 'time(now, "date")' } } }] },
    ],
    routes: [],
    webhooks: { subscriptions: [{ url: receiver, events: ['*'] }], retry: ['5m', '1h'] },
    miss: { name: 'miss', status: 404, headers: [] },
  })
  const choice = parseClockChoice(clock) as NonNullable<ReturnType<typeof parseClockChoice>>
  const server = await startServer({
    twin: compileTwin(model),
    fidelity: 'synth',
    host: '127.0.0.1',
    port: 0,
    seed: 1,
    clock: choice,
    note: () => {},
  })
  open.push(() => server.close())
  return async (method: string, path: string, json?: unknown) => {
    const response = await fetch(`${server.url}/__doppel${path}`, { method, ...(json === undefined ? {} : { body: JSON.stringify(json) }) })
    return (await response.json()) as never
  }
}

async function receive(...options: Parameters<typeof startReceiver>) {
  const receiver = await startReceiver(...options)
  open.push(() => receiver.close())
  return receiver
}

interface Deliveries {
  readonly deliveries: readonly { readonly at: string; readonly state: string; readonly attempts: readonly { readonly at: string }[] }[]
}

interface Agenda {
  readonly next: readonly { readonly at: string; readonly name: string }[]
  readonly done: readonly { readonly at: string; readonly name: string }[]
}

test('time that is moved on by months does at once, in order, all that is due: work, deliveries, their retries', async () => {
  const receiver = await receive((_, count) => (count === 1 ? 500 : 200))
  const control = await serve(receiver.url, 'fixed:2026-01-31')
  expect(await control('POST', '/clock/advance', { by: '60d' })).toMatchObject({ now: '2026-04-01T00:00:00.000Z', done: 62 })
  const { state } = (await control('GET', '/state')) as { state: { night: unknown[]; subscription: unknown[] } }
  expect(state.subscription).toEqual([{ id: 's1', renewals: 2 }])
  expect([state.night.length, state.night[0], state.night.at(-1)]).toEqual([60, { at: '2026-01-31' }, { at: '2026-03-31' }])
  await receiver.until(3)
  const { deliveries } = (await control('GET', '/webhooks')) as Deliveries
  expect(deliveries.map(({ state: how, attempts }) => [how, ...attempts.map(({ at }) => at)])).toEqual([
    ['delivered', '2026-02-28T00:00:00.000Z', '2026-02-28T00:05:00.000Z'],
    ['delivered', '2026-03-31T00:00:00.000Z'],
  ])
})

test('the agenda shows work and deliveries that wait, by their times', async () => {
  const receiver = await receive((_, count) => (count === 1 ? 500 : 200))
  const control = await serve(receiver.url, 'fixed:2026-02-27T12:00:00Z', '12h')
  await control('POST', '/clock/advance', { by: '12h' })
  await receiver.until(1)
  let agenda = (await control('GET', '/clock/agenda?limit=3')) as Agenda
  for (const until = Date.now() + 5000; agenda.next[0]?.name === 'nightly' && Date.now() < until; ) {
    await new Promise((resolve) => setTimeout(resolve, 10))
    agenda = (await control('GET', '/clock/agenda?limit=3')) as Agenda
  }
  expect(agenda.next.map(({ at, name }) => [at.slice(0, 16), name])).toEqual([
    ['2026-02-28T00:05', `webhook renewed to ${receiver.url}`],
    ['2026-02-28T02:00', 'nightly'],
    ['2026-02-28T12:00', 'renewal'],
  ])
  expect(agenda.done.map(({ name }) => name)).toEqual(['renewal'])
})

test('receivers are told when it is due though nobody asks anything', async () => {
  const receiver = await receive()
  await serve(receiver.url, 'scaled:3600', '10m')
  await receiver.until(2)
})
