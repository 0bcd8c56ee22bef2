import { expect, test } from 'vitest'
import { prepareSessions } from './prepared-session.ts'
import { createSession, type ShortExchange } from './session-for-tests.ts'

const list = (target: string, ...ids: string[]): ShortExchange => [
  `GET ${target}`,
  undefined,
  200,
  { items: ids.map((id) => ({ id, kind: id[0] })) },
]

function maySortById(exchanges: readonly ShortExchange[], target = '/orders', within?: string): boolean | undefined {
  return prepareSessions([createSession('one', exchanges)])[0]?.sorted.maySortBy('GET', target, 'body.items', { by: 'id', within })
}

test('a list that once ran otherwise is not sorted so', () => {
  expect(maySortById([list('/orders', 'a1', 'b2'), list('/orders', 'a1', 'c3', 'd4')])).toBe(true)
  expect(maySortById([list('/orders', 'a1', 'b2'), list('/orders', 'c3', 'a1', 'd4')])).toBe(false)
  expect(maySortById([list('/orders', 'a1', 'b2'), list('/orders', 'd4', 'a1')]), 'nor up and down').toBe(false)
})

test('another question is another list', () => {
  const exchanges = [list('/orders?sort=id&page=1', 'a1', 'b2'), list('/orders?sort=name', 'c3', 'a1', 'd4')]
  expect(maySortById(exchanges, '/orders?sort=id&page=2')).toBe(true)
  expect(maySortById(exchanges, '/orders?sort=name')).toBe(false)
})

test('within groups it may run anew', () => {
  expect(maySortById([list('/orders', 'b1', 'b2', 'a1', 'a2')], '/orders', 'kind')).toBe(true)
  expect(maySortById([list('/orders', 'b1', 'a1', 'b2')], '/orders', 'kind'), 'equal values stand together').toBe(false)
})

test('a list that runs by what the query names is sorted by that', () => {
  const exchanges = [list('/orders?sort=-name', 'b2', 'a1')].map(([call, sent, status]): ShortExchange => {
    const items = [
      { id: 'a1', name: 'z' },
      { id: 'b2', name: 'y' },
    ]
    return [call, sent, status, { items }]
  })
  expect(maySortById(exchanges, '/orders?sort=-name')).toBe(false)
  expect(
    maySortById(
      exchanges.map(([, ...rest]) => ['GET /orders?sort=-id', ...rest]),
      '/orders?sort=-id',
    ),
  ).toBe(true)
})
