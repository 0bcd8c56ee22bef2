import { expect, test } from 'vitest'
import { aggregateRows } from './aggregate.ts'

const items = [
  { kind: 'a', price: 2.5, tag: null },
  { kind: 'b', price: 4, tag: 'x' },
  { kind: 'a', price: 1.5, tag: 'y' },
]

test('one row for all, a column for each field of each function', () => {
  expect(aggregateRows(items, { sum: 'price', max: 'price,tag', count: '*' }, undefined)).toEqual([
    { sum: { price: 8 }, max: { price: 4, tag: 'y' }, count: 3 },
  ])
})

test('a row for each group, in the order of their values', () => {
  expect(aggregateRows(items, { count: ['tag'], avg: 'price' }, 'kind')).toEqual([
    { kind: 'a', count: { tag: 1 }, avg: { price: 2 } },
    { kind: 'b', count: { tag: 1 }, avg: { price: 4 } },
  ])
})

test('of nothing the number is 0 and the rest is not known', () => {
  expect(aggregateRows([], { count: '*', sum: 'price', min: 'price' }, undefined)).toEqual([
    { count: 0, sum: { price: null }, min: { price: null } },
  ])
  expect(aggregateRows([], { count: '*' }, 'kind')).toEqual([])
})

test('what is no list, or asks for nothing that there is, gives nothing', () => {
  expect(aggregateRows('x', { count: '*' }, undefined)).toBeUndefined()
  expect(aggregateRows(items, { __proto__x: 'price', median: 'price' }, undefined)).toEqual([{}])
})
