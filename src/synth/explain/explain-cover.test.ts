import { expect, test } from 'vitest'
import { session, twinOf } from '../guard/service-for-tests.ts'

test('a text holds whole values, whatever they are made of', () => {
  const upload = (at: number, key: string) =>
    session(at, [['POST', `/buckets/b${at}x7`, { key }, 201, { place: `store:b${at}x7/${key} (new)` }]])
  const ask = twinOf([upload(1, 'img/red chair.png'), upload(2, 'doc.txt'), upload(3, 'a/b/c')])
  expect(ask('POST', '/buckets/b9x9', { key: 'x y/z' }).body).toEqual({ place: 'store:b9x9/x y/z (new)' })
})
