import { describe, expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'

interface Note {
  readonly id: number
  readonly day: string
}

const made = (at: number): Note[] => [3, 1, 5, 2, 4, 6].map((day, index) => ({ id: index + 1, day: `2026-0${at + 1}-0${day}` }))
const toToken = (text: string) => btoa(text).replace(/=+$/, '')

/** A service whose tokens say where a page begins in a way of its own; `page` answers with what is shown, and the token of the next page. */
function twinWith(
  tokenOf: (shown: readonly Note[], start: number) => string,
  page: (items: readonly Note[], next: string | undefined, asked: string) => unknown,
) {
  const lines = (at: number): Line[] => {
    const notes = made(at)
    const list = (start: number, size: number): Line => {
      const token = (end: number) => toToken(tokenOf(notes.slice(0, end), end))
      const target = `/notes?limit=${size}${start === 0 ? '' : `&cursor=${encodeURIComponent(token(start))}`}`
      const next = start + size < notes.length ? token(start + size) : undefined
      return ['GET', target, undefined, 200, page(notes.slice(start, start + size), next, target)]
    }
    const lists = [
      [0, 2],
      [2, 2],
      [4, 2],
      [0, 3],
      [3, 3],
      [0, 4],
      [4, 4],
      [2, 3],
      [0, 9],
    ].map(([start = 0, size = 0]) => list(start, size))
    return [...notes.map((note): Line => ['POST', '/notes', { day: note.day }, 201, note]), ...lists]
  }
  const ask = twinOf([0, 1, 2].map((at) => session(at, lines(at))))
  for (const day of [1, 2, 3, 4, 5, 6, 7]) ask('POST', '/notes', { day: `2026-09-0${day}` })
  return (target: string) => ask('GET', target).body
}

describe('a token that can be read', () => {
  test('holds the place where the next page begins', () => {
    const get = twinWith(
      (_, end) => `offset:${end}`,
      (items, next) => ({ items, next: next ?? null }),
    )
    expect(get('/notes?limit=5')).toMatchObject({ items: [{ id: 1 }, {}, {}, {}, { id: 5 }], next: toToken('offset:5') })
    expect(get(`/notes?limit=5&cursor=${toToken('offset:5')}`)).toMatchObject({ items: [{ id: 6 }, { id: 7 }], next: null })
  })

  test('holds fields of the last member, as JSON', () => {
    const get = twinWith(
      (shown) => JSON.stringify({ day: shown.at(-1)?.day, id: shown.at(-1)?.id }),
      (items, next) => ({ items, ...(next ? { next } : {}) }),
    )
    const next = toToken('{"day":"2026-09-03","id":3}')
    expect(get('/notes?limit=3')).toMatchObject({ items: [{ id: 1 }, {}, { id: 3 }], next })
    expect(get(`/notes?limit=3&cursor=${next}`)).toMatchObject({ items: [{ id: 4 }, {}, { id: 6 }] })
  })

  test('stands in an address of the next page', () => {
    const link = (next: string | undefined, asked: string) =>
      next === undefined ? null : `http://service.test${asked.replace(/&cursor=.*/, '')}&cursor=${next}`
    const get = twinWith(
      (shown) => `id:${shown.at(-1)?.id}`,
      (items, next, asked) => ({ items, next: link(next, asked) }),
    )
    expect(get('/notes?limit=3')).toMatchObject({ next: `http://twin.test/notes?limit=3&cursor=${toToken('id:3')}` })
    expect(get(`/notes?limit=4&cursor=${toToken('id:3')}`)).toMatchObject({ items: [{ id: 4 }, {}, {}, { id: 7 }], next: null })
  })
})
