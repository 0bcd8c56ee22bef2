import { expect, test } from 'vitest'
import { mergeOrders } from './merge-orders.ts'

test('one order that agrees with all lists', () => {
  expect(
    mergeOrders([
      ['b', 'd'],
      ['a', 'b'],
      ['c', 'd'],
      ['b', 'c'],
    ]),
  ).toEqual(['a', 'b', 'c', 'd'])
})

test('what no list relates stands as it does otherwise', () => {
  expect(mergeOrders([['z', 'm'], ['a']], ['a', 'm', 'z'])).toEqual(['a', 'z', 'm'])
})

test('lists that contradict each other end all the same', () => {
  expect(
    mergeOrders([
      ['a', 'b'],
      ['b', 'c'],
      ['c', 'a'],
    ]).sort(),
  ).toEqual(['a', 'b', 'c'])
})
