import { expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'

test('a refusal names what the path names, though it was seen for one name only', () => {
  const made = { id: 1, title: 'a' }
  const lines: Line[] = [
    ['POST', '/todos', { title: 'a' }, 201, made],
    ['GET', '/todos/1', undefined, 200, made],
    ['GET', '/todos/999', undefined, 404, { error: 'no todo 999 here' }],
  ]
  expect(twinOf([session(0, lines), session(1, lines)])('GET', '/todos/77').body).toEqual({ error: 'no todo 77 here' })
})
