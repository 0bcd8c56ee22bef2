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

test('a refusal that was seen once says what was sent: in quotes, or as no word of a language', () => {
  const lines: Line[] = [
    ['POST', '/parts', { code: 'R-81f', kind: 'bolt' }, 201, { id: 1, code: 'R-81f', kind: 'bolt' }],
    ['POST', '/parts', { code: 'R-90a' }, 422, { error: 'R-90a has no kind' }],
    ['POST', '/parts', { kind: 'wheel' }, 422, { error: 'the "wheel" has no code: a wheel must' }],
    ['POST', '/parts', { code: 'R-90a', kind: 'nut' }, 201, { id: 2, code: 'R-90a', kind: 'nut' }],
  ]
  const call = twinOf([session(0, lines)])
  expect(call('POST', '/parts', { code: 'X-7' }).body).toEqual({ error: 'X-7 has no kind' })
  expect(call('POST', '/parts', { kind: 'big cup' }).body).toEqual({ error: 'the "big cup" has no code: a wheel must' })
})
