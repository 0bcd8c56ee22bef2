import { expect, test } from 'vitest'
import type { Model } from '#model'
import { createFixedClock, createSourceClock } from '#state'
import { compileTwin } from '../compile-twin.ts'
import { ModelError } from '../model-error.ts'

type Later = NonNullable<Model['collections'][string]['later']>

const model = (later: Later): Model => ({
  format: 'doppel-model/1',
  service: { name: 'jobs' },
  collections: { job: { key: ['id'], later } },
  routes: [
    {
      method: 'PUT',
      path: '/jobs/{id}',
      variants: [
        {
          name: 'done',
          status: 200,
          headers: [],
          do: [
            { update: 'job', key: ['path.id'], set: { '...0': 'body' } },
            { let: 'old', value: { $: 'find("job", path.id)' } },
            { create: 'job', key: ['path.id'], value: { '...0': 'old', '...1': 'body', id: { $: 'path.id' } }, as: 'job' },
          ],
          body: { encoding: 'json', value: { $: 'job' } },
        },
      ],
    },
    {
      method: 'GET',
      path: '/jobs/{id}',
      variants: [
        { name: 'gone', when: '!exists("job", path.id)', status: 404, headers: [] },
        { name: 'ok', status: 200, headers: [], body: { encoding: 'json', value: { $: 'find("job", path.id)' } } },
      ],
    },
  ],
  miss: { name: 'miss', status: 404, headers: [] },
})

function client(later: Later) {
  let nowMs = Date.UTC(2026, 0, 1)
  const session = compileTwin(model(later)).createSession({ seed: 1, clock: createSourceClock(() => nowMs), origin: 'http://twin.test' })
  const send = (method: string, body?: unknown) => {
    const bytes = body === undefined ? new Uint8Array() : new TextEncoder().encode(JSON.stringify(body))
    const { response } = session.answer({ method, target: '/jobs/1', headers: [['Content-Type', 'application/json']], body: bytes })
    const text = new TextDecoder().decode(response.body)
    return text === '' ? response.status : JSON.parse(text)
  }
  return { send, wait: (ms: number) => (nowMs += ms) }
}

const steps: Later = [
  { when: 'self.state == "new"', of: 'state', at: 'since + 2000', set: { state: 'busy' } },
  { when: 'self.state == "busy"', of: 'state', at: 'since + 3000', set: { state: 'done', at: { $: 'time(now, "iso|0|Z|T")' } } },
]

test('changes come at their times, one after the other, however late they are looked at', () => {
  const { send, wait } = client(steps)
  send('PUT', { state: 'new' })
  wait(2500)
  expect(send('GET')).toEqual({ id: '1', state: 'busy' })
  wait(60_000)
  expect(send('GET')).toEqual({ id: '1', state: 'done', at: '2026-01-01T00:00:05Z' })
})

test('a write that leaves the state as it is does not set it back; one that sets it begins anew', () => {
  const { send, wait } = client(steps)
  send('PUT', { state: 'new' })
  wait(1500)
  send('PUT', { name: 'a' })
  wait(1000)
  expect(send('GET')).toMatchObject({ state: 'busy', name: 'a' })
  send('PUT', { state: 'new' })
  wait(1900)
  expect(send('GET')).toMatchObject({ state: 'new' })
  wait(200)
  expect(send('GET')).toMatchObject({ state: 'busy' })
})

test('an entity ends at a moment that it names', () => {
  const { send, wait } = client([{ at: 'moment(self.until)', delete: true }])
  send('PUT', { until: '2026-01-01T00:00:10Z' })
  wait(9000)
  expect(send('GET')).toMatchObject({ id: '1' })
  wait(1000)
  expect(send('GET')).toBe(404)
})

test('a change that does not end the matter is made a number of times at most', () => {
  const { send, wait } = client([{ at: '0', set: { n: { $: 'coalesce(self.n, 0) + 1' } } }])
  send('PUT', {})
  wait(1)
  expect(send('GET')).toEqual({ id: '1', n: 1000 })
})

test('a change that moves its own time on is made as often as it is due', () => {
  const { send, wait } = client([
    { at: 'moment(self.until)', set: { until: { $: 'time(moment(self.until) + 5000, "iso|0|Z|T")' }, n: { $: 'self.n + 1' } } },
  ])
  send('PUT', { until: '2026-01-01T00:00:05Z', n: 0 })
  wait(86_400_000)
  expect(send('GET')).toEqual({ id: '1', until: '2026-01-02T00:00:05Z', n: 17_280 })
})

function session(own: Partial<Model>, options: { startMs?: number } = {}) {
  const clock = createFixedClock(options.startMs ?? Date.UTC(2026, 0, 31))
  const base = model([])
  const twin = compileTwin({ ...base, ...own, collections: { ...base.collections, ...own.collections } })
  return { clock, twin, session: twin.createSession({ seed: 1, clock, origin: 'http://twin.test' }) }
}

const subscriptions: Partial<Model> = {
  collections: {
    subscription: {
      key: ['id'],
      fixtures: [{ value: { id: 'sub_1', status: 'active', count: 0 } }, { value: { id: 'sub_2', status: 'paused', count: 0 } }],
      later: [
        {
          name: 'renewal',
          when: 'self.status == "active"',
          every: '1mo',
          set: { count: { $: 'self.count + 1' } },
          do: [
            {
              create: 'invoice',
              key: ['self.id'],
              value: { id: { $: 'mint("uuid4")' }, of: { $: 'self.id' }, number: { $: 'self.count' }, at: { $: 'time(now, "date")' } },
              as: 'invoice',
            },
            { emit: 'invoice.created', value: { $: 'invoice' } },
          ],
        },
        { at: 'plus(began, "100d")', delete: true },
      ],
    },
    invoice: { key: ['id'] },
    report: { key: ['at'] },
  },
  schedules: [
    {
      name: 'nightly',
      cron: '0 2 * * *',
      zone: 'Europe/Berlin',
      do: [
        {
          create: 'report',
          key: ['self.at'],
          value: { at: { $: 'time(now, "iso|0|Z|T")' }, invoices: { $: 'size(list("invoice"))' } },
        },
      ],
    },
  ],
  webhooks: { subscriptions: [{ url: 'http://127.0.0.1:1/', events: ['*'] }] },
}

test('renewals and nightly work come in the order of their times, all at once or day by day', () => {
  const atOnce = session(subscriptions)
  atOnce.clock.advanceTo(Date.UTC(2026, 3, 10))
  const { count, events, isBehind } = atOnce.session.work?.() ?? { events: [] }
  const { invoice, report } = atOnce.session.state() as Record<string, { at: string; number?: number; invoices?: number }[]>
  expect(invoice?.map(({ at, number }) => [at, number])).toEqual([
    ['2026-02-28', 1],
    ['2026-03-31', 2],
  ])
  expect(events.map(({ name, number, atMs }) => [name, number, new Date(atMs).toISOString().slice(0, 10)])).toEqual([
    ['invoice.created', 1, '2026-02-28'],
    ['invoice.created', 2, '2026-03-31'],
  ])
  // 31 January to 10 April; clocks were put forward on 29 March
  expect(report).toHaveLength(70)
  expect(report?.[28]).toEqual({ at: '2026-02-28T01:00:00Z', invoices: 1 })
  expect(report?.at(-1)).toEqual({ at: '2026-04-10T00:00:00Z', invoices: 2 })
  expect([count, isBehind]).toEqual([72, false])

  const byDay = session(subscriptions)
  for (let day = 0; day < 69; day++) {
    byDay.clock.advanceTo(byDay.clock.nowMs() + 86_400_000)
    byDay.session.work?.()
  }
  expect(byDay.session.state()).toEqual(atOnce.session.state())
})

test('a fork goes on as the session does, and neither does anything twice', () => {
  const { clock, session: one } = session(subscriptions)
  clock.advanceTo(Date.UTC(2026, 2, 5))
  one.work?.()
  const other = one.fork?.({ seed: 1, clock, origin: 'http://twin.test' })
  expect(one.work?.().count).toBe(0)
  clock.advanceTo(Date.UTC(2026, 4, 20))
  expect(other?.work?.().count).toBe(one.work?.().count)
  expect(other?.state()).toEqual(one.state())
  expect(one.state()).toMatchObject({ subscription: [] })
})

test('a session that was saved goes on where it was, and does nothing twice', () => {
  const { clock, twin, session: one } = session(subscriptions)
  clock.advanceTo(Date.UTC(2026, 2, 5))
  one.work?.()
  const saved = JSON.parse(JSON.stringify(one.save?.()))
  const other = twin.loadSession?.(saved, { seed: 1, clock, origin: 'http://twin.test' })
  expect(other?.work?.().count).toBe(0)
  clock.advanceTo(Date.UTC(2026, 4, 20))
  expect([other?.work?.().count, other?.state()]).toEqual([one.work?.().count, one.state()])
})

test('the agenda tells what comes next and what was done last', () => {
  const { clock, session: one } = session(subscriptions)
  expect(one.nextDueMs?.()).toBe(Date.UTC(2026, 0, 31, 1))
  clock.advanceTo(Date.UTC(2026, 0, 31, 12))
  one.work?.()
  expect(one.agenda?.(2)).toEqual({
    done: [{ atMs: Date.UTC(2026, 0, 31, 1), name: 'nightly' }],
    next: [
      { atMs: Date.UTC(2026, 1, 1, 1), name: 'nightly' },
      { atMs: Date.UTC(2026, 1, 2, 1), name: 'nightly' },
    ]
      .slice(0, 1)
      .concat([{ atMs: Date.UTC(2026, 1, 28), name: 'renewal', collection: 'subscription', key: 'sub_1' } as never]),
  })
})

test('what is only done at a moment is done once, and not where that had passed', () => {
  const { clock, session: one } = session({
    collections: {
      job: { key: ['id'], later: [{ at: 'self.until', do: [{ create: 'note', key: ['self.at'], value: { at: { $: 'now' } } }] }] },
      note: { key: ['at'] },
    },
  })
  const put = (until: number) =>
    one.answer({
      method: 'PUT',
      target: '/jobs/1',
      headers: [['Content-Type', 'application/json']],
      body: new TextEncoder().encode(JSON.stringify({ until })),
    })
  const startMs = clock.nowMs()
  put(startMs - 1)
  put(startMs + 10)
  for (const ms of [9, 10, 11, 12]) {
    clock.advanceTo(startMs + ms)
    one.work?.()
  }
  expect(one.state()['note']).toEqual([{ at: startMs + 10 }])
})

test('no more is done at once than can be, and the rest the next time', () => {
  const tick: Partial<Model> = {
    collections: { tick: { key: ['id'], fixtures: [{ value: { id: '1', n: 0 } }] } },
    schedules: [{ name: 'tick', every: '1s', do: [{ update: 'tick', key: ['"1"'], set: { n: { $: 'find("tick", "1").n + 1' } } }] }],
  }
  const { clock, session: one } = session(tick)
  clock.advanceTo(clock.nowMs() + 101_000_000)
  expect(one.work?.()).toMatchObject({ count: 100_000, isBehind: true })
  expect(one.work?.()).toMatchObject({ count: 1000, isBehind: false })
  expect(one.state()['tick']).toEqual([{ id: '1', n: 101_000 }])
})

test('a rule that hangs on other entities is looked at again when these change', () => {
  const { clock, session: one } = session({
    collections: {
      job: {
        key: ['id'],
        later: [{ at: 'moment(find("job", "2").until)', when: 'self.id == "1" && self.state != "late"', set: { state: 'late' } }],
      },
    },
  })
  const put = (id: string, value: object) =>
    one.answer({
      method: 'PUT',
      target: `/jobs/${id}`,
      headers: [['Content-Type', 'application/json']],
      body: new TextEncoder().encode(JSON.stringify(value)),
    })
  put('1', {})
  put('2', { until: '2026-02-01T00:00:00Z' })
  put('2', { until: '2026-03-01T00:00:00Z' })
  clock.advanceTo(Date.UTC(2026, 1, 2))
  expect(one.work?.().count).toBe(0)
  clock.advanceTo(Date.UTC(2026, 2, 1))
  expect(one.work?.().count).toBe(1)
  expect(one.state()['job']).toMatchObject([{ id: '1', state: 'late' }, { id: '2' }])
})

test('a rule that names what does not exist is refused at load', () => {
  expect(() => compileTwin(model([{ at: 'other', delete: true }]))).toThrow(ModelError)
})
