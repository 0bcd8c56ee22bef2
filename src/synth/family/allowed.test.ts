import { expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'

const lines = (at: number, allow: string): Line[] => [
  ['POST', '/orders', { note: `n${at}` }, 201, { id: 1, note: `n${at}` }],
  ['GET', '/orders/1', undefined, 200, { id: 1, note: `n${at}` }, {}, { allow: 'GET, DELETE' }],
  ['DELETE', '/orders/1', undefined, 204, undefined, {}, { allow: 'GET, DELETE' }],
  ['GET', '/orders/1', undefined, 404, { error: 'not found' }, {}, { allow: 'GET, DELETE' }],
  ['POST', '/users', { note: `u${at}` }, 201, { id: 1, note: `u${at}` }],
  ['GET', '/users/1', undefined, 200, { id: 1, note: `u${at}` }, {}, { allow }],
]

test.each([
  ['GET, HEAD', 200],
  ['GET, DELETE', 404],
])('what answers allow decides whether entities can be deleted as others are: %s', (allow, after) => {
  const ask = twinOf([1, 2, 3].map((at) => session(at, lines(at, allow))))
  ask('POST', '/users', { note: 'mine' })
  ask('DELETE', '/users/1')
  expect(ask('GET', '/users/1').status).toBe(after)
})
