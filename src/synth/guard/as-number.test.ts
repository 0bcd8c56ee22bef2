import { expect, test } from 'vitest'
import { type Line, session, twinOf } from './service-for-tests.ts'

test('a limit of the query is one of numbers, though a query brings texts', () => {
  const list = (limit: string, status = 200): Line => [
    'GET',
    `/todos?limit=${limit}`,
    undefined,
    status,
    status === 200 ? [{ id: 1, title: 'a' }] : { error: 'limit must be between 1 and 100' },
  ]
  const lines = (at: number): Line[] => [
    ['POST', '/todos', { title: 'a' }, 201, { id: 1, title: 'a' }],
    list(String(at + 2)),
    list('50'),
    ...(at === 1 ? [list('101', 400)] : []),
    ...(at === 2 ? [list('0', 400)] : []),
    list(String(at + 9)),
  ]
  const call = twinOf([0, 1, 2].map((at) => session(at, lines(at))))
  const statusOf = (limit: string) => call('GET', `/todos?limit=${limit}`).status
  expect([statusOf('250'), statusOf('1000'), statusOf('0'), statusOf('99'), statusOf('7')]).toEqual([400, 400, 400, 200, 200])
})
