import { expect, test } from 'vitest'
import { parseTarget } from './target.ts'

test('path, segments and query', () => {
  expect(parseTarget('/a%20b/c%2Fd?x=1&x=2&y=a+b%26&flag&=z')).toEqual({
    path: '/a%20b/c%2Fd',
    segments: ['a b', 'c/d'],
    rawQuery: 'x=1&x=2&y=a+b%26&flag&=z',
    query: [
      ['x', '1'],
      ['x', '2'],
      ['y', 'a b&'],
      ['flag', ''],
      ['', 'z'],
    ],
  })
})

test('T5 dots, double and trailing slashes stay', () => {
  expect(parseTarget('/').segments).toEqual([])
  expect(parseTarget('/a/').segments).toEqual(['a', ''])
  expect(parseTarget('//a/./..').segments).toEqual(['', 'a', '.', '..'])
})

test('malformed escapes stay as they are', () => {
  expect(parseTarget('/%zz/%?q=%E0%A4%A')).toMatchObject({ segments: ['%zz', '%'], query: [['q', '%E0%A4%A']] })
})

test('an empty query differs from none', () => {
  expect(parseTarget('/a?').rawQuery).toBe('')
  expect(parseTarget('/a').rawQuery).toBeUndefined()
})
