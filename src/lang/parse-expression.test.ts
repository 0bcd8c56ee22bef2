import { expect, test } from 'vitest'
import { parseExpression } from './parse-expression.ts'
import { printExpression } from './print-expression.ts'
import { ExpressionSyntaxError } from './tokenize.ts'

test.each([
  ['a + b * c', 'a + b * c'],
  ['(a + b) * c', '(a + b) * c'],
  ['a - (b - c)', 'a - (b - c)'],
  ['a - b - c', 'a - b - c'],
  ['!(a && b) || c', '!(a && b) || c'],
  ['a ? b : c ? d : e', 'a ? b : c ? d : e'],
  ['(a ? b : c) ? d : e', '(a ? b : c) ? d : e'],
  ["body['first name']", 'body["first name"]'],
  ["body['name']", 'body.name'],
  ["'it''s'".replace("''", "\\'"), '"it\'s"'],
  ['\'say "hi"\'', '"say \\"hi\\""'],
  ['body.items.map(i, i.price * i.qty)', 'body.items.map(i, i.price * i.qty)'],
  ['body.name.lower()', 'lower(body.name)'],
  ['[1, 2.5, -3, 1e3]', '[1, 2.5, -3, 1000]'],
  ['{"a": 1, "b c": [x]}', '{"a": 1, "b c": [x]}'],
  ['9007199254740993', '9007199254740993'],
  ['-9223372036854775808', '-9223372036854775808'],
  ['(-1).x', '(-1).x'],
  ['"a" in body.tags', '"a" in body.tags'],
])('%s is read', (text, printed) => {
  expect(printExpression(parseExpression(text))).toBe(printed)
})

test.each([
  ['', 1, "unexpected 'end'"],
  ['has(', 5, "unexpected 'end'"],
  ['a b', 3, "unexpected 'b'"],
  ['a constructor b', 3, "unexpected 'constructor'"],
  ['a ? b', 6, "':' was expected"],
  ['body.', 6, 'a name was expected'],
  ['body.#x', 6, 'unexpected character'],
  ['"open', 1, 'unexpected character'],
  ['"bad \\x"', 1, 'malformed string'],
  ['[1 2]', 4, "',' was expected"],
  ['{a: 1}', 2, 'a key in quotes was expected'],
  ['list.map(x)', 11, "',' was expected"],
  ['a = b', 3, 'unexpected character'],
])('%j is refused at %i', (text, place, message) => {
  const read = () => parseExpression(text)
  expect(read).toThrow(ExpressionSyntaxError)
  expect(read).toThrow(`${message} at ${place}`)
})

test('what is nested without end is refused and does not overflow', () => {
  expect(() => parseExpression('('.repeat(100_000))).toThrow('nested too deeply')
  expect(() => parseExpression('!'.repeat(100_000))).toThrow('nested too deeply')
  expect(() => parseExpression(`${'a ? b : '.repeat(100_000)}c`)).toThrow('nested too deeply')
  expect(() => parseExpression(`${'['.repeat(100_000)}`)).toThrow('nested too deeply')
})
