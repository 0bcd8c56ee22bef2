import { expect, test } from 'vitest'
import type { Entity } from '#state'
import { createContext } from '../create-context.ts'
import { compileSort, readSort } from './sort.ts'

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

test('groups in an order of their own, each sorted in its own way', () => {
  const context = createContext({ collections: { task: { key: ['id'] } } })
  const state = { field: 'state', value: 'done' }
  const sort = compileSort(
    {
      collection: 'task',
      sort: {
        default: [
          { field: 'state', order: ['open', 'done'] },
          { field: 'day', among: { field: 'state', value: 'open' } },
          { field: 'day', descending: true, among: state },
        ],
      },
    },
    context,
  )
  const tasks = [
    ['done', 1],
    ['other', 1],
    ['open', 2],
    ['done', 3],
    ['open', 1],
  ].map(
    ([word, day], order): Entity => ({
      key: String(order),
      parts: [String(order)],
      order,
      value: { state: word as string, day: day as number },
    }),
  )
  sort({} as never).sort(tasks)
  expect(tasks.map(({ value }) => `${value.state} ${value.day}`)).toEqual(['open 1', 'open 2', 'done 3', 'done 1', 'other 1'])
})

test.each([
  [undefined, 'rank', [null, 1, 2]],
  [undefined, '-rank', [2, 1, null]],
  ['first', '-rank', [null, 2, 1]],
  ['last', 'rank', [1, 2, null]],
  ['last', '-rank', [2, 1, null]],
  ['high', 'rank', [1, 2, null]],
  ['high', '-rank', [null, 2, 1]],
] as const)('members without a value stand %s in the order %s', (nulls, wish, expected) => {
  const context = createContext({ collections: { task: { key: ['id'] } } })
  const sort = compileSort({ collection: 'task', sort: { by: JSON.stringify(wish), ...(nulls ? { nulls } : {}) } }, context)
  const tasks = [2, null, 1].map((rank, order): Entity => ({ key: String(order), parts: [String(order)], order, value: { rank } }))
  sort({} as never).sort(tasks)
  expect(tasks.map(({ value }) => value.rank)).toEqual(expected)
})
