import { expect, test } from 'vitest'
import { readRange } from './ranges.ts'

test.each([
  ['items=5-9', { unit: 'items', start: 5, end: 10 }],
  ['0-24', { start: 0, end: 25 }],
  ['bytes=100-', { unit: 'bytes', start: 100 }],
  ['bytes=-3', { unit: 'bytes', suffix: 3 }],
  ['items=9-5', undefined],
  ['items=1-2,5-6', undefined],
  ['id a..b', undefined],
  [undefined, undefined],
])('%s', (text, expected) => {
  expect(readRange(text)).toEqual(expected)
})
