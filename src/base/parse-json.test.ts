import { expect, test } from 'vitest'
import { parseJson } from './parse-json.ts'

test('integers beyond 2^53 keep their digits, other numbers are numbers', () => {
  expect(parseJson('{"id":9007199254740993,"n":[1,-12345678901234567890],"f":0.1234567890123456}')).toEqual({
    id: 9007199254740993n,
    n: [1, -12345678901234567890n],
    f: 0.1234567890123456,
  })
})

test('what is not JSON is undefined', () => {
  expect(parseJson('')).toBeUndefined()
  expect(parseJson('{"a":')).toBeUndefined()
})

test('__proto__ is data', () => {
  expect(Object.keys(parseJson('{"__proto__":{"a":12345678901234567890}}') as object)).toEqual(['__proto__'])
})
