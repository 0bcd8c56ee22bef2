import { expect, test } from 'vitest'
import { tokenParts } from './token-parts.ts'

const parts = (...tokens: string[]) =>
  tokenParts('cursor', 'query.cursor', tokens.map(btoa)).map(({ name, text, values }) => [name, text, values])

test('a number in a token is one by the word before it', () => {
  expect(parts('offset:4', 'offset:8')).toEqual([['offset', 'number(replace(unbase64(query.cursor), "offset:", ""))', ['4', '8']]])
  expect(parts('4', '12')).toEqual([['cursor', 'number(unbase64(query.cursor))', ['4', '12']]])
})

test('the members of JSON have their own names', () => {
  expect(parts('{"id":7,"at":"2026-01-05"}')).toEqual([
    ['id', 'parsed(unbase64(query.cursor)).id', ['7']],
    ['at', 'parsed(unbase64(query.cursor)).at', ['2026-01-05']],
  ])
})

test('what stands between separators is told apart', () => {
  expect(parts('2026-01-05|7', '2026-02-01|12')).toEqual([
    ['cursor.0', 'split(unbase64(query.cursor), "|")[0]', ['2026-01-05', '2026-02-01']],
    ['cursor.1', 'split(unbase64(query.cursor), "|")[1]', ['7', '12']],
  ])
})

test('most tokens must be readable; the others were never handed out', () => {
  expect(tokenParts('cursor', 'query.cursor', [btoa('8'), btoa('4'), 'nobody-knows'])).toHaveLength(1)
  expect(tokenParts('sort', 'query.sort', ['name', '-price', 'added'])).toEqual([])
})
