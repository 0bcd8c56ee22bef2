import { expect, test } from 'vitest'
import { readSort } from './sort.ts'

test.each([
  ['-price,name', '', ['price desc', 'name']],
  ['price:desc,id', '', ['price desc', 'id']],
  ['price desc', '', ['price desc']],
  ['customer.name.asc', '', ['customer.name']],
  ['price', 'desc', ['price desc']],
  [['age', '-total'], '', ['age', 'total desc']],
  [[{ age: 'desc' }], '', ['age desc']],
  [{ age: -1 }, '', ['age desc']],
  ['priority:desc', '', ['priority.id desc']],
  ['', '', []],
])('%j with the order %j', (wish, order, expected) => {
  const keys = readSort(wish as never, order, wish === 'priority:desc' ? { priority: 'priority.id' } : {})
  expect(keys.map(({ path, descending }) => `${path.join('.')}${descending ? ' desc' : ''}`)).toEqual(expected)
})
