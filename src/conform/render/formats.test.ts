import { expect, test } from 'vitest'
import { parseXml } from '#xml'
import { createReport, type Played } from '../report-for-tests.ts'
import type { WebhooksReport } from '../webhooks-report.ts'
import { githubAnnotations } from './github-annotations.ts'
import type { ReportPlaces } from './places.ts'
import { renderReport } from './render-report.ts'

const places: ReportPlaces = {
  ofRoute: (route) =>
    route.includes('/orders') ? { file: 'twins/shop/model/model.json', line: 12 } : { file: 'twins/shop/model/model.json' },
  ofSession: (session) => ({ file: `twins/shop/recordings/sessions/${session}/exchanges` }),
}

/** What breaks out of every format that there is. */
const hostile = '</script><script>alert(1)</script> ]]> --> | `x` \u0000\u001b[31m\ud800 ::error::x%0A\r\n::warning::y "\'&'

const wrongTotal: Played = [['GET /orders/7', undefined, 200, { total: 2.5 }], { body: { total: 2 }, route: 'GET /orders/{id}' }]
const evil: Played = [
  ['GET /evil', undefined, 200, { [hostile]: hostile }],
  { body: { [hostile]: `${hostile}!` }, route: `GET /${hostile}` },
]
const right: Played = [['GET /version', undefined, 200, { version: 'a' }]]

test('JUnit: the run, routes and sessions are cases, and they fail when the run does', () => {
  const xml = renderReport(createReport({ one: [right, wrongTotal, wrongTotal], two: [right] }), 'junit')
  expect(xml).toContain('<testsuites name="doppel check shop" tests="5" failures="3" errors="0" skipped="0">')
  expect(xml).toContain(
    '<testcase classname="shop.routes" name="GET /orders/{id}"><failure message="0 of 2 answers right">2x GET /orders/{id}',
  )
  expect(xml).toContain('<testcase classname="shop.sessions" name="two"></testcase>')
})

test('JUnit: in a run that passes nothing fails, and what is wrong can be read', () => {
  const report = createReport({ one: [...Array.from({ length: 30 }, () => right), wrongTotal] }, { runPassRate: 0.9 })
  expect(report.passed).toBe(true)
  const xml = renderReport(report, 'junit')
  expect(xml).toContain('failures="0"')
  expect(xml).not.toContain('<failure')
  expect(xml).toContain('<system-out>0 of 1 answers right\n1x GET /orders/{id} body.total')
})

test('JUnit: a run of nothing fails', () => {
  expect(renderReport(createReport({}), 'junit')).toContain('<failure message="FAIL shop 0/10000')
})

test('JUnit is XML whatever was recorded', () => {
  const xml = renderReport(createReport({ one: [evil] }), 'junit')
  expect(parseXml(xml)?.name).toBe('testsuites')
  expect(xml).not.toMatch(/<script|(?![\n\r])\p{Cc}/u)
})

test('SARIF: a result for each kind, where the model says it, with the recording', () => {
  const report = createReport({ one: [wrongTotal, wrongTotal] })
  const sarif = JSON.parse(renderReport(report, 'sarif', { places, version: '1.2.3' }))
  const [run] = sarif.runs
  expect([sarif.version, run.tool.driver.name, run.tool.driver.version]).toEqual(['2.1.0', 'doppel', '1.2.3'])
  expect(run.results).toHaveLength(1)
  const [result] = run.results
  expect(run.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId)
  expect(result).toMatchObject({
    ruleId: 'value_mismatch',
    level: 'error',
    message: { text: 'GET /orders/{id}: body.total should be 2.5, and the twin says 2 (2 times)' },
    occurrenceCount: 2,
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: 'twins/shop/model/model.json', uriBaseId: '%SRCROOT%' }, region: { startLine: 12 } },
        logicalLocations: [{ fullyQualifiedName: 'GET /orders/{id} body.total' }],
      },
    ],
    relatedLocations: [{ physicalLocation: { artifactLocation: { uri: 'twins/shop/recordings/sessions/one/exchanges' } } }],
  })
})

test('SARIF: what is suppressed is suppressed there, and findings are notifications', () => {
  const suppress = [
    { path: 'body.total', reason: 'rounded' },
    { path: 'body.gone', reason: 'old' },
  ]
  const [run] = JSON.parse(renderReport(createReport({ one: [wrongTotal] }, { suppress }), 'sarif', { places })).runs
  expect(run.results).toMatchObject([{ suppressions: [{ kind: 'external', justification: 'rounded' }] }])
  expect(run.invocations[0].toolExecutionNotifications).toMatchObject([{ descriptor: { id: 'suppression-unused' }, level: 'warning' }])
})

test('Markdown: causes and routes as tables, and texts stay texts', () => {
  const text = renderReport(createReport({ one: [right, wrongTotal, evil] }), 'markdown')
  expect(text).toContain('| 1 | `GET /orders/{id}` | `body.total` | value_mismatch | `2.5` | `2` | `one#1` |')
  expect(text.replace(/^ *```.*?^ *```$/gms, '')).not.toMatch(/<script|(?!\n)\p{Cc}/u)
  const rows = text.split('\n').filter((line) => line.startsWith('| 1 | '))
  expect(rows.map((row) => row.split(' | ').length)).toEqual([7, 7])
})

test('every format tells of webhooks that differ, and none fails a run for them', () => {
  const report = createReport({ one: [right] })
  const total = { path: 'body.total', category: 'value_mismatch', severity: 'error', expected: 2.5, actual: 2, leaves: 1 } as const
  const place = { session: 'one', target: `POST /hooks/${hostile}` }
  const webhooks: WebhooksReport = {
    ...{ recorded: 3, right: 1, differing: 1, missing: 1, extra: 1 },
    divergences: [
      { ...place, exchange: 4, event: 'order.paid', kind: 'differs', differences: [total] },
      { ...place, exchange: 5, event: undefined, kind: 'missing', differences: [] },
      { ...place, exchange: undefined, event: 'order.gone', kind: 'extra', differences: [] },
    ],
  }
  const told = { ...report, webhooks, sessions: report.sessions.map((session) => ({ ...session, webhooks })) }
  const counts = 'webhooks 1/3 as recorded: 1 differ, 1 missing, 1 extra'
  const paid = '1x order.paid body.total value_mismatch (expected 2.5, got 2, one#4)'
  for (const format of ['text', 'markdown', 'html', 'junit'] as const) {
    const text = renderReport(told, format)
    for (const line of [counts, paid, 'order.gone', 'missing: POST /hooks/']) expect(text, format).toContain(line)
    expect(text.match(/<script/g)?.length ?? 0, format).toBeLessThanOrEqual(format === 'html' ? 1 : format === 'text' ? 9 : 0)
  }
  const xml = renderReport(told, 'junit')
  expect(parseXml(xml)?.name).toBe('testsuites')
  expect(xml).toContain('<testcase classname="shop.webhooks" name="one"><system-out>')
  expect(xml).toContain('failures="0"')
  const [run] = JSON.parse(renderReport(told, 'sarif', { places })).runs
  expect(run.results.map(({ level, ruleId }: { level: string; ruleId: string }) => `${level} ${ruleId}`)).toEqual(
    Array.from({ length: 3 }, () => 'note webhook_mismatch'),
  )
  expect(run.tool.driver.rules[run.results[0].ruleIndex].id).toBe('webhook_mismatch')
  expect(run.results[0]).toMatchObject({
    message: { text: `webhook ${paid}` },
    locations: [{ physicalLocation: { artifactLocation: { uri: 'twins/shop/recordings/sessions/one/exchanges' } } }],
  })
  const [notice, ...others] = githubAnnotations(told, places)
  expect(notice).toContain('::notice title=doppel check shop%3A webhooks 1/3 as recorded')
  expect(others).toEqual([])
})

test('GitHub is told the causes at their places, and no text becomes a command', () => {
  const lines = githubAnnotations(createReport({ one: [wrongTotal, wrongTotal, evil] }), places)
  expect(lines[0]).toBe(
    '::error file=twins/shop/model/model.json,line=12,title=doppel check shop%3A 2 divergences in 2 exchanges::total has another value under /orders%0A' +
      '2x GET /orders/{id} body.total value_mismatch: expected 2.5, got 2 (one#0)',
  )
  expect(lines.every((line) => !/[\r\n]/.test(line))).toBe(true)
  expect(lines[1]).toContain('%250A')
})

test('GitHub is told findings, too: a run of nothing fails for one', () => {
  expect(githubAnnotations(createReport({}), places)).toEqual([
    '::error title=doppel check shop%3A check-empty::nothing was replayed: there is no recorded exchange with an answer%0A' +
      'record some traffic first: doppel record NAME',
  ])
})

test('GitHub gets warnings where the run passes, and no more than it shows', () => {
  const many = Array.from({ length: 15 }, (_, at): Played => [[`GET /r${at}`, undefined, 200, { a: 1 }], { body: { a: 2 } }])
  const report = createReport({ one: many }, { runPassRate: 0 })
  const lines = githubAnnotations(report, places)
  expect(lines.filter((line) => line.startsWith('::warning '))).toHaveLength(10)
  expect(lines.at(-1)).toBe('::notice title=doppel check shop::and 5 more causes')
})
