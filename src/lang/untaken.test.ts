import { expect, test } from 'vitest'
import { untaken } from './untaken.ts'

test.each([
  ['a free text', ['b'], 'a', 'a'],
  ['one that is taken', ['a'], 'a', 'a-2'],
  ['one that is taken with numbers', ['a', 'a-2', 'a-4'], 'a', 'a-3'],
  ['what is no text', ['a'], 1, undefined],
])('%s', (_, taken, text, expected) => {
  expect(untaken(taken, text, '-', 2)).toBe(expected)
})
