import fc from 'fast-check'
import { expect, test } from 'vitest'
import { looksRandom } from './looks-random.ts'
import { eachPiece, eachTellingPiece, glanceAt, splitPieces } from './pieces.ts'

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
    }),
  )
})

test('a glance misses nothing that looks random, and no digit', () => {
  const part = fc.constantFrom('a', 'Z', 'order', 'abcdefab', '0', '17', '2026', '-', ' ', ',', '1f', 'V1StGXR8', 'é', 'Mon', 'T10:00:00Z')
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const text = parts.join('')
      let isRandom = false
      eachPiece(text, (piece) => {
        isRandom ||= looksRandom(piece)
      })
      const look = glanceAt(text)
      if (isRandom) expect(look).toBe('random')
      if (/\d/.test(text)) expect(look).not.toBe('words')
    }),
  )
})

test('the telling pieces are those that are long or have a digit', () => {
  const part = fc.oneof(fc.constantFrom(...parts), fc.constantFrom('a', 'Z', 'abcdef', '0', '17', '-', ' ', '1f', 'GMT', '\u0660'))
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (chosen) => {
      const text = chosen.join('')
      const [all, telling]: [string[], string[]] = [[], []]
      eachPiece(text, (piece) => all.push(piece))
      eachTellingPiece(text, (piece) => telling.push(piece))
      expect(telling).toEqual(all.filter((piece) => piece.length >= 6 && (piece.length >= 16 || /\d/.test(piece))))
    }),
    { numRuns: 1000 },
  )
})

test.each(['left at the door', 'SKU-12-3', 'Steady lamp number 7', 'ada.12@example.com'])('%s has no telling piece', (text) => {
  eachTellingPiece(text, (piece) => expect.fail(piece))
})

test.each([
  ['left at the door', 'words'],
  ['Steady lamp number 7', 'digits'],
  ['abcdefab-cdef-abcd-efab-cdefabcdefab', 'random'],
  ['ord_1f9c3a', 'random'],
  ['a'.repeat(16), 'random'],
])('%s holds %s', (text, look) => {
  expect(glanceAt(text)).toBe(look)
})
