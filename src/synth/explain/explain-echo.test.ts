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

test('a text that holds more holds what the path names, though it was seen with one name only', () => {
  const made = (id: string): Line => ['POST', '/shelf_7q2', { title: id }, 201, { id, title: id, place: `${id} on shelf_7q2` }]
  const call = twinOf([session(0, [['PUT', '/shelf_7q2', undefined, 201, { ok: true }], made('1f0c'), made('99ab')])])
  call('PUT', '/cabinet')
  expect(call('POST', '/cabinet', { title: '77' }).body).toMatchObject({ place: '77 on cabinet' })
})
