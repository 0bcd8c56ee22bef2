import { describe, expect, test } from 'vitest'
import type { HeaderList } from '#http'
import { compareResponses } from './compare-responses.ts'
import { type FieldRule, growFieldTree } from './field-class.ts'
import { readComparable } from './message.ts'
import type { Scope } from './scope.ts'
import { createScope } from './scope-for-tests.ts'

const json: HeaderList = [['Content-Type', 'application/json']]
const [a, b, c, d] = [
  '7d9f0a0e-8a0c-4f27-9a35-2f3a1c1d9b11',
  '0b0f8f6a-1111-4abc-8def-001122334455',
  '5c7d7e1f-2222-4abc-9def-665544332211',
  'e1e2e3e4-3333-4abc-bdef-9988776655ff',
]

function response(body: unknown, status = 200, headers: HeaderList = json) {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return readComparable({ status, headers, body: new TextEncoder().encode(text) })
}

function found(expected: unknown, actual: unknown, scope: Scope = createScope(), rules: readonly FieldRule[] = []) {
  const { divergences } = compareResponses(response(expected), response(actual), scope, growFieldTree(rules))
  return divergences.map(({ path, category, expected: wanted, actual: got }) => [path, category, wanted, got])
}

describe('JSON', () => {
  test('is equal whatever the spelling of letters and powers and the order of keys', () => {
    expect(found('{"a":275.5,"b":1e2,"c":"\\u00e9"}', '{ "c": "é", "b": 100, "a": 275.50 }')).toEqual([])
  })

  test('T38 whole numbers have a fraction or none', () => {
    expect(found('{"a":275.0,"b":[{"c":1.0},{"c":1.5}]}', '{"a":275.00,"b":[{"c":1.0},{"c":1.5}]}')).toEqual([])
    expect(found('{"a":275.0,"b":[{"c":1.0},{"c":1.5}]}', '{"a":275,"b":[{"c":1.0},{"c":1.5}]}')).toEqual([
      ['body.a', 'format_mismatch', '275.0', '275'],
    ])
    expect(found('{"a":275}', '{"a":275.0}')).toEqual([['body.a', 'format_mismatch', '275', '275.0']])
    expect(found('[{"a":1.0},{"a":2}]', '[{"a":1},{"a":2}]'), 'a service that writes both').toEqual([])
    expect(found('{"a":275.0}', '{"a":276}')).toEqual([['body.a', 'value_mismatch', 275, 276]])
  })

  test('keeps 64-bit integers apart', () => {
    expect(found('{"n":[9007199254740993]}', '{"n":[9007199254740992]}', createScope({ fromClient: ['9007199254740993'] }))).toEqual([
      ['body.n[0]', 'value_mismatch', 9007199254740993n, 9007199254740992n],
    ])
  })

  test.each([
    [{ total: 10 }, { total: 11 }, ['body.total', 'value_mismatch', 10, 11]],
    [{ total: 10 }, { total: '10' }, ['body.total', 'type_mismatch', 10, '10']],
    [{ total: 10 }, { total: null }, ['body.total', 'type_mismatch', 10, null]],
    [{ a: { b: [1] } }, { a: { b: {} } }, ['body.a.b', 'type_mismatch', [1], {}]],
    [{ a: 1, 'odd key': 2 }, { a: 1 }, ['body["odd key"]', 'missing_field', 2, undefined]],
    [{ a: 1 }, { a: 1, b: [2] }, ['body.b', 'extra_field', undefined, [2]]],
    [{ a: true }, { a: false }, ['body.a', 'value_mismatch', true, false]],
    [{ items: [{ id: 1 }] }, { items: [] }, ['body.items', 'array_length_mismatch', 1, 0]],
    [
      [1, 2, 3],
      [1, 3, 2],
      ['body', 'order_mismatch', [0, 1, 2], [0, 2, 1]],
    ],
  ])('%j is not %j', (expected, actual, divergence) => {
    expect(found(expected, actual)).toEqual([divergence])
  })

  test('T78 takes __proto__ for data', () => {
    expect(found('{"__proto__":{"admin":true}}', '{}')).toEqual([['body.__proto__', 'missing_field', { admin: true }, undefined]])
  })

  test('T79 nested too deep is text', () => {
    const [deep, deeper] = [`${'['.repeat(50_000)}1${']'.repeat(50_000)}`, `${'['.repeat(50_000)}2${']'.repeat(50_000)}`]
    expect(found(deep, deep)).toEqual([])
    expect(found(deep, deeper)).toHaveLength(1)
  })

  test('that does not parse is text', () => {
    expect(found('{"a":', '{"a":')).toEqual([])
    expect(found('{"a":', '{"b":')).toEqual([['body', 'value_mismatch', '{"a":', '{"b":']])
  })
})

describe('lists', () => {
  test('pair elements by identity, and still report the order', () => {
    const expected = [
      { id: 1, total: 10 },
      { id: 2, total: 20 },
    ]
    expect(
      found(expected, [
        { id: 2, total: 20 },
        { id: 1, total: 11 },
      ]),
    ).toEqual([
      ['body', 'order_mismatch', [0, 1], [1, 0]],
      ['body[0].total', 'value_mismatch', 10, 11],
    ])
  })

  test('of other lengths are compared as far as both have elements', () => {
    expect(
      found(
        [
          { id: 1, n: 1 },
          { id: 2, n: 2 },
        ],
        [{ id: 2, n: 3 }],
      ),
    ).toEqual([
      ['body', 'array_length_mismatch', 2, 1],
      ['body[1].n', 'value_mismatch', 2, 3],
    ])
  })

  test('pair what is new on both sides in its order', () => {
    const list = (...ids: string[]) => ids.map((id) => ({ id, kind: 'x' }))
    const scope = createScope({ fromClient: ['order-1'] })
    const [first, second] = [list(a, b, 'order-1'), list(c, d, 'order-1')]
    expect(found(first, second, scope), 'ids are minted').toEqual([])
    const moved = [second[0], second[2], second[1]]
    expect(found(first, moved, createScope({ fromClient: ['order-1'] }))).toEqual([['body', 'order_mismatch', [0, 1, 2], [0, 2, 1]]])
  })

  test('sorted by what each instance mints may have another order', () => {
    const scope = createScope()
    found([{ id: a, n: 1 }], [{ id: c, n: 1 }], scope)
    found([{ id: d, n: 2 }], [{ id: b, n: 2 }], scope)
    const expected = [
      { id: a, n: 1 },
      { id: d, n: 2 },
    ]
    const actual = [
      { id: b, n: 2 },
      { id: c, n: 1 },
    ]
    expect(found(expected, actual, scope)).toEqual([])
    expect(found(expected, actual, { ...scope, maySortBy: (_, { by }) => by !== 'id' })).toEqual([
      ['body', 'order_mismatch', [0, 1], [1, 0]],
    ])
  })

  test('sorted in groups by what each instance mints keep the groups where they are', () => {
    const scope = createScope()
    const [e, f, g] = ['1e', '2f', '3a'].map((start) => `${start}aaaaaa-2222-4abc-9def-665544332211`) as [string, string, string]
    for (const [recorded, own] of [
      [b, f],
      [a, e],
      [c, g],
    ] as const) {
      found({ id: recorded }, { id: own }, scope)
    }
    const item = (id: string, kind: string) => ({ id, kind })
    const expected = [item(b, 'new'), item(a, 'new'), item(c, 'old')]
    expect(found(expected, [item(e, 'new'), item(f, 'new'), item(g, 'old')], scope)).toEqual([])
    expect(found(expected, [item(g, 'old'), item(e, 'new'), item(f, 'new')], scope)).toHaveLength(1)
  })
})

describe('what stands for what', () => {
  test('holds over answers, in keys and in headers', () => {
    const scope = createScope()
    expect(found({ id: a }, { id: b }, scope)).toEqual([])
    expect(found({ [a]: { self: `/orders/${a}` } }, { [b]: { self: `/orders/${b}` } }, scope)).toEqual([])
    expect(found({ id: a }, { id: c }, scope)).toEqual([['body.id', 'symbol_inconsistent', b, c]])
  })

  test('is learned from keys that are ids', () => {
    const scope = createScope()
    expect(found({ [a]: { n: 1 } }, { [b]: { n: 1 } }, scope)).toEqual([])
    expect(found({ id: a }, { id: b }, scope)).toEqual([])
  })

  test('is learned from answers of another status, too', () => {
    const scope = createScope()
    const tally = compareResponses(response({ id: a }, 201), response({ id: b }, 200), scope)
    expect(tally.divergences).toMatchObject([{ path: 'status', category: 'status_code_mismatch', expected: 201, actual: 200 }])
    expect(found({ id: a }, { id: b }, scope)).toEqual([])
  })
})

describe('what an entity has shown', () => {
  const order = (created: string, extra: object = {}) => ({ id: 7, created_at: created, ...extra })
  const ofSession = '2026-03-01T12:00:05.250Z'

  test('is shown again, to the millisecond', () => {
    const scope = createScope()
    expect(found(order(ofSession), order('2026-03-01T12:00:05.300Z'), scope)).toEqual([])
    expect(found(order(ofSession), order('2026-03-01T12:00:05.300Z'), scope)).toEqual([])
    expect(found(order(ofSession), order('2026-03-01T12:00:05.301Z'), scope)).toEqual([
      ['body.created_at', 'symbol_inconsistent', '2026-03-01T12:00:05.300Z', '2026-03-01T12:00:05.301Z'],
    ])
  })

  test('may lie a unit apart where less is written, for two moments may read alike', () => {
    const scope = createScope({ toleranceMs: 5000 })
    const at = (second: number) => order(`2026-03-01T12:00:0${second}Z`)
    found(at(5), at(5), scope)
    expect(found(at(5), at(6), scope)).toEqual([])
    expect(found(at(5), at(8), scope)).toHaveLength(1)
  })

  test('is told apart by entity and field', () => {
    const scope = createScope()
    found(order(ofSession), order('2026-03-01T12:00:05.300Z'), scope)
    const other = { id: 8, created_at: ofSession, updated_at: ofSession }
    expect(found(other, { ...other, created_at: '2026-03-01T12:00:05.900Z', updated_at: '2026-03-01T12:00:05.800Z' }, scope)).toEqual([])
  })

  test('binds a moment to come, too', () => {
    const scope = createScope()
    const token = (at: string) => ({ expires_at: at })
    expect(found(token('2026-03-01T13:00:00Z'), token('2026-03-01T12:30:00Z'), scope)).toEqual([])
    expect(found(token('2026-03-01T13:00:00Z'), token('2026-03-01T12:30:00Z'), scope)).toEqual([])
    expect(found(token('2026-03-01T13:00:00Z'), token('2026-03-01T14:30:00Z'), scope)).toHaveLength(1)
  })

  test('a long number that reads like minted stands for itself when the twin says it, too', () => {
    const scope = createScope({ shownBefore: ['9007199254740991'] })
    expect(found({ max: 9007199254740991 }, { max: 9007199254740991 }, scope)).toEqual([])
    expect(found({ max: 9007199254740991 }, { max: 9007199254740990 }, scope)).toHaveLength(1)
  })
})

describe('field classes', () => {
  test('generated: any sequence number, but the same one for the same thing', () => {
    const scope = createScope()
    const rules: FieldRule[] = [{ path: 'items[].id', classify: 'generated' }]
    expect(found({ items: [{ id: 7 }] }, { items: [{ id: 3 }] }, scope, rules)).toEqual([])
    expect(found({ items: [{ id: 7 }] }, { items: [{ id: 4 }] }, scope, rules)).toEqual([['body.items[0].id', 'symbol_inconsistent', 3, 4]])
    expect(found({ items: [{ id: 8 }] }, { items: [{ id: '4' }] }, scope, rules)).toEqual([['body.items[0].id', 'type_mismatch', 8, '4']])
  })

  test('timestamp: any time, written alike', () => {
    const rules: FieldRule[] = [{ path: 'at', classify: 'timestamp' }]
    expect(found({ at: '2020-01-01T00:00:00Z' }, { at: '2021-05-05T01:02:03Z' }, createScope(), rules)).toEqual([])
    expect(found({ at: '2020-01-01' }, { at: '2021-05-05' }, createScope(), rules)).toEqual([])
    expect(found({ at: '2020-01-01T00:00:00Z' }, { at: '2021-05-05' }, createScope(), rules)).toHaveLength(1)
  })

  test('enum: one of the values', () => {
    const rules: FieldRule[] = [{ path: 'body.*.color', classify: 'enum', values: ['dark', 'light'] }]
    expect(found({ theme: { color: 'dark' } }, { theme: { color: 'light' } }, createScope(), rules)).toEqual([])
    expect(found({ theme: { color: 'dark' } }, { theme: { color: 'red' } }, createScope(), rules)).toHaveLength(1)
  })

  test('constant: to the letter, though it reads like minted', () => {
    const rules: FieldRule[] = [{ path: 'role', classify: 'constant' }]
    expect(found({ role: a }, { role: b }, createScope(), rules)).toEqual([['body.role', 'value_mismatch', a, b]])
  })
})

describe('headers', () => {
  const scope = createScope()
  const headersFound = (expected: HeaderList, actual: HeaderList) =>
    compareResponses(response('', 200, expected), response('', 200, actual), scope).divergences.map(({ path, severity }) => [
      path,
      severity,
    ])

  test('that a client acts on count, others do not', () => {
    expect(
      headersFound(
        [
          ['Location', '/orders/1'],
          ['X-Runtime', '0.1'],
        ],
        [['location', '/orders/1']],
      ),
    ).toEqual([])
    expect(headersFound([['Location', '/orders/1']], [['Location', '/orders/2']])).toEqual([['header.location', 'error']])
    expect(headersFound([['X-Total-Count', '3']], [])).toEqual([['header.x-total-count', 'error']])
    expect(headersFound([], [['WWW-Authenticate', 'Basic']])).toEqual([['header.www-authenticate', 'warning']])
  })

  test('content types are equal whatever their spelling', () => {
    expect(
      headersFound([['Content-Type', 'application/json; charset=utf-8']], [['Content-Type', 'Application/JSON;charset=UTF-8']]),
    ).toEqual([])
    expect(headersFound([['Content-Type', 'text/plain']], [['Content-Type', 'text/html']])).toEqual([['header.content-type', 'error']])
  })

  test('ETags are opaque, but must be there, and stay the same as long as the service has it so', () => {
    expect(headersFound([['ETag', 'W/"1"']], [['ETag', '"other"']])).toEqual([])
    expect(headersFound([['ETag', 'W/"1"']], [['ETag', '"other"']])).toEqual([])
    expect(headersFound([['ETag', 'W/"1"']], [['ETag', '"yet another"']])).toEqual([['header.etag', 'error']])
    expect(headersFound([['ETag', 'W/"1"']], [])).toEqual([['header.etag', 'error']])
  })

  test('what is compared is not believed: a Location is wrong though it holds a new id', () => {
    const at = (id: string): HeaderList => [['Location', `/orders/${id}`]]
    const body = (id: string, headers: HeaderList) => response({ id }, 201, [...json, ...headers])
    expect(compareResponses(body(a, at(a)), body(b, at(b)), createScope()).divergences).toEqual([])
    expect(compareResponses(body(a, at(a)), body(b, at(`${b}/x`)), createScope()).divergences).toMatchObject([{ path: 'header.location' }])
  })

  test('a header that is not compared vouches for nothing in the body', () => {
    const answer = (token: string) => response({ token }, 200, [...json, ['X-Token', token]])
    const compared = (token: string) => compareResponses(answer('a7f3kq9xw2m5z8c1'), answer(token), createScope())
    expect(compared('b1n8vt4ye6r0p3d7')).toMatchObject({ divergences: [], unverified: 1 })
    expect(compared('b1n8vt4ye6r0p3d').divergences).toMatchObject([{ path: 'body.token', category: 'format_mismatch' }])
  })

  test('another type of the same content is one difference', () => {
    const expected = response('"gone"', 404)
    const answer = { status: 404, headers: [['Content-Type', 'text/plain']] as const, body: new TextEncoder().encode('"gone"') }
    const { divergences } = compareResponses(expected, readComparable(answer, undefined, expected), createScope())
    expect(divergences.map(({ path }) => path)).toEqual(['header.content-type'])
  })
})

describe('other bodies', () => {
  const bytes = (...values: number[]) =>
    readComparable({ status: 200, headers: [['Content-Type', 'image/png']], body: Uint8Array.from(values) })
  const html = (text: string) => response(text, 200, [['Content-Type', 'text/html']])

  test('bytes are equal or not', () => {
    expect(compareResponses(bytes(1, 2), bytes(1, 2), createScope()).divergences).toEqual([])
    expect(compareResponses(bytes(1, 2), bytes(1, 3), createScope()).divergences).toMatchObject([
      { path: 'body', category: 'value_mismatch' },
    ])
  })

  test('text is compared by its pieces', () => {
    const scope = createScope()
    expect(compareResponses(html(`<a href="/t/${a}">x</a>`), html(`<a href="/t/${b}">x</a>`), scope).divergences).toEqual([])
    expect(compareResponses(html(`<b>${a}</b> red`), html(`<b>${b}</b> blue`), scope).divergences).toHaveLength(1)
  })

  test('no body is not an empty one', () => {
    expect(found('', '')).toEqual([])
    expect(found('', {})).toEqual([['body', 'extra_field', undefined, {}]])
    expect(found({}, '')).toEqual([['body', 'missing_field', {}, undefined]])
  })

  test('T65 what was not kept is unverified', () => {
    const omitted = readComparable({ status: 200, headers: json, body: new Uint8Array(), omittedBodyBytes: 1e9 })
    const tally = compareResponses(omitted, response({ any: 'thing' }), createScope())
    expect([tally.divergences.length, tally.unverified]).toEqual([0, 1])
  })
})
