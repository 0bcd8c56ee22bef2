import { expect, test } from 'vitest'
import { compileTwin, type TwinSession } from '#engine'
import type { Exchange } from '#http'
import type { Model } from '#model'
import { learn } from '../learn.ts'

/** Orders with lines; lists are filtered, sorted, paged and shown as the client asks. */
const service: Model = {
  format: 'doppel-model/1',
  service: { name: 'shop' },
  collections: {
    order: { key: ['id'], relations: { lines: { collection: 'line', by: 'order' } } },
    line: { key: ['id'], relations: { order: { collection: 'order' } } },
  },
  routes: [
    {
      method: 'POST',
      path: '/orders',
      variants: [
        {
          name: 'created',
          status: 201,
          headers: [],
          do: [
            {
              create: 'order',
              key: ['self.id'],
              value: {
                id: { $: 'next("order", 1)' },
                title: { $: 'body.title' },
                total: { $: 'body.total' },
                closed: { $: 'body.closed' },
              },
              as: 'order',
            },
            {
              each: 'body.lines',
              as: 'entry',
              do: [
                {
                  create: 'line',
                  key: ['self.id'],
                  value: {
                    id: { $: 'next("line", 100)' },
                    order: { $: 'order.id' },
                    item: { $: 'entry.item' },
                    count: { $: 'entry.count' },
                  },
                },
              ],
            },
          ],
          body: { encoding: 'json', value: { data: { $: 'select("order", order, query.fields)' } } },
        },
      ],
    },
    {
      method: 'GET',
      path: '/orders',
      variants: [
        {
          name: 'ok',
          status: 200,
          headers: [],
          do: [
            {
              query: {
                collection: 'order',
                filters: [{ dialect: 'tree', prefix: 'filter' }],
                where: [{ test: 'has(query.state) || self.closed != true' }, { test: 'query.state != "closed" || self.closed == true' }],
                sort: { by: 'query.sort', default: [{ field: 'id', descending: true }] },
                page: { size: 'query.limit', start: 'query.offset' },
              },
              as: 'page',
            },
          ],
          body: {
            encoding: 'json',
            value: {
              data: { $each: 'page.items', as: 'self', do: { $: 'select("order", self, query.fields)' } },
              total: { $: 'page.total' },
            },
          },
        },
      ],
    },
    {
      method: 'GET',
      path: '/orders/{order_id}',
      variants: [
        {
          name: 'ok',
          status: 200,
          headers: [],
          do: [{ let: 'order', value: { $: 'find("order", path.order_id)' } }],
          body: { encoding: 'json', value: { data: { $: 'select("order", order, query.fields)' } } },
        },
      ],
    },
  ],
  miss: { name: 'miss', status: 404, headers: [] },
}

type Ask = readonly [method: string, target: string, body?: unknown]

function open(model: Model): TwinSession {
  return compileTwin(model).createSession({
    seed: 1,
    origin: 'http://localhost:1',
    clock: { nowMs: () => 1_700_000_000_000, tick: () => {} },
  })
}

function answer(session: TwinSession, [method, target, body]: Ask) {
  const bytes = new TextEncoder().encode(body === undefined ? '' : JSON.stringify(body))
  const request = { method, target, headers: body === undefined ? [] : [['content-type', 'application/json'] as const], body: bytes }
  const { response } = session.answer(request)
  return { request, response: { ...response, headers: [...response.headers, ['content-type', 'application/json'] as const] } }
}

function record(asks: readonly Ask[], at: number) {
  const session = open(service)
  const exchanges = asks.map(
    (ask, index): Exchange => ({ index, startedAtMs: index * 1000, endedAtMs: index * 1000 + 5, ...answer(session, ask) }),
  )
  return { id: `s${at}`, tags: [], startedAtMs: 0, upstream: 'http://localhost:1', origin: 'http://localhost:1', exchanges }
}

const makes = (at: number): Ask[] =>
  [0, 1, 2, 3].map((step) => [
    'POST',
    '/orders',
    {
      title: `Order ${(at * 7 + step * 3) % 10}`,
      total: ((at + 3) * (step + 5)) % 17,
      closed: (at + step) % 3 === 0,
      lines:
        step % 2 === 0
          ? [
              { item: 'chair', count: step + 1 },
              { item: 'table', count: at + 1 },
            ]
          : [],
    },
  ])

const reads: readonly Ask[] = [
  ['GET', '/orders'],
  ['GET', '/orders?filter%5Btotal%5D%5B_gt%5D=6&state=all'],
  ['GET', '/orders?state=closed'],
  ['GET', '/orders?state=all&sort=-total&limit=2'],
  ['GET', '/orders?state=all&sort=title&fields=id,title'],
  ['GET', '/orders/1?fields=title,lines.item'],
  ['GET', '/orders/3?fields=*,lines.*'],
  ['GET', '/orders/1'],
  ['GET', '/orders?state=all&fields=id,lines.count&offset=1&limit=2'],
]

test('what was learned holds for filters, fields and pages that were never seen together', () => {
  const { model } = learn([0, 1, 2, 3, 4].map((at) => record([...makes(at), ...reads], at)))
  const [expected, twin] = [open(service), open(model)]
  const unseen: Ask[] = [
    ...makes(9),
    ['GET', '/orders?filter%5Btitle%5D%5B_contains%5D=3'],
    ['GET', '/orders?state=all&filter=%7B%22_or%22%3A%5B%7B%22total%22%3A%7B%22_lte%22%3A3%7D%7D%2C%7B%22id%22%3A2%7D%5D%7D'],
    ['GET', '/orders?state=all&sort=-title&offset=2&fields=total,lines.order.title'],
    ['GET', '/orders?state=closed&limit=1'],
    ['GET', '/orders/3?fields=closed,lines.id'],
  ]
  for (const ask of unseen) {
    const text = (session: TwinSession) => new TextDecoder().decode(answer(session, ask).response.body)
    expect(JSON.parse(text(twin)), ask[1]).toEqual(JSON.parse(text(expected)))
  }
})
