import { expect, test } from 'vitest'
import { printContentRange, readRange, sliceText } from './ranges.ts'

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

test.each([
  ['bytes=0-2', 'abc', 'bytes 0-2/6'],
  ['bytes=4-99', 'ef', 'bytes 4-5/6'],
  ['bytes=3-', 'def', 'bytes 3-5/6'],
  ['bytes=-2', 'ef', 'bytes 4-5/6'],
  ['bytes=6-', undefined, 'bytes */6'],
])('%s of a text', (range, text, told) => {
  expect(sliceText('abcdef', readRange(range))).toBe(text)
  expect(printContentRange(readRange(range), 6)).toBe(told)
})

test('bytes are those of UTF-8', () => {
  expect(sliceText('aéb', readRange('bytes=0-2'))).toBe('aé')
  expect(sliceText('aéb', readRange('bytes=0-1'))).toBe('a')
})
