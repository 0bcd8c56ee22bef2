import { describe, expect, test } from 'vitest'
import type { Json } from '#base'
import type { Effect, Model, Variant } from '#model'
import { type Change, type ChangeKind, changeKinds } from './change.ts'
import { compareContracts } from './compare-contracts.ts'
import { contractOfModel } from './model-contract.ts'
import { printComparison, printComparisonMarkdown, toComparisonJson } from './render/print-comparison.ts'

interface Says {
  readonly status?: number
  readonly body?: Json
  readonly do?: Effect[]
  readonly type?: string
  readonly headers?: Variant['headers']
  /** Refusals of the route: guards with their status. */
  readonly refuses?: Readonly<Record<string, number>> | undefined
  readonly query?: string[]
}

const miss: Variant = { name: 'miss', status: 404, headers: [] }

function variant(
  name: string,
  status: number,
  { body, type = 'application/json; charset=utf-8', headers = [], do: effects }: Says = {},
): Variant {
  return {
    name,
    status,
    headers: body === undefined ? headers : [['Content-Type', type], ...headers],
    ...(effects === undefined ? {} : { do: effects }),
    ...(body === undefined ? {} : { body: { encoding: 'json', value: body } }),
  }
}

/** A model of one route, or of routes by name. */
function model(routes: Readonly<Record<string, Says>>, collections: Model['collections'] = { order: { key: ['id'] } }): Model {
  return {
    format: 'doppel-model/1',
    service: { name: 'shop' },
    collections,
    routes: Object.entries(routes).map(([label, says]) => {
      const [method = '', path = ''] = label.split(' ')
      const refusals = Object.entries(says.refuses ?? {}).map(([when, status]) => ({
        ...variant('no', status, { body: { error: 'no' } }),
        when,
      }))
      return {
        method,
        path,
        variants: [...refusals, variant('ok', says.status ?? 200, says)],
        known: { query: says.query ?? [], body: [] },
      }
    }),
    miss,
  }
}

const compare = (before: Model, after: Model) => compareContracts(contractOfModel(before), contractOfModel(after))
const outline = ({ kind, level, path, before, after }: Change) => [kind, level, path, before, after].filter((part) => part !== undefined)

/** What is different in one route's success, without where. */
function changed(before: Says, after: Says, collections?: Model['collections']) {
  return compare(model({ 'POST /orders': before }, collections), model({ 'POST /orders': after }, collections)).changes.map(outline)
}

test('a model has not changed from itself, whatever its parameters are called', () => {
  const shop = model({ 'GET /orders/{id}': { body: { id: { $: 'path.id' }, total: 1 } } })
  expect(compare(shop, shop)).toEqual({ changes: [], routesCompared: 1, routesNotExercised: [] })
  expect(compare(shop, model({ 'GET /orders/{order_id}': { body: { id: { $: 'path.id' }, total: 1 } } })).changes).toEqual([])
})

describe('what breaks clients', () => {
  test('routes come and go', () => {
    const { changes } = compare(model({ 'GET /a': {}, 'GET /b': {} }), model({ 'GET /b': {}, 'GET /c/{id}': {} }))
    expect(changes.map(({ kind, level, route }) => [kind, level, route])).toEqual([
      ['route-removed', 'breaking', 'GET /a'],
      ['route-added', 'harmless', 'GET /c/{id}'],
    ])
  })

  test('success has another status, and the same body', () => {
    expect(changed({ status: 201, body: { id: 1 } }, { status: 200, body: { id: 1 } })).toEqual([
      ['status-changed', 'breaking', 'status', '201', '200'],
    ])
    expect(changed({ refuses: { malformed: 400 } }, { refuses: { malformed: 422 } })).toEqual([
      ['status-removed', 'harmless', 'status'],
      ['status-added', 'harmless', 'status'],
    ])
  })

  test.each<[string, Json, Json, unknown[]]>([
    ['a field is gone', { a: 1, b: 2 }, { a: 1 }, ['response-field-removed', 'breaking', 'body.b', 'number']],
    ['a field is new', { a: 1 }, { a: 1, 'odd key': [] }, ['response-field-added', 'harmless', 'body["odd key"]', 'array']],
    ['in a list', [{ a: 1, b: 2 }], [{ a: 1 }], ['response-field-removed', 'breaking', 'body[].b', 'number']],
    ['a type is another', { a: 1 }, { a: '1' }, ['response-type-changed', 'breaking', 'body.a', 'number', 'string']],
    ['null comes, too', [1], [1, null], ['response-type-widened', 'breaking', 'body[]', 'number', 'null or number']],
    ['null comes no more', [1, null], [1], ['response-type-narrowed', 'harmless', 'body[]', 'null or number', 'number']],
    ['a constant is another', { v: 'one' }, { v: 'two' }, ['response-value-changed', 'warning', 'body.v', '"one"', '"two"']],
    ['a word is new', ['a', 'b'], ['a', 'b', 'c'], ['response-word-added', 'warning', 'body[]', '"c"']],
    ['a word comes no more', ['a', 'b', 'c'], ['a', 'b'], ['response-word-removed', 'harmless', 'body[]', '"c"']],
    [
      'a field may be left out',
      { a: { $: 'mint("uuid4")' } },
      { a: { $if: 'has(query.x)', then: 'x' } },
      ['response-field-became-optional', 'breaking', 'body.a'],
    ],
    [
      'a field is always there',
      { a: { $if: 'has(query.x)', then: 1 } },
      { a: 1 },
      ['response-field-became-required', 'harmless', 'body.a'],
    ],
    [
      'an expression has a type',
      { n: { $: 'size(query.a)' } },
      { n: { $: 'string(now)' } },
      ['response-type-changed', 'breaking', 'body.n', 'number', 'string'],
    ],
    [
      'a list is made',
      { $each: 'split(query.a, ",")', as: 'x', do: { x: { $: 'upper(x)' } } },
      { $each: 'split(query.a, ",")', as: 'x', do: { x: { $: 'size(x)' } } },
      ['response-type-changed', 'breaking', 'body[].x', 'string', 'number'],
    ],
    [
      'a map is spread',
      { '...0': '{"a": 1, "b": 2}', c: 3 },
      { '...0': '{"a": 1}', c: 3 },
      ['response-field-removed', 'breaking', 'body.b', 'number'],
    ],
  ])('%s', (_, before, after, found) => {
    expect(changed({ body: before }, { body: after })).toEqual([found])
  })

  test('what may be anything is held against nothing', () => {
    expect(changed({ body: { a: { $: 'body.a' } } }, { body: { a: 7 } })).toEqual([])
    expect(changed({ body: { $: 'body' } }, { body: { a: 7 } })).toEqual([])
    expect(
      changed({ body: { token: '7d9f0a0e-8a0c-4f27-9a35-2f3a1c1d9b11' } }, { body: { token: 'b0f8f6a1-1111-4abc-8def-001122334455' } }),
    ).toEqual([])
  })

  test('entities are followed to where they are made', () => {
    const order = (total: Json): Says => ({
      status: 201,
      do: [{ create: 'order', key: ['body.id'], value: { id: { $: 'mint("uuid4")' }, total }, as: 'order' }],
      body: { $: 'order' },
    })
    expect(changed(order(1), order('1'))).toEqual([['response-type-changed', 'breaking', 'body.total', 'number', 'string']])
    const shop = (total: Json) =>
      model(
        {
          'POST /orders': { ...order(total), body: { ok: true } },
          'GET /orders': {
            do: [{ query: { collection: 'order' }, as: 'page' }],
            body: { items: { $each: 'page.items', as: 'self', do: { $: 'view("order.short", self)' } } },
          },
        },
        { order: { key: ['id'], views: { short: { sum: { $: 'self.total' } } } } },
      )
    expect(compare(shop(1), shop(true)).changes.map(outline)).toEqual([
      ['response-type-changed', 'breaking', 'body.items[].sum', 'number', 'boolean'],
    ])
  })

  test('bodies, media types and headers', () => {
    const plain = { body: { a: 1 } }
    expect(changed(plain, {})).toEqual([
      ['response-body-removed', 'breaking', 'body', 'object'],
      ['response-header-removed', 'breaking', 'header.content-type', 'application/json'],
    ])
    expect(changed({}, plain)).toHaveLength(2)
    expect(changed(plain, { ...plain, type: 'application/hal+json' })).toEqual([
      ['response-media-type-changed', 'breaking', 'header.content-type', 'application/json', 'application/hal+json'],
    ])
    expect(changed(plain, { ...plain, type: 'application/json' })).toEqual([])
    expect(
      changed(
        {
          ...plain,
          headers: [
            ['Location', '/a'],
            ['X-Runtime', '1'],
          ],
        },
        plain,
      ),
    ).toEqual([['response-header-removed', 'breaking', 'header.location']])
  })

  test('what is wrong in refusals breaks few', () => {
    const refusal = (body: Json): Model => {
      const shop = model({ 'GET /a': {} })
      const [route] = shop.routes as [Model['routes'][number]]
      return { ...shop, routes: [{ ...route, variants: [{ ...variant('no', 404, { body }), when: 'malformed' }, ...route.variants] }] }
    }
    expect(compare(refusal({ error: 'x', code: 1 }), refusal({ error: 'x' })).changes.map(outline)).toEqual([
      ['response-field-removed', 'warning', 'body.code', 'number'],
    ])
  })

  test.each<[string, Says['refuses'], Says['refuses'], unknown[]]>([
    ['a field must be there', {}, { '!has(body.name)': 422 }, ['request-field-became-required', 'breaking', 'request.name']],
    [
      'a field must not be empty',
      {},
      { 'has(body.a) && coalesce(body.a.b, "") == ""': 422 },
      ['request-field-became-required', 'breaking', 'request.a.b'],
    ],
    ['a field need not be there', { '!has(body.name)': 400 }, { malformed: 400 }, []],
    [
      'a type is demanded',
      {},
      { 'has(body.n) && type(body.n) != "number"': 400 },
      ['request-type-narrowed', 'breaking', 'request.n', 'anything', 'number'],
    ],
    [
      'fewer words',
      { '!(body.k in ["a", "b"])': 400 },
      { '!(body.k in ["a"])': 400 },
      ['request-word-removed', 'breaking', 'request.k', '"b"'],
    ],
    [
      'more words',
      { '!(body.k in ["a"])': 400 },
      { '!(body.k in ["a", "b"])': 400 },
      ['request-word-added', 'harmless', 'request.k', '"b"'],
    ],
    ['a condition beside it', {}, { '!has(body.name) && body.kind == "x"': 400 }, []],
    ['no credentials', {}, { '!has(body.token)': 401 }, []],
  ])('requests: %s', (_, before, after, found) => {
    const changes = changed({ refuses: before }, { refuses: after }).filter(([kind]) => String(kind).startsWith('request-'))
    expect(changes).toEqual(found.length === 0 ? [] : [found])
  })

  test('parameters', () => {
    expect(changed({ query: ['page', 'size'] }, { query: ['page', 'sort'] })).toEqual([
      ['request-parameter-removed', 'warning', 'query.size'],
      ['request-parameter-added', 'harmless', 'query.sort'],
    ])
  })
})

describe('a report', () => {
  const before = model({ 'GET /a': { body: { 'x|y': 1 } }, 'GET /b': {} })
  const after = model({ 'GET /a': { body: { 'x|y': '1' } }, 'GET /c': {} })
  const comparison = compare(before, after)
  const compared = { from: 'old', to: 'new' }

  test('says the worst first', () => {
    expect(printComparison(comparison, compared)).toBe(
      [
        'old -> new: 2 breaking, 0 to look at, 1 harmless (1 routes compared)',
        '',
        'breaking',
        '  GET /a 200 body["x|y"]: the value has another type: number before, string now [response-type-changed]',
        '  GET /b: the route is gone [route-removed]',
        '',
        'harmless',
        '  GET /c: the route is new [route-added]',
      ].join('\n'),
    )
  })

  test('is a table in Markdown, in which names of fields break nothing', () => {
    expect(printComparisonMarkdown(comparison, compared).split('\n').slice(0, 5)).toEqual([
      '**old -\\> new: 2 breaking, 0 to look at, 1 harmless (1 routes compared)**',
      '',
      '| | where | what | kind |',
      '| --- | --- | --- | --- |',
      '| breaking | GET /a 200 body\\["x\\|y"\\] | the value has another type: number before, string now | `response-type-changed` |',
    ])
  })

  test('names each change the same in every run', () => {
    const json = toComparisonJson(comparison, compared)
    expect(json).toMatchObject({ format: 'doppel-diff/1', breaking: 2, warnings: 0, harmless: 1, routes_compared: 1 })
    expect((json['changes'] as Change[]).map(({ id }) => id)).toEqual(compare(before, after).changes.map(({ id }) => id))
    expect(comparison.changes[1]?.id).toMatch(/^change-[0-9a-f]{16}$/)
  })
})

test('every kind of change is one that clients can be told of', () => {
  for (const [kind, [level, what]] of Object.entries(changeKinds) as [ChangeKind, readonly [string, string]][]) {
    expect([kind, level, what.length > 5]).toEqual([expect.stringMatching(/^(route|status|response|request)-/), expect.any(String), true])
  }
})
