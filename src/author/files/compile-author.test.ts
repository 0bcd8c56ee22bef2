import { expect, test } from 'vitest'
import { author, errorsOf } from './author-for-tests.ts'

const orders = `
routes:
  - method: POST
    path: /orders
    request_schema: { total: number, note: string?, customer_id: string }
    response_schema: { id: uuid, total: number, status: string, created_at: timestamp }
    state_effects: [{ create: order }]
    errors:
      - { code: 400, condition: CONDITION }
  - method: GET
    path: /orders/{id}
  - method: PATCH
    path: /orders/{id}
    request_schema: { total: number, status: string }
    errors:
      - { code: 409, condition: order is shipped }
  - method: GET
    path: /customers/{customerId}
    entity: customer
`
const machine = `
entities:
  customer: { key: id }
  order:
    initial_state: open
    transitions:
      - { from: open, to: paid, trigger: pay API call }
      - { from: paid, to: shipped, trigger: TRIGGER }
    constraints: [CONSTRAINT]
`

const guard = (condition: string, at = 0) => {
  const { model } = author(orders.replace('CONDITION', condition), machine.replace('TRIGGER', 'after 2h').replace('CONSTRAINT', ''))
  return model?.routes[at]?.variants[0]?.when
}

test.each([
  ['missing total', '!has(body.total) || body.total == null || body.total == ""'],
  ['customer not found', 'has(body.customer_id) && !exists("customer", body.customer_id)'],
  ['unknown customer', 'has(body.customer_id) && !exists("customer", body.customer_id)'],
  ['total must be positive', 'has(body.total) && !(body.total > 0)'],
  ['invalid total', 'has(body.total) && body.total != null && type(body.total) != "number"'],
  ['duplicate note', 'has(body.note) && list("order").exists(other, other.note == body.note)'],
  ['unauthorized', '!has(header.authorization)'],
  [
    'Missing required fields.',
    'malformed || (!has(body.total) || body.total == null || body.total == "") || (!has(body.customer_id) || body.customer_id == null || body.customer_id == "")',
  ],
])('the condition "%s"', (condition, test) => {
  expect(guard(condition)?.replaceAll(/[()]/g, '')).toBe(test.replaceAll(/[()]/g, ''))
})

test('states are asked for, and move by requests and by time', () => {
  const { model, findings } = author(
    orders.replace('CONDITION', 'missing total'),
    machine.replace('TRIGGER', 'after 2h').replace('CONSTRAINT', ''),
  )
  expect(findings.map(({ message }) => message)).toEqual(['no route takes the pay call: POST /orders/{id}/pay does'])
  expect(guard('missing total', 2)).toBe('coalesce(find("order", path.id).status, "open") == "shipped"')
  expect(model?.collections['order']?.later).toEqual([
    {
      when: 'coalesce(self.status, "open") in ["paid"]',
      at: 'plus(coalesce(since, began), "2h")',
      of: 'status',
      set: { status: 'shipped' },
    },
  ])
  expect(model?.machines?.[0]).toMatchObject({ field: 'order.status', initial: ['open'], states: ['open', 'paid', 'shipped'] })
  expect(model?.routes.map(({ method, path }) => `${method} ${path}`)).toContain('POST /orders/{id}/pay')
})

test('what is not understood, or contradicts, is told with its place', () => {
  const wrong = (condition: string, trigger: string, constraint: string) =>
    errorsOf(author(orders.replace('CONDITION', condition), machine.replace('TRIGGER', trigger).replace('CONSTRAINT', constraint)))
  expect(wrong('cheese', 'after 2h', '')).toEqual(['routes.yaml:9:22: the condition "cheese" is not understood'])
  expect(wrong('missing total', 'some day', '')).toEqual(['state-machine.yaml:8:36: the trigger "some day" is not understood'])
  expect(wrong('missing total', 'after 2h', 'Be nice')).toEqual(['state-machine.yaml:9:19: the constraint "Be nice" is not understood'])
  expect(wrong('missing total', 'after 2h', 'Cannot transition from open to paid')).toEqual([
    'state-machine.yaml:9:19: "Cannot transition from open to paid" contradicts the transition from open to paid',
  ])
})

test.each([
  ['routes:\n  - method: GET\n    path: /a\n    responce_schema: x\n', 'routes.yaml:4:5: "responce_schema" says nothing here'],
  ['routes:\n  - method: GET\n    path: /a\n    response_schema: { a: strin }\n', 'routes.yaml:4:24: "strin" is no type'],
  ['routes:\n  - method: GET\n   path: /a\n', 'routes.yaml:3:1: Sequence item without - indicator'],
  [
    'routes:\n  - method: GET\n    path: /a\n    errors: [{ code: 400, when: "body. > 1" }]\n',
    'routes.yaml:4:27: a name was expected at 7 in: body. > 1',
  ],
  [
    'routes:\n  - method: GET\n    path: /a\n    errors: [{ code: 400, when: "bodi.a" }]\n',
    "routes.yaml:4:27: unknown name 'bodi'; known are target, path, query, header, body, now, malformed, absent, entity",
  ],
])('%j', (routes, message) => {
  expect(errorsOf(author(routes))[0]).toBe(message)
})

test('routes in the language of the model stand beside those in short', () => {
  const { model, findings } = author(`
limits: [{ limit: 5, per: 1m }]
miss: { name: miss, status: 404, text: nothing }
routes:
  - method: POST
    path: /quotes
    variants:
      - { name: ok, status: 201, do: [{ create: quote, value: { id: { $: 'next("q", 1)' } }, as: q }], headers: { X-A: b }, body: { $: q }, format: { indent: 2 } }
  - method: GET
    path: /quotes
    entity: quote
    response_schema: { quotes: [quote], total: integer }
`)
  expect(findings).toEqual([])
  expect(model?.routes[0]?.variants[0]).toEqual({
    name: 'ok',
    status: 201,
    do: [{ create: 'quote', key: ['self.id'], value: { id: { $: 'next("q", 1)' } }, as: 'q' }],
    headers: [['X-A', 'b']],
    body: { encoding: 'json', value: { $: 'q' }, indent: 2 },
  })
  expect(model?.routes[1]?.variants[0]?.body?.value).toEqual({
    quotes: { $each: 'page.items', as: 'entity', do: { $: 'entity' } },
    total: { $: 'page.total' },
  })
  expect(model?.miss.body).toEqual({ encoding: 'text', value: 'nothing' })
})
