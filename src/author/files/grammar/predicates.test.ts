import { expect, test } from 'vitest'
import { readPredicate } from './predicates.ts'

test.each([
  ['2-10 uppercase letters', 'matches(x, "^[A-Z]{2,10}$")'],
  ['exactly 3 digits', 'matches(x, "^[0-9]{3}$")'],
  ['at least 8 characters', 'matches(x, "^[\\\\s\\\\S]{8,}$")'],
  ['up to 4 lower-case letters', 'matches(x, "^[a-z]{0,4}$")'],
])('%s is a pattern', (phrase, test) => {
  expect(readPredicate(phrase)?.('x')).toBe(`!${test}`)
})

test.each([
  ['positive', '!(x > 0)'],
  ['at least 18', '!(x >= 18)'],
  ['between 1 and 5', '!(x >= 1 && x <= 5)'],
  ['one of open, done', '!(x in ["open", "done"])'],
  ['not empty', 'x == "" || x == []'],
  ['a number', 'type(x) != "number"'],
])('%s is a test', (phrase, test) => {
  expect(readPredicate(phrase)?.('x')).toBe(test)
})

test.each(['pretty', 'exactly 3 bananas', ''])('"%s" is not understood', (phrase) => {
  expect(readPredicate(phrase)).toBeUndefined()
})
