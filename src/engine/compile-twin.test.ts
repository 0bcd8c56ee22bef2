import { describe, expect, test } from 'vitest'
import { createSteppingClock } from '#state'
import { compileTwin } from './compile-twin.ts'
import { ask, createModel, json, request, startSession } from './model-for-tests.ts'

const things = createModel({
  'POST /things': [
    { name: 'missing', when: '!has(body.name)', status: 422, ...json({ error: 'name is missing' }) },
    {
      name: 'created',
      status: 201,
      do: [
        {
          create: 'thing',
          key: ['self.id'],
          value: { id: { $: 'next("thing", 1)' }, name: { $: 'body.name' }, at: { $: 'now' } },
          as: 'thing',
        },
      ],
      headers: [['Location', { $: '"http://origin.doppel.invalid/things/" + thing.id' }]],
      ...json({ $: 'thing' }),
    },
  ],
  'GET /things': [
    { do: [{ query: { collection: 'thing' }, as: 'page' }], ...json({ items: { $: 'page.items' }, total: { $: 'page.total' } }) },
  ],
  'GET /things/{id}': [
    { name: 'gone', when: '!exists("thing", path.id)', status: 404, ...json({ error: 'not found' }) },
    json({ $: 'find("thing", path.id)' }),
  ],
  'PATCH /things/{id}': [
    { do: [{ update: 'thing', key: ['path.id'], set: { name: { $: 'body.name' } }, as: 'thing' }], ...json({ $: 'thing' }) },
  ],
  'DELETE /things/{id}': [{ status: 204, do: [{ delete: 'thing', key: ['path.id'] }] }],
  'POST /things/batch': [
    {
      do: [{ each: 'body', as: 'entry', do: [{ create: 'thing', key: ['entry.id'], value: { $: 'entry' }, as: 'made' }], gather: 'all' }],
      ...json({ $: 'all' }),
    },
  ],
  'GET /guarded': [{ when: 'query.key == "yes"', ...json(true) }],
})

test('T13 what was created is read, listed, changed and deleted', () => {
  const session = startSession(things)
  expect(ask(session, 'GET /things')).toEqual([200, { items: [], total: 0 }])
  const [status, made] = ask(session, 'POST /things', { name: 'lamp' })
  expect([status, made]).toEqual([201, { id: 1, name: 'lamp', at: Date.UTC(2026, 2, 1, 12, 0, 1) }])
  expect(ask(session, 'GET /things/1')).toEqual([200, made])
  expect(ask(session, 'PATCH /things/1', { name: 'table' })).toEqual([200, { ...(made as object), name: 'table' }])
  expect(ask(session, 'GET /things')).toMatchObject([200, { items: [{ name: 'table' }], total: 1 }])
  expect(ask(session, 'DELETE /things/1')).toEqual([204, undefined])
  expect(ask(session, 'GET /things/1')).toEqual([404, { error: 'not found' }])
  expect(ask(session, 'POST /things', { name: 'next' })).toMatchObject([201, { id: 2 }])
})

test('T7 where no guard holds, the answer is a miss and not the first variant', () => {
  const answer = startSession(things).answer(request('GET /guarded?key=no'))
  expect(answer).toMatchObject({ provenance: 'miss', route: 'GET /guarded', variant: 'miss' })
  expect(answer.response.status).toBe(404)
})

test('an unknown route is a miss without a route', () => {
  const answer = startSession(things).answer(request('GET /nothing'))
  expect(answer.provenance).toBe('miss')
  expect(answer.route).toBeUndefined()
})

test('T29 sessions do not see each other, and reset really resets', () => {
  const twin = compileTwin(things)
  const clock = { nowMs: () => 0, tick: () => {} }
  const [one, other] = [1, 2].map((seed) => twin.createSession({ seed, clock, origin: 'http://twin.test' }))
  if (one === undefined || other === undefined) throw new Error('two sessions were made')
  ask(one, 'POST /things', { name: 'mine' })
  expect(ask(other, 'GET /things')).toEqual([200, { items: [], total: 0 }])
  expect(one.state()).toEqual({ thing: [{ id: 1, name: 'mine', at: 0 }] })
  one.reset()
  expect(one.state()).toEqual({ thing: [] })
  expect(ask(one, 'POST /things', { name: 'again' })).toMatchObject([201, { id: 1 }])
})

test('T47 own addresses lead to where the twin is', () => {
  const session = startSession(things, { origin: 'http://localhost:9999' })
  expect(session.answer(request('POST /things', { name: 'x' })).response.headers).toEqual([['Location', 'http://localhost:9999/things/1']])
})

test('T78 __proto__ is data wherever it comes', () => {
  const session = startSession(things)
  const harm = '{"name": "x", "__proto__": {"status": 500, "admin": true}, "constructor": {"prototype": {"admin": true}}}'
  expect(ask(session, 'POST /things', harm)[0]).toBe(201)
  expect(ask(session, 'POST /things/batch', `[{"id": "__proto__", "__proto__": {"admin": true}}]`)[0]).toBe(200)
  expect(ask(session, 'GET /things/__proto__')[1]).toMatchObject({ id: '__proto__' })
  expect(ask(session, 'GET /things/constructor')[0]).toBe(404)
  expect(ask(session, 'GET /things?__proto__[admin]=1&__proto__=2&constructor=3')[0]).toBe(200)
  const headers = [
    ['__proto__', 'x'],
    ['__proto__', 'y'],
    ['constructor', 'z'],
  ] as const
  expect(session.answer(request('GET /things', undefined, headers)).response.status).toBe(200)
  expect(({} as { admin?: boolean }).admin).toBeUndefined()
  expect(Object.keys(Object.prototype)).toEqual([])
})

describe('whatever is sent, an answer comes', () => {
  test.each<[string, unknown]>([
    ['POST /things', '{"name": '],
    ['POST /things', `{"name": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['POST /things', '\ud800'],
    ['POST /things', '[]'],
    ['POST /things', 'null'],
    ['POST /things/batch', '{"toString": 0}'],
    ['POST /things/batch', '[null, 1, {"id": {"toString": 0}}, {"id": true}]'],
    ['GET /things/%', undefined],
    ['GET /%E0%A4%A', undefined],
    ['GET *', undefined],
    ['GET ', undefined],
    [' ', undefined],
  ])('%s %.40s', (call, body) => {
    const { status } = startSession(things).answer(request(call, body)).response
    expect(status).toBeGreaterThanOrEqual(200)
  })
})

test('what a request sends can not end a header', () => {
  const model = createModel({
    'GET /': [
      {
        headers: [
          ['X-Echo', { $: 'query.x' }],
          ['X-None', { $: 'query.none' }],
        ],
      },
    ],
  })
  expect(startSession(model).answer(request('GET /?x=a%0d%0aSet-Cookie:b')).response.headers).toEqual([['X-Echo', 'a  Set-Cookie:b']])
})

describe('a model that does not hold together is refused with the place', () => {
  test.each<[string, object]>([
    [`GET /a: variant "ok": when: unknown name 'bdy'`, { when: 'has(bdy.x)' }],
    [`GET /a: variant "ok": when: unexpected 'end' at 5`, { when: 'has(' }],
    [
      `GET /a: variant "ok": do 2: unknown function 'nope'`,
      {
        do: [
          { let: 'a', value: 1 },
          { let: 'b', value: { $: 'nope(a)' } },
        ],
      },
    ],
    [`GET /a: variant "ok": do 1: unknown collection 'thng'`, { do: [{ create: 'thng', key: ['self.id'], value: {} }] }],
    [
      `GET /a: variant "ok": do 1: do 1: unknown name 'other'`,
      { do: [{ each: 'body', as: 'x', do: [{ let: 'y', value: { $: 'other' } }] }] },
    ],
    [`GET /a: variant "ok": header X-Id: unknown name 'thing'`, { headers: [['X-Id', { $: 'thing.id' }]] }],
    [`GET /a: variant "ok": body: unknown form '$iff'`, json({ a: { $iff: 'x' } })],
    [`GET /a: variant "ok": body: mint: {hexx:8} is none of`, json({ $: 'mint("a_{hexx:8}")' })],
    [`GET /a: variant "ok": body: unknown collection 'thng'`, json({ $: 'find("thng", path.id)' })],
  ])('%s', (message, variant) => {
    expect(() => compileTwin(createModel({ 'GET /a': [variant] }))).toThrow(message)
  })

  test('a view, a fixture, and the miss have places too', () => {
    const view = { thing: { key: ['id'], views: { short: { id: { $: 'slf.id' } } } } }
    expect(() => compileTwin(createModel({}, view))).toThrow(`view "thing.short": unknown name 'slf'`)
    const fixture = { thing: { key: ['id'], fixtures: [{ value: { id: 1 } }, { value: 'text' }] } }
    expect(() => compileTwin(createModel({}, fixture))).toThrow('collection "thing": fixture 1 is no object')
    const model = createModel({})
    expect(() => compileTwin({ ...model, miss: { ...model.miss, when: 'x.y' } })).toThrow(`miss: when: unknown name 'x'`)
  })
})

test('each item of a bulk request is answered by the first of its variants, and sees what those before it did', () => {
  const variants = [
    { name: 'taken', when: 'exists("thing", body.id)', value: { id: { $: 'body.id' }, error: 'taken' } },
    { name: 'made', do: [{ create: 'thing', key: ['body.id'], value: { $: 'body' }, as: 'made' }], value: { id: { $: 'made.id' } } },
  ]
  const model = createModel(
    { 'POST /things': [{ do: [{ each: 'body.items', variants, gather: 'answers' }], ...json({ results: { $: 'answers' } }) }] },
    { thing: { key: ['id'] } },
  )
  const session = startSession(model)
  expect(ask(session, 'POST /things', { items: [{ id: 1 }, { id: 2 }, { id: 1 }] })[1]).toEqual({
    results: [{ id: 1 }, { id: 2 }, { id: 1, error: 'taken' }],
  })
  expect(ask(session, 'POST /things', { items: [] })[1]).toEqual({ results: [] })
  expect(session.state().thing).toEqual([{ id: 1 }, { id: 2 }])
})

test('a model that is proven says what is wrong with a route when that is asked, one that is not at once', () => {
  const wrong = createModel({ 'GET /good': [json('yes')], 'GET /bad': [json({ $: 'nobody.knows' })] })
  expect(() => compileTwin(wrong)).toThrow('GET /bad: variant "ok"')
  const clock = createSteppingClock(0, 1000)
  const session = compileTwin(wrong, { isProven: true }).createSession({ seed: 1, origin: 'http://twin.test', clock })
  expect(ask(session, 'GET /good')).toEqual([200, 'yes'])
  expect(() => ask(session, 'GET /bad')).toThrow('GET /bad: variant "ok"')
})
