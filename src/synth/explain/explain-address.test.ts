import { expect, test } from 'vitest'
import { compileTwin } from '#engine'
import { createFixedClock } from '#state'
import { type Line, session } from '../guard/service-for-tests.ts'
import { learn } from '../learn.ts'

test('the address of a new entity follows its key, though every session saw the same', () => {
  const lines: Line[] = [
    ['POST', '/artists', { name: 'Ada' }, 201, { id: 3, name: 'Ada' }, {}, { Location: 'http://service.test/artists/3' }],
    ['GET', '/artists/3', undefined, 200, { id: 3, name: 'Ada' }],
  ]
  const twin = compileTwin(learn([session(0, lines), session(1, lines)]).model).createSession({
    seed: 1,
    origin: 'http://twin.test',
    clock: createFixedClock(0),
  })
  const create = () =>
    twin.answer({
      method: 'POST',
      target: '/artists',
      headers: [['content-type', 'application/json']],
      body: new TextEncoder().encode('{"name":"Ben"}'),
    }).response
  create()
  expect(new Map(create().headers).get('Location')).toBe('http://twin.test/artists/4')
})
