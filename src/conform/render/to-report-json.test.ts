import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { createReport, type Played } from '../report-for-tests.ts'
import { reportSchema } from './report-schema.ts'
import { toReportJson } from './to-report-json.ts'

const published = z.fromJSONSchema(JSON.parse(readFileSync(new URL('../../../docs/reference/report.schema.json', import.meta.url), 'utf8')))

const wrongTotal: Played = [['GET /orders/7', undefined, 200, { id: 7, total: 275.5 }], { body: { id: 7, total: 275 } }]
const gone: Played = [['GET /orders/8', undefined, 200, { id: 8 }], { status: 404, body: { error: 'none' }, provenance: 'miss' }]
const right: Played = [['GET /version', undefined, 200, { version: 'a' }]]

test('a report is as the published schema says', () => {
  for (const report of [createReport({}), createReport({ one: [right, wrongTotal, gone], two: [right] })]) {
    const json: unknown = JSON.parse(JSON.stringify(toReportJson(report, { showSuppressed: true })))
    expect(reportSchema.parse(json)).toEqual(json)
    expect(published.parse(json)).toEqual(json)
  }
  expect(published.safeParse({ ...toReportJson(createReport({})), score_bp: 'all' }).success).toBe(false)
})

test('exchanges, routes, sessions and the run are scored, part by part', () => {
  const json = toReportJson(createReport({ one: [right, wrongTotal, gone], two: [right] }))
  expect(json).toMatchObject({ score_bp: 5000, mean_bp: 7187, severities: { error: 2, warning: 0, info: 0 } })
  expect(json.components).toEqual({
    status_bp: 7500,
    body_structure_bp: 7500,
    body_values_bp: 6250,
    symbol_consistency_bp: 7500,
    header_conformance_bp: 7500,
  })
  expect(json.sessions).toMatchObject([
    { session: 'one', score_bp: 3333 },
    { session: 'two', score_bp: 10000, severities: { error: 0 } },
  ])
  expect(json.routes.map(({ route, score_bp, mean_bp }) => [route, score_bp, mean_bp])).toEqual([
    ['GET /orders/7', 0, 8750],
    ['GET /orders/8', 0, 0],
    ['GET /version', 10000, 10000],
  ])
  expect(json.exchanges.map(({ session, exchange, score_bp, twin_status }) => [session, exchange, score_bp, twin_status])).toEqual([
    ['one', 1, 8750, 200],
    ['one', 2, 0, 404],
  ])
})

test('causes are named, with what to do', () => {
  const { causes } = toReportJson(createReport({ one: [right, wrongTotal, wrongTotal] }))
  expect(causes).toMatchObject([
    {
      kind: 'field',
      says: 'total has another value under /orders',
      divergences: 2,
      mended: 2,
      score_bp_after: 10000,
      routes: ['GET /orders/7'],
    },
  ])
  expect(causes[0]?.steps.map(({ settings }) => settings?.[0])).toEqual([undefined, undefined, '[[diff.suppress]]', '[[suppress]]'])
})

test('of many divergences some of each kind are listed, and the rest is counted', () => {
  const report = createReport({ one: [...Array.from({ length: 50 }, () => wrongTotal), gone] })
  const json = toReportJson(report, { limit: 10 })
  expect(json).toMatchObject({ divergences_total: 51, divergences_left_out: 41, exchanges_left_out: 41 })
  expect(json.divergences).toHaveLength(10)
  expect(json.divergences.at(-1)).toMatchObject({ route: 'GET /orders/8', category: 'status_code_mismatch' })
})

test('a value that is too long is cut, and it says so', () => {
  const long = 'x'.repeat(10_000)
  const [divergence] = toReportJson(
    createReport({ one: [[['GET /text', undefined, 200, { text: long }], { body: { text: 'y' } }]] }),
  ).divergences
  expect(divergence).toMatchObject({ expected_cut: { characters: 10_002 }, actual: 'y' })
  expect(divergence).not.toHaveProperty('expected')
})
