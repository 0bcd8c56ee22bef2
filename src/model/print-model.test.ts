import { expect, test } from 'vitest'
import { printModel, printRoutes } from './print-model.ts'
import type { Model } from './schema.ts'

const type: [string, string] = ['Content-Type', 'application/json']
const model: Model = {
  format: 'doppel-model/1',
  service: { name: 'orders' },
  collections: { order: { key: ['id'], fixtures: [{ value: { id: 9_007_199_254_740_993n } }] } },
  routes: [
    {
      method: 'POST',
      path: '/orders',
      variants: [
        {
          name: 'malformed',
          when: '!has(body.total)',
          status: 422,
          headers: [type],
          body: { encoding: 'json', value: { error: 'no total' } },
        },
        {
          name: 'created',
          status: 201,
          headers: [type, ['X-Fixed', '1'], ['Location', { $: "'/orders/' + order.id" }]],
          do: [{ create: 'order', key: ['self.id'], value: { id: { $: 'next("order", 1)' }, total: { $: 'body.total' } }, as: 'order' }],
          body: { encoding: 'json', value: { $: 'order' } },
        },
      ],
    },
  ],
  miss: { name: 'miss', status: 404, headers: [type] },
}

test('a model reads as YAML: what all answers have in common once, expressions on one line', () => {
  expect(printModel(model)).toBe(`service: orders
collections:
  order:
    key: [id]
    fixtures: 1
headers_of_every_answer: {Content-Type: application/json}
routes:
  - route: POST /orders
    variants:
      - name: malformed
        when: "!has(body.total)"
        status: 422
        body: {error: no total}
      - name: created
        status: 201
        do:
          - create: order
            key: [self.id]
            value: {id: {$: 'next("order", 1)'}, total: {$: body.total}}
            as: order
        headers: {Location: {$: "'/orders/' + order.id"}}
        body: {$: order}
miss: {name: miss, status: 404}`)
})

test('all headers and fixtures on demand', () => {
  const text = printModel(model, { headers: true, fixtures: true })
  expect(text).toContain('X-Fixed: "1"')
  expect(text).toContain('headers: {Content-Type: application/json}')
  expect(text).toContain('id: 9007199254740993')
  expect(printRoutes(model.routes, { headers: true })).toContain('X-Fixed: "1"')
  expect(printRoutes(model.routes)).not.toContain('X-Fixed')
})

test('a name that comes twice has a list', () => {
  const cookies: [string, { $: string }][] = [
    ['Set-Cookie', { $: 'a' }],
    ['Set-Cookie', { $: 'b' }],
  ]
  const routes = [{ method: 'GET', path: '/', variants: [{ name: 'ok', status: 200, headers: cookies }] }]
  expect(printRoutes(routes)).toContain('Set-Cookie: [{$: a}, {$: b}]')
})

test('an answer of several routes is shown once', () => {
  const variants = [{ name: 'unauthenticated', when: '!has(header.key)', status: 401, headers: [type] }]
  const routes = ['/a', '/b'].map((path) => ({ method: 'GET', path, variants }))
  expect(printModel({ ...model, collections: {}, routes })).toBe(`service: orders
headers_of_every_answer: {Content-Type: application/json}
answers:
  unauthenticated: {when: "!has(header.key)", status: 401}
routes:
  - route: GET /a
    variants:
      - {answer: unauthenticated}
  - route: GET /b
    variants:
      - {answer: unauthenticated}
miss: {name: miss, status: 404}`)
})
