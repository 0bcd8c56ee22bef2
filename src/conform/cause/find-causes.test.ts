import { parse } from 'smol-toml'
import { expect, test } from 'vitest'
import { checkTwin } from '../check-twin.ts'
import { createReport, type Played } from '../report-for-tests.ts'
import { describeCause } from './describe-cause.ts'
import { findCauses } from './find-causes.ts'
import { nextSteps } from './next-steps.ts'

/** An order whose total the twin gets wrong, shown by one route and by another. */
const order = (total: number): Played => [
  ['GET /orders/7', undefined, 200, { id: 7, total: total + 0.5 }],
  { body: { id: 7, total }, route: 'GET /orders/{id}' },
]
const orders = (total: number): Played => [['GET /orders', undefined, 200, [{ id: 7, total: total + 0.5 }]], { body: [{ id: 7, total }] }]
const customer: Played = [['GET /customers/1', undefined, 200, { name: 'Ada', total: 1 }], { body: { name: 'Ada', total: 2 } }]

function causes(...played: readonly Played[]): string[] {
  return findCauses(createReport({ one: played })).map((cause) => `${cause.divergences} in ${cause.exchanges}: ${describeCause(cause)}`)
}

test('one field is one cause in all routes that show the same things, and another one elsewhere', () => {
  expect(causes(order(1), orders(1), order(2), customer)).toEqual([
    '3 in 3: total has another value under /orders',
    '1 in 1: total has another value under /customers',
  ])
})

test('a field has one name, shown alone, within a list or in an envelope; what only ends alike is another field', () => {
  const issue = (path: string, recorded: unknown, said: unknown): Played => [[`GET ${path}`, undefined, 200, recorded], { body: said }]
  const alone = issue('/issues/{id}.json', { issue: { due: 1, priority: { id: 2 } } }, { issue: { due: 2, priority: { id: 1 } } })
  const listed = issue('/issues.json', { issues: [{ due: 1, priority: { id: 2 } }] }, { issues: [{ due: 2, priority: { id: 1 } }] })
  const journals = issue(
    '/issues/{id}/journals.json',
    { journals: [{ id: 7 }], author: { id: 3 } },
    { journals: [{ id: 8 }], author: { id: 4 } },
  )
  expect(causes(alone, listed, journals).sort()).toEqual([
    '1 in 1: author.id has another value under /issues',
    '1 in 1: id has another value under /issues',
    '4 in 2: due has another value under /issues, and with it priority.id',
  ])
})

test('what is wrong in the very same exchanges, or in one thing, is one cause', () => {
  const both: Played = [['GET /a', undefined, 200, { state: { id: 1, name: 'new' } }], { body: { state: { id: 2, name: 'old' } } }]
  const apart: Played = [['GET /a', undefined, 200, { total: 1, count: 1 }], { body: { total: 2, count: 2 } }]
  expect(causes(both)).toEqual(['2 in 1: state.id has another value under /a, and with it state.name'])
  expect(causes(apart)).toHaveLength(2)
  expect(causes(apart, apart)).toEqual(['4 in 2: total has another value under /a, and with it count'])
})

test('a value that is wrong wherever it is shown is one cause', () => {
  const show = (path: string, key: string): Played => [[`GET ${path}`, undefined, 200, { [key]: 'EUR' }], { body: { [key]: 'USD' } }]
  expect(causes(show('/prices', 'currency'), show('/accounts', 'unit'), show('/taxes', 'in'))).toEqual([
    '3 in 3: "USD" instead of "EUR", wherever it is shown',
  ])
})

test('what follows from a write that was refused belongs to it', () => {
  const gone = { status: 404, body: { error: 'none' } }
  const refused: Played = [['POST /orders', { sku: 'a' }, 201, { id: 7 }], { status: 400, body: { error: 'sku' } }]
  const read = (path: string): Played => [
    [`GET ${path}`, undefined, 200, { id: 7 }],
    { ...gone, route: `GET ${path.replace('7', '{id}')}` },
  ]
  const report = createReport({ one: [refused, read('/orders/7'), read('/orders/7/lines'), read('/customers/7')] })
  expect(findCauses(report).map(describeCause)).toEqual([
    'POST /orders answers 400 instead of 201, and what follows from it',
    'GET /customers/{id} answers 404 instead of 200',
  ])
})

test('lists, headers, whole bodies and routes that are not there are causes of their own', () => {
  const people = (...names: string[]) => names.map((name) => ({ name, age: name.length }))
  const list: Played = [
    ['GET /people', undefined, 200, { items: people('Ada', 'Grace', 'Joan') }],
    { body: { items: people('Joan', 'Ada') } },
  ]
  const header: Played = [
    [
      'GET /a',
      undefined,
      200,
      {},
      [
        ['Content-Type', 'application/json'],
        ['Link', '</b>'],
      ],
    ],
  ]
  const body: Played = [['GET /text', undefined, 200, 'plain'], { body: ['other'] }]
  const unseen: Played = [['GET /carts/17', undefined, 200, { id: 17 }], { status: 404, body: {}, provenance: 'miss', route: '' }]
  expect(causes(header)).toEqual(['1 in 1: header link is missing'])
  expect(causes(body)).toEqual(['1 in 1: GET /text answers with another body'])
  expect(causes(list)[0]).toMatch(/: GET \/people shows more or fewer elements in body\.items/)
  const report = createReport({ one: [unseen] })
  const noRoute = {
    ...report,
    sessions: report.sessions.map((session) => ({ ...session, exchanges: session.exchanges.map((one) => ({ ...one, unseen: true })) })),
  }
  expect(findCauses(noRoute).map(describeCause)).toEqual(['there is no route for GET /carts/*'])
})

test('the causes come in the order of what they explain, with the score without them', () => {
  const both: Played = [
    ['GET /orders/9', undefined, 200, { total: 1, state: 'new' }],
    { body: { total: 2, state: 'old' }, route: 'GET /orders/{id}' },
  ]
  const state: Played = [['GET /orders/8', undefined, 200, { state: 'new' }], { body: { state: 'old' }, route: 'GET /orders/{id}' }]
  const report = createReport({ one: [both, both, both, state, [['GET /version', undefined, 200, { version: 'a' }]]] })
  expect(findCauses(report).map(({ subject, mended, scoreBpAfter }) => [subject, mended, scoreBpAfter])).toEqual([
    ['state', 1, 4000],
    ['total', 3, 10000],
  ])
})

test('each divergence that counts belongs to one cause', () => {
  const report = createReport({ one: [order(1), orders(2), customer], two: [order(3), customer] })
  const found = findCauses(report)
  expect(found.reduce((total, { divergences }) => total + divergences, 0)).toBe(report.severities.error)
  expect(found.at(-1)?.scoreBpAfter).toBe(10_000)
})

test('thousands of divergences of thousands of kinds are explained, too', () => {
  const wide = (spoil: number) => Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`field${at}`, at + spoil]))
  const played = Array.from({ length: 100 }, (_, at): Played => [[`GET /r${at % 50}`, undefined, 200, wide(0)], { body: wide(1) }])
  const report = createReport({ one: played })
  const found = findCauses(report)
  expect(found.length).toBe(50)
  expect(found.at(-1)?.scoreBpAfter).toBe(10_000)
})

test('the settings that are proposed take the divergences out', () => {
  const played: Played[] = [[['GET /x', undefined, 200, { 'odd "key"': 'a\nb' }], { body: { 'odd "key"': 'c' } }]]
  const report = createReport({ one: played })
  const [cause] = findCauses(report)
  const settings = cause === undefined ? [] : (nextSteps(cause, report).at(-2)?.settings ?? [])
  const { diff } = parse(settings.join('\n')) as unknown as { diff: { suppress: [{ path: string; route: string; reason: string }] } }
  const again = createReport({ one: played }, { suppress: diff.suppress })
  expect(again).toMatchObject({ scoreBp: 10000, divergences: [], findings: [] })
})

test('nothing is wrong with nothing', () => {
  expect(
    findCauses(
      checkTwin(
        {
          name: 'none',
          routes: [],
          createSession: () => {
            throw new Error('not asked')
          },
        },
        [],
      ),
    ),
  ).toEqual([])
})
