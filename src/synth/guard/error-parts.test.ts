import { expect, test } from 'vitest'
import { commonOrder } from './error-parts.ts'

test('lists are merged in the order that they share', () => {
  expect(
    commonOrder([
      ['a', 'c'],
      ['b', 'c'],
      ['c', 'd'],
    ]),
  ).toEqual(['a', 'b', 'c', 'd'])
  expect(commonOrder([['a', 'b'], ['x'], ['b', 'x']])).toEqual(['a', 'b', 'x'])
  expect(commonOrder([])).toEqual([])
})
