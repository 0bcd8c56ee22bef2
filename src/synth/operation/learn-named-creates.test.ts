import { expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'

interface Entry {
  no: number
  shelf_id: string
  change: number
  left_after: number
}

/** Shelves whose stock goes in and moves from one to another; each books that under numbers of its own. */
function lines(at: number): Line[] {
  const books = new Map<string, Entry[]>([1, 2].map((number) => [`sh_5f3a9c71e8${at}${number}`, []]))
  const [a = '', b = ''] = [...books.keys()]
  const leftOn = (shelf: string) => books.get(shelf)?.at(-1)?.left_after ?? 0
  const book = (shelf: string, change: number): Entry => {
    const own = books.get(shelf) ?? []
    const entry = { no: own.length + 1, shelf_id: shelf, change, left_after: leftOn(shelf) + change }
    own.push(entry)
    return entry
  }
  const put = (shelf: string, pieces: number): Line => ['POST', `/shelves/${shelf}/deliveries`, { pieces }, 201, book(shelf, pieces)]
  const move = (from: string, to: string, pieces: number): Line => {
    book(from, -pieces)
    book(to, pieces)
    return ['POST', '/moves', { from, to, pieces }, 201, { from_left: leftOn(from), to_left: leftOn(to) }]
  }
  const show = (shelf: string): Line[] => [
    ['GET', `/shelves/${shelf}`, undefined, 200, { id: shelf, name: 'shelf', left: leftOn(shelf) }],
    ['GET', `/shelves/${shelf}/bookings`, undefined, 200, { bookings: [...(books.get(shelf) ?? [])] }],
  ]
  return [
    ['POST', '/shelves', {}, 201, { id: a, name: 'shelf', left: 0 }],
    ['POST', '/shelves', {}, 201, { id: b, name: 'shelf', left: 0 }],
    put(a, 40 + at),
    put(b, 11 + 3 * at),
    ...show(a),
    move(a, b, 5 + at),
    ...show(a),
    ...show(b),
    move(b, a, 2 + at),
    ...show(b),
    ...show(a),
    move(a, b, 9 - at),
    put(a, 7 + at),
    ...show(b),
    ...show(a),
    move(b, a, 3 + 2 * at),
    ...show(b),
    ...show(a),
  ]
}

test('what is booked in each of two places that the body names is found in the lists of both, numbered there', () => {
  const ask = twinOf([0, 1, 2, 3].map((at) => session(at, lines(at))))
  const [a, b] = [1, 2].map(() => (ask('POST', '/shelves', {}).body as { id: string }).id)
  ask('POST', `/shelves/${a}/deliveries`, { pieces: 100 })
  ask('POST', '/moves', { from: a, to: b, pieces: 30 })
  ask('POST', '/moves', { from: b, to: a, pieces: 12 })
  expect(ask('GET', `/shelves/${a}/bookings`).body).toEqual({
    bookings: [
      { no: 1, shelf_id: a, change: 100, left_after: 100 },
      { no: 2, shelf_id: a, change: -30, left_after: 70 },
      { no: 3, shelf_id: a, change: 12, left_after: 82 },
    ],
  })
  expect(ask('GET', `/shelves/${b}/bookings`).body).toMatchObject({
    bookings: [
      { no: 1, left_after: 30 },
      { no: 2, left_after: 18 },
    ],
  })
})
