import { describe, expect, test } from 'vitest'
import type { Divergence } from '#compare'
import type { DriftRules } from './accepted-drifts.ts'
import { type CheckOptions, checkTwin } from './check-twin.ts'
import { driftId } from './drift-id.ts'
import { driftType } from './drift-type.ts'
import { printReport } from './render/print-report.ts'
import { toReportJson } from './render/to-report-json.ts'
import { createSession, type ShortExchange, sayInOrder } from './session-for-tests.ts'

const divergence = (expected: Divergence['expected'], actual: Divergence['actual'], category: Divergence['category'] = 'value_mismatch') =>
  ({ path: 'body.items[3].link', category, severity: 'error', expected, actual, leaves: 1 }) as const

describe('the name of a drift', () => {
  test('is made of route, path, category and values, and the same everywhere and always', () => {
    expect(driftId('GET /v1/orders/{id}', divergence('draft', 'open'))).toBe('drift-60b501a5ede7cda4')
    expect(driftId('GET /v1/orders/{id}', { ...divergence('draft', 'open'), path: 'body.items[7].link' })).toBe('drift-60b501a5ede7cda4')
  })

  test('does not depend on what was minted in a run', () => {
    const name = (id: string, at: string) => driftId(`GET /v1/orders/${id}`, divergence(`/orders/${id}`, `at ${at}`))
    expect(name('7d9f0a0e-8a0c-4f27-9a35-2f3a1c1d9b11', '2026-03-01T12:00:00Z')).toBe(
      name('0b0f8f6a-1111-4abc-8def-001122334455', '2027-01-09T08:30:00Z'),
    )
  })

  test('tells apart what is not the same', () => {
    const names = [
      driftId('GET /a', divergence(1, 2)),
      driftId('GET /b', divergence(1, 2)),
      driftId('GET /a', divergence(1, 3)),
      driftId('GET /a', divergence(1, '2', 'type_mismatch')),
      driftId('GET /a', { ...divergence(1, 2), path: 'body.total' }),
    ]
    expect(new Set(names).size).toBe(names.length)
  })
})

test.each([
  [divergence(10, 12), 'numeric_drift'],
  [divergence(10n ** 20n, 7), 'numeric_drift'],
  [divergence('https://a.test/x?y=1', 'https://a.test/z'), 'url_drift'],
  [divergence('https://a.test/x', 'https://b.test/x'), 'host_rewrite'],
  [divergence('red', 'blue'), 'value_drift'],
  [divergence(true, false), 'value_drift'],
  [divergence(undefined, 1, 'extra_field'), 'additive_optional_field'],
  [divergence(1, undefined, 'missing_field'), 'field_removed'],
  [divergence(200, 404, 'status_code_mismatch'), 'status_code_shift'],
  [divergence(200, 404, 'twin_miss'), 'status_code_shift'],
] as const)('%o is %s', (one, type) => {
  expect(driftType(one)).toBe(type)
})

const jobs = (...states: string[]): ShortExchange => ['GET /jobs', undefined, 200, { jobs: states.map((state) => ({ state, n: 1 })) }]

function check(recorded: readonly ShortExchange[], said: readonly ShortExchange[], options: CheckOptions = {}) {
  return checkTwin(sayInOrder(said), [createSession('one', recorded)], options)
}

describe('a word that is new', () => {
  const recorded = [jobs('queued', 'running', 'done'), jobs('queued', 'running', 'done'), jobs('queued', 'done', 'done')]
  const typesOf = (last: ShortExchange, options?: CheckOptions) =>
    check(recorded, [...recorded.slice(0, 2), last], options).divergences.map((one) => one.driftType)

  test('widens an enumeration that the recordings show', () => {
    expect(typesOf(jobs('queued', 'failed', 'done'))).toEqual(['enum_expansion'])
    expect(typesOf(jobs('queued', 'running', 'done')), 'a known word is another value').toEqual(['value_drift'])
  })

  test('widens one that twin.toml names', () => {
    const fields = [{ path: 'jobs[].state', classify: 'enum', values: ['queued', 'done', 'running'] }] as const
    expect(typesOf(jobs('running', 'lost', 'done'), { fields })).toEqual(['enum_expansion'])
    expect(typesOf(jobs('running', 'running', 'done'), { fields })).toEqual([])
  })

  test('widens nothing where words never repeat', () => {
    const names = [jobs('ada', 'bob'), jobs('cyd', 'dan')]
    expect(check(names, [names[0] as ShortExchange, jobs('cyd', 'eve')]).divergences.map((one) => one.driftType)).toEqual(['value_drift'])
  })
})

describe('drift.toml', () => {
  const was: ShortExchange = ['GET /status', undefined, 200, { load: 1, region: 'eu' }]
  const is: ShortExchange = ['GET /status', undefined, 200, { load: 2, region: 'eu', zone: 'a' }]
  const run = (drifts: Partial<DriftRules>, options: CheckOptions = {}) =>
    check([was], [is], { ...options, drifts: { accept: [], reclassify: [], ...drifts } })

  test('T62 what it accepts stays in the report and does not count, and the score without it is said', () => {
    const report = run({
      accept: [
        { driftType: 'additive_optional_field', reason: 'new zones' },
        { path: 'body.load', reason: 'busy' },
      ],
    })
    expect(report).toMatchObject({ scoreBp: 10_000, unruledBp: 0, passed: true, suppressed: [], findings: [] })
    expect(report.divergences).toMatchObject([
      { path: 'body.load', severity: 'info', acceptedFor: 'busy', driftType: 'numeric_drift' },
      { path: 'body.zone', severity: 'info', acceptedFor: 'new zones' },
    ])
    expect(printReport(report)).toContain('accepted=2 without-rules=0/10000')
    expect(printReport(report)).toContain('  1x GET /status body.zone additive_optional_field: new zones')
    expect(toReportJson(report)).toMatchObject({
      accepted: 2,
      unruled_bp: 0,
      suppressed: 0,
      divergences: [{ reason: 'busy', accepted: true }, {}],
    })
  })

  test('one drift is named by its id', () => {
    const [load] = run({}).divergences
    const report = run({ accept: [{ driftId: load?.driftId, reason: 'known' }] })
    expect(report.divergences.map(({ path, severity }) => `${path} ${severity}`)).toEqual(['body.load info', 'body.zone error'])
    expect(report.scoreBp).toBe(0)
  })

  test('another type is given first, and can be accepted', () => {
    const reclassify = [{ match: { route: 'GET /*', path: 'body.load' }, driftType: 'gauge' }]
    expect(run({ reclassify }).divergences.map((one) => [one.path, one.driftType, one.severity])).toEqual([
      ['body.load', 'gauge', 'error'],
      ['body.zone', 'additive_optional_field', 'error'],
    ])
    expect(run({ reclassify, accept: [{ driftType: 'gauge', reason: 'varies' }] }).divergences[0]).toMatchObject({ acceptedFor: 'varies' })
  })

  test('twin.toml comes before it', () => {
    const rule = { path: 'body.load', reason: 'inherent' }
    const report = run({ accept: [{ path: 'body.load', reason: 'known' }] }, { suppress: [rule] })
    expect(report.suppressed).toMatchObject([{ path: 'body.load', suppressedFor: 'inherent' }])
    expect(report.findings.map(({ code, place }) => [code, place])).toEqual([['drift-rule-unused', 'drift.toml [[suppress]]']])
  })

  test('T68 a rule that meets nothing is a finding', () => {
    const report = run({
      accept: [{ driftId: 'drift-0000000000000000', reason: 'gone' }],
      reclassify: [{ match: { path: 'body.x' }, driftType: 'y' }],
    })
    expect(report.findings.map(({ message }) => message)).toEqual([
      'suppression of drift-0000000000000000 ("gone") met no drift',
      'reclassification of body.x as y met no drift',
    ])
  })
})

describe('what is not compared by value', () => {
  const id = '7d9f0a0e-8a0c-4f27-9a35-2f3a1c1d9b11'
  const other = '0b0f8f6a-1111-4abc-8def-001122334455'
  const made = (own: string, at: string): ShortExchange => [
    'POST /orders',
    {},
    201,
    { id: own, made: at, items: [{ key: own }] },
    [
      ['Content-Type', 'application/json'],
      ['ETag', `"${own}"`],
      ['X-Request-Id', `req-${own.slice(0, 8)}`],
      ['Date', 'Sun, 01 Mar 2026 12:00:00 GMT'],
    ],
  ]
  const [recorded, said] = [made(id, '2026-03-01T12:00:00.010Z'), made(other, '2026-03-01T12:00:00.012Z')]

  test('T65 counts as unverified, and is listed with the reason when asked', () => {
    const report = check([recorded], [said], { listUnverified: true })
    expect(report.unverifiedFields).toEqual([
      { route: 'POST /orders', path: 'body.id', reason: 'generated', count: 1 },
      { route: 'POST /orders', path: 'body.made', reason: 'timestamp', count: 1 },
      { route: 'POST /orders', path: 'header.x-request-id', reason: 'header_allowlist', count: 1 },
    ])
    expect([report.unverified, report.verified]).toEqual([2, 3])
    expect(check([recorded], [said]).unverifiedFields).toEqual([])
    expect(printReport(report, { showSuppressed: true })).toContain(
      '  1x POST /orders body.id generated\n  1x POST /orders body.made timestamp\n  1x header.x-request-id header_allowlist (1 route)',
    )
  })

  test('T62 a suppression does not turn what is unverified into what is verified', () => {
    const suppress = [{ path: 'body.**', reason: 'all of it' }]
    const report = check([recorded], [said], { suppress })
    expect(report).toMatchObject({ unverified: 2, verified: 3, suppressed: [] })
    expect(report.findings).toMatchObject([{ code: 'suppression-unused' }])
  })

  test('a rule has a header compared that otherwise is not, or otherwise than it is', () => {
    const fields = [{ path: 'header.x-request-id', classify: 'constant' }] as const
    expect(check([recorded], [said], { fields }).divergences).toMatchObject([{ path: 'header.x-request-id', category: 'header_mismatch' }])
    const free = [{ path: 'headers.X-Request-Id', classify: 'generated' }] as const
    expect(check([recorded], [said], { fields: free })).toMatchObject({ divergences: [], findings: [] })
  })
})
