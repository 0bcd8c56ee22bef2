import { expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'

/** What is made is published at once, but for drafts. */
const lines = (at: number): Line[] =>
  [true, false, true, false].map((isDraft, place) => {
    const moment = new Date(Date.UTC(2026, 0, 1 + at) + place * 1000 + 3).toISOString()
    return [
      'POST',
      isDraft ? '/notes?as=draft' : '/notes',
      { text: `n${at}${place}` },
      201,
      { id: place + 1, text: `n${at}${place}`, published: isDraft ? null : moment },
    ]
  })

test('a time of the clock that is null on some condition', () => {
  const ask = twinOf([1, 2, 3].map((at) => session(at, lines(at))))
  expect(ask('POST', '/notes?as=draft', { text: 'a' }).body).toEqual({ id: 1, text: 'a', published: null })
  expect(ask('POST', '/notes', { text: 'b' }).body).toEqual({ id: 2, text: 'b', published: '2026-06-01T00:00:00.000Z' })
})
