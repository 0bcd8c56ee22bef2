import { expect, test } from 'vitest'
import { type Divergence, Tally } from '#compare'
import { reaches, scoreExchange } from './score-exchange.ts'
import { defaultThresholds } from './thresholds.ts'

function divergence(category: Divergence['category'], leaves = 1, severity: Divergence['severity'] = 'error'): Divergence {
  return { path: 'body.a', category, severity, expected: 1, actual: 2, leaves }
}

function score(right: number, ...divergences: Divergence[]) {
  const tally = new Tally()
  tally.right(right)
  return scoreExchange(tally, divergences)
}

test('an answer without divergences is right in every part', () => {
  expect(score(10)).toEqual({ statusBp: 10000, structureBp: 10000, valuesBp: 10000, symbolsBp: 10000, headersBp: 10000, totalBp: 10000 })
  expect(score(0).totalBp).toBe(10000)
})

test('each part counts its own divergences, rounded down', () => {
  expect(score(8, divergence('missing_field', 2))).toMatchObject({ structureBp: 8000, valuesBp: 10000 })
  expect(score(9, divergence('value_mismatch'))).toMatchObject({ structureBp: 10000, valuesBp: 9000 })
  expect(score(2, divergence('symbol_inconsistent'))).toMatchObject({ valuesBp: 6666, symbolsBp: 0 })
  expect(score(2, divergence('header_mismatch', 0))).toMatchObject({ headersBp: 0, valuesBp: 10000 })
})

test('a wrong status or a miss leaves nothing', () => {
  expect(score(10, divergence('status_code_mismatch', 0)).totalBp).toBe(0)
  expect(score(10, divergence('twin_miss', 0)).totalBp).toBe(0)
})

test('only errors count', () => {
  expect(score(1, divergence('value_mismatch', 1, 'warning')).totalBp).toBe(10000)
})

test('an exchange passes when it reaches every threshold', () => {
  expect(reaches(score(9, divergence('value_mismatch')), defaultThresholds)).toBe(true)
  expect(reaches(score(8, divergence('value_mismatch', 2)), defaultThresholds)).toBe(false)
  expect(reaches(score(100, divergence('symbol_inconsistent')), defaultThresholds)).toBe(false)
  expect(reaches(score(10, divergence('status_code_mismatch', 0)), { ...defaultThresholds, statusExactMatch: false })).toBe(false)
})
