import { expect, test } from 'vitest'
import { createReport, type Played } from '../report-for-tests.ts'
import { printReport } from './print-report.ts'

const wrongTotal: Played = [
  ['GET /orders/7', undefined, 200, { id: 7, total: 275.5 }],
  { body: { id: 7, total: 275 }, route: 'GET /orders/{id}' },
]
const wrongState: Played = [['GET /carts/7', undefined, 200, { state: 'new' }], { body: { state: 'old' }, route: 'GET /carts/{id}' }]
const right: Played = [['GET /version', undefined, 200, { version: 'a' }]]

test('the cause comes first, then the routes and what to do', () => {
  expect(printReport(createReport({ one: [right, wrongTotal, wrongTotal] })).split('\n')).toEqual([
    'FAIL shop 3333/10000 sessions=0/1 exchanges=1/3 divergences=2',
    '     status=10000/10000 mean=9166/10000 verified=6 unverified=0 suppressed=0 skipped=0',
    '     structure=10000 values=6666 symbols=10000 headers=10000',
    '',
    '1. total has another value under /orders: 2 divergences in 2 exchanges; without it 10000 instead of 3333',
    '  2x GET /orders/{id} body.total value_mismatch: expected 275.5, got 275 (one#1)',
    '',
    'worst routes, right answers of all:',
    '  0/2 GET /orders/{id}',
    '',
    'what to do about 1:',
    '  see why the twin answers so',
    '    $ doppel explain shop "GET /orders/{id}" --field total',
    '  the twin is wrong: show it more of this, and learn again',
    '    $ doppel record shop --port 8080',
    '    $ doppel synth shop',
    '  it lies in the twin and is fine: say so in twins/shop/twin.toml',
    '    [[diff.suppress]]',
    '    route = "GET /orders/{id}"',
    '    path = "body.total"',
    '    reason = "say why"',
    '  the service has changed, and it does no harm: say so in twins/shop/drift.toml',
    '    [[suppress]]',
    '    route = "GET /orders/{id}"',
    '    path = "body.total"',
    '    reason = "say why"',
    '  and then check again',
    '    $ doppel check shop',
  ])
})

test('what is not shown is counted', () => {
  const text = printReport(createReport({ one: [wrongTotal, wrongTotal, wrongState] }), { show: 1 })
  expect(text).toContain('and 1 more cause with 1 divergence: --show 2')
  expect(text).toContain('and 1 more route: --show 2')
})

test('of a twin that is right there is nothing to say', () => {
  expect(printReport(createReport({ one: [right] })).split('\n')).toHaveLength(2)
})
