import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eachPiece, splitPieces } from './pieces.ts'

const parts = [
  '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
  '3f2504e0-4f89',
  '2026-03-01T12:00:00.123Z',
  '2026-03-01 12:00',
  '2026-03',
  'Sun, 01 Mar 2026 12:00:00 GMT',
  'Sun, 1',
  'order',
  'aaaaaaaa',
  '1234',
  '-',
  ', ',
  'é',
  '/',
]

test('pieces are those at which a text is split', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constantFrom(...parts), fc.string({ maxLength: 4 })), { maxLength: 8 }), (chosen) => {
      const text = `${chosen.join('')}------`
      const visited: string[] = []
      eachPiece(text, (piece) => visited.push(piece))
      const split = splitPieces(text).filter((_, at) => at % 2 === 1)
      expect(visited).toEqual(split)
      const long: string[] = []
      eachPiece(text, (piece) => long.push(piece), 6)
      expect(long).toEqual(split.filter((piece) => piece.length >= 6))
    }),
  )
})
