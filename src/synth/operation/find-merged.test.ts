import { expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'

test('a field that no recorded change had is laid over the entity as the others are', () => {
  const lines: Line[] = [
    ['POST', '/notes', { title: 'a', place: { city: 'Rome', zip: '1' } }, 201, { id: 1, title: 'a', place: { city: 'Rome', zip: '1' } }],
    ['PATCH', '/notes/1', { title: 'b' }, 200, { id: 1, title: 'b', place: { city: 'Rome', zip: '1' } }],
    ['PATCH', '/notes/1', { place: { city: 'Oslo' } }, 200, { id: 1, title: 'b', place: { city: 'Oslo' } }],
    ['GET', '/notes/1', undefined, 200, { id: 1, title: 'b', place: { city: 'Oslo' } }],
  ]
  const send = twinOf([session(0, lines), session(1, lines)])
  send('POST', '/notes', { title: 'x', place: { city: 'Bern', zip: '9' } })
  expect(send('PATCH', '/notes/1', { color: 'red', place: { city: 'Lima' } }).status).toBe(200)
  expect(send('GET', '/notes/1').body).toEqual({ id: 1, title: 'x', place: { city: 'Lima' }, color: 'red' })
})
