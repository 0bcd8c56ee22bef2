import { expect, test } from 'vitest'
import { parseDuration } from './parse-duration.ts'

test.each([
  ['90d', 90 * 86_400_000],
  ['12h', 12 * 3_600_000],
  ['1d12h', 36 * 3_600_000],
  ['2w', 14 * 86_400_000],
  ['1.5h', 90 * 60_000],
  ['30m15s', 1_815_000],
  ['500ms', 500],
  ['1s500ms', 1500],
  ['90', undefined],
  ['', undefined],
  ['1 d', undefined],
  ['1..5d', undefined],
  ['-1d', undefined],
  ['3y', undefined],
])('%s is %s ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms)
})
