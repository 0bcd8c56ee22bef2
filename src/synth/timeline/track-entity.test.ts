import { expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'

test('a field that a later write brings is not there before', () => {
  const made = { id: 1, title: 'a', size: 3 }
  const noted = { id: 1, title: 'b', size: 4, note: 'n' }
  const lines: Line[] = [
    ['POST', '/cards', { title: 'a', size: 3 }, 201, made],
    ['GET', '/cards/1', undefined, 200, made],
    ['GET', '/cards', undefined, 200, [made]],
    ['PUT', '/cards/1', { title: 'b', size: 4, note: 'n' }, 200, noted],
    ['GET', '/cards', undefined, 200, [noted]],
  ]
  const send = twinOf([session(0, lines), session(1, lines)])
  send('POST', '/cards', { title: 'x', size: 1 })
  expect(send('GET', '/cards').body).toEqual([{ id: 1, title: 'x', size: 1 }])
  send('PUT', '/cards/1', { title: 'y', size: 2, note: 'z' })
  expect(send('GET', '/cards').body).toEqual([{ id: 1, title: 'y', size: 2, note: 'z' }])
})
