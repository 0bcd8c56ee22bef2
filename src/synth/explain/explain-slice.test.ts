import { expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'

const plain = { 'Content-Type': 'text/plain' }

test('a range of a text is a part of it, and beyond its end is none', () => {
  const lines = (at: number): Line[] => {
    const texts = [`One text of session ${at}, with some length`, `Another ${at}`]
    const ask = (place: number, first: number, last: number): Line => {
      const text = texts[place] ?? ''
      const asked = { Range: `bytes=${first}-${last}` }
      const total = text.length
      if (first >= total)
        return [
          'GET',
          `/files/note-${at}${place}.txt`,
          undefined,
          416,
          'no such range',
          asked,
          { ...plain, 'Content-Range': `bytes */${total}` },
        ]
      const told = { ...plain, 'Content-Range': `bytes ${first}-${Math.min(last, total - 1)}/${total}` }
      return ['GET', `/files/note-${at}${place}.txt`, undefined, 206, text.slice(first, last + 1), asked, told]
    }
    return [
      ...texts.map((text, place): Line => ['PUT', `/files/note-${at}${place}.txt`, text, 201, undefined, plain]),
      ...texts.map((text, place): Line => ['GET', `/files/note-${at}${place}.txt`, undefined, 200, text, {}, plain]),
      ...[0, 1].flatMap((place) => [
        ask(place, 0, 4),
        ask(place, 3, 8),
        ask(place, 2, 99),
        ask(place, 50 + at, 60),
        ask(place, 20 - place, 90),
      ]),
    ]
  }
  const ask = twinOf([0, 1, 2].map((at) => session(at, lines(at))))
  ask('PUT', '/files/note-new.txt', 'Quite new here', plain)
  const part = (range: string) => ask('GET', '/files/note-new.txt', undefined, { Range: range })
  expect(part('bytes=6-8')).toMatchObject({ status: 206, body: 'new', headers: { 'Content-Range': 'bytes 6-8/14' } })
  expect(part('bytes=6-')).toMatchObject({ status: 206, body: 'new here', headers: { 'Content-Range': 'bytes 6-13/14' } })
  expect(part('bytes=14-')).toMatchObject({ status: 416, headers: { 'Content-Range': 'bytes */14' } })
  expect(ask('GET', '/files/note-new.txt')).toMatchObject({ status: 200, body: 'Quite new here' })
})
