import { expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'

const user = (id: number, firstname: string, lastname: string): Line => [
  'POST',
  '/users',
  { firstname, lastname },
  201,
  { id, firstname, lastname },
]
const read = (id: number, firstname: string, lastname: string): Line => ['GET', `/users/${id}`, undefined, 200, { id, firstname, lastname }]
const task = (id: number, title: string): Line => [
  'POST',
  '/tasks',
  { title, user_id: 1 },
  201,
  { id, title, user: { id: 1, firstname: 'Ada', called: 'Ada Ito' } },
]

test('what stands beside a reference is that of what it refers to, though it was the same one all the time', () => {
  const call = twinOf([session(1, [user(1, 'Ada', 'Ito'), read(1, 'Ada', 'Ito'), task(1, 'a'), task(2, 'b'), task(3, 'c'), task(4, 'd')])])
  call('POST', '/users', { firstname: 'Ada', lastname: 'Ito' })
  call('POST', '/users', { firstname: 'Bo', lastname: 'Diaz' })
  expect(call('POST', '/tasks', { title: 'x', user_id: 2 }).body).toMatchObject({ user: { id: 2, firstname: 'Bo', called: 'Bo Diaz' } })
})
