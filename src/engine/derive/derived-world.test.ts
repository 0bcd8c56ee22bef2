import { expect, test } from 'vitest'
import type { Model } from '#model'
import { createSourceClock } from '#state'
import { compileTwin } from '../compile-twin.ts'
import { ModelError } from '../model-error.ts'

const model = (derived: Record<string, string>, others: Model['collections'] = {}): Model => ({
  format: 'doppel-model/1',
  service: { name: 'coupons' },
  collections: { coupon: { key: ['id'], derived }, ...others },
  routes: [
    {
      method: 'POST',
      path: '/coupons',
      variants: [
        {
          name: 'created',
          status: 201,
          headers: [],
          do: [{ create: 'coupon', key: ['self.id'], value: { '...0': 'body' }, as: 'coupon' }],
          body: { encoding: 'json', value: { $: 'coupon' } },
        },
      ],
    },
    {
      method: 'GET',
      path: '/coupons',
      variants: [
        {
          name: 'ok',
          status: 200,
          headers: [],
          do: [{ query: { collection: 'coupon', where: [{ given: 'query.state', test: 'self.state == query.state' }] }, as: 'page' }],
          body: { encoding: 'json', value: { $: 'page.items' } },
        },
      ],
    },
    {
      method: 'POST',
      path: '/coupons/{id}/touch',
      variants: [
        { name: 'refused', when: 'find("coupon", path.id).state == "expired"', status: 409, headers: [] },
        { name: 'done', status: 204, headers: [], do: [{ update: 'coupon', key: ['path.id'], set: { was: { $: 'self' } } }] },
      ],
    },
  ],
  miss: { name: 'miss', status: 404, headers: [] },
})

function client(model: Model) {
  let nowMs = Date.UTC(2026, 0, 1)
  const session = compileTwin(model).createSession({ seed: 1, clock: createSourceClock(() => nowMs), origin: 'http://twin.test' })
  const send = (method: string, target: string, body?: unknown) => {
    const bytes = body === undefined ? new Uint8Array() : new TextEncoder().encode(JSON.stringify(body))
    const { response } = session.answer({ method, target, headers: [['Content-Type', 'application/json']], body: bytes })
    const text = new TextDecoder().decode(response.body)
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
  }
  return { send, wait: (ms: number) => (nowMs += ms) }
}

const byClock = { state: 'moment(self.until) > now ? "open" : "expired"' }

test('a derived field follows the clock: in answers, filters and guards', () => {
  const { send, wait } = client(model(byClock))
  const made = send('POST', '/coupons', { id: 'a', until: '2026-01-01T00:00:10Z' })
  expect(made.body).toEqual({ id: 'a', until: '2026-01-01T00:00:10Z', state: 'open' })
  expect(send('GET', '/coupons?state=open').body).toHaveLength(1)
  wait(20_000)
  expect(send('GET', '/coupons?state=open').body).toEqual([])
  expect(send('GET', '/coupons').body).toMatchObject([{ state: 'expired' }])
  expect(send('POST', '/coupons/a/touch').status).toBe(409)
})

test('what is kept does not change with what it was made of', () => {
  const { send, wait } = client(model(byClock))
  send('POST', '/coupons', { id: 'a', until: '2026-01-01T00:00:10Z' })
  expect(send('POST', '/coupons/a/touch').status).toBe(204)
  wait(20_000)
  expect(send('GET', '/coupons').body).toMatchObject([{ state: 'expired', was: { state: 'open' } }])
})

test('entities are derived from each other, parts of maps beside parts that are kept', () => {
  const { send } = client(
    model({
      'links.same': 'list("coupon").filter(o, o.kind == self.kind && o.id != self.id).map(o, o.id)',
      busy: 'size(self.links.same) > 0',
    }),
  )
  send('POST', '/coupons', { id: 'a', kind: 'x', links: { up: 1 } })
  send('POST', '/coupons', { id: 'b', kind: 'x' })
  send('POST', '/coupons', { id: 'c', kind: 'y' })
  expect(send('GET', '/coupons').body).toEqual([
    { id: 'a', kind: 'x', links: { up: 1, same: ['b'] }, busy: true },
    { id: 'b', kind: 'x', links: { same: ['a'] }, busy: true },
    { id: 'c', kind: 'y', links: { same: [] }, busy: false },
  ])
})

test('a field that depends on itself, or is absent, is not there', () => {
  const { send } = client(model({ loop: 'has(self.loop) ? 1 : absent', odd: 'self.n == 1 ? absent : "even"' }))
  send('POST', '/coupons', { id: 'a', n: 1 })
  send('POST', '/coupons', { id: 'b', n: 2 })
  expect(send('GET', '/coupons').body).toEqual([
    { id: 'a', n: 1 },
    { id: 'b', n: 2, odd: 'even' },
  ])
})

test('a derived field that names what does not exist is refused at load', () => {
  expect(() => compileTwin(model({ state: 'list("nothing")' }))).toThrow(ModelError)
})
