import fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import { modelSchema } from '#model'
import { createFixedClock, World } from '#state'
import { compileTwin } from '../compile-twin.ts'
import type { TwinSession } from '../twin.ts'

const colors = ['red', 'green', 'blue']
const headers = [['Content-Type', 'application/json']] as const
const encoder = new TextEncoder()

/** Enough items in two boxes that lists of them are kept. */
const fixtures = Array.from({ length: 700 }, (_, at) => ({
  value: { box: at % 2 ? 'a' : 'b', id: at + 1, color: colors[at % 3], price: (at * 37) % 50 },
}))

const query = {
  collection: 'item',
  scope: ['path.box'],
  filters: [
    { dialect: 'fields', fields: ['color', 'price'] },
    { dialect: 'search', from: 'query.q', fields: ['color'] },
  ],
  sort: { by: 'query.sort', reverse: 'query.reverse', default: [{ field: 'color' }] },
  page: { number: 'query.page', default: 20 },
}

const variant = (name: string, status: number, rest: object) => ({ name, status, headers, ...rest })
const answer = (value: string) => ({ body: { encoding: 'json', value: { $: value } } })
const put = { create: 'item', key: ['path.box', 'self.id'], value: { '...0': 'body', id: { $: 'number(path.id)' } }, as: 'made' }

const model = modelSchema.parse({
  format: 'doppel-model/1',
  service: { name: 'items' },
  collections: { item: { key: ['box', 'id'], fixtures } },
  routes: [
    {
      method: 'GET',
      path: '/{box}',
      variants: [variant('list', 200, { do: [{ query, as: 'page' }], ...answer('[page.total, page.all, page.items]') })],
    },
    { method: 'PUT', path: '/{box}/{id}', variants: [variant('put', 200, { do: [put], ...answer('made') })] },
    {
      method: 'DELETE',
      path: '/{box}/{id}',
      variants: [variant('deleted', 204, { do: [{ delete: 'item', key: ['path.box', 'number(path.id)'] }] })],
    },
  ],
  miss: { name: 'miss', status: 404, headers },
})

const options = { seed: 1, clock: createFixedClock(0), origin: 'http://twin.test' }
const ask = (session: TwinSession, method: string, target: string, body?: object) =>
  new TextDecoder().decode(
    session.answer({ method, target, headers, body: body ? encoder.encode(JSON.stringify(body)) : new Uint8Array() }).response.body,
  )

const list = fc
  .record({
    box: fc.constantFrom('a', 'b'),
    color: fc.constantFrom('', '&color=red', '&color=green', '&price_gte=20', '&q=re'),
    sort: fc.constantFrom('', '&sort=-price', '&sort=price,color', '&sort=-id&reverse=true'),
    page: fc.constantFrom('', '&page=2', '&page=9'),
  })
  .map(({ box, color, sort, page }) => ({ method: 'GET', target: `/${box}?${color}${sort}${page}`, body: undefined }))
const write = fc
  .record({
    method: fc.constantFrom('PUT', 'DELETE'),
    box: fc.constantFrom('a', 'b'),
    id: fc.integer({ min: 1, max: 720 }),
    color: fc.constantFrom(...colors),
    price: fc.nat(50),
  })
  .map(({ method, box, id, color, price }) => ({
    method,
    target: `/${box}/${id}`,
    body: method === 'PUT' ? { box, color, price } : undefined,
  }))
const fork = fc.constant({ method: 'FORK', target: '', body: undefined })

it('lists that are kept are what reading all members gives, whatever is written, deleted and forked', () => {
  const twin = compileTwin(model)
  const kept = vi.spyOn(World.prototype, 'view')
  const steps = fc.array(fc.oneof({ weight: 4, arbitrary: list }, { weight: 3, arbitrary: write }, fork), { maxLength: 40 })
  let answered = 0
  fc.assert(
    fc.property(steps, (calls) => {
      let session = twin.createSession(options)
      let plain = twin.createSession(options)
      const left: TwinSession[] = []
      for (const { method, target, body } of calls) {
        if (method === 'FORK') {
          left.push(session)
          session = session.fork?.(options) as TwinSession
          plain = plain.fork?.(options) as TwinSession
          continue
        }
        // Twice, so that it is kept.
        ask(session, method, target, body)
        kept.mockClear()
        const came = ask(session, method, target, body)
        answered += kept.mock.results.filter(({ value }) => value !== undefined).length
        kept.mockReturnValue(undefined)
        const expected = ask(plain, method, target, body)
        kept.mockReset()
        expect(came).toBe(expected)
        for (const other of left) ask(other, 'GET', target)
      }
    }),
    { numRuns: 60 },
  )
  expect(answered).toBeGreaterThan(100)
})
