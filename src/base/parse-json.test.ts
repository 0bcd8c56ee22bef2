import { expect, test } from 'vitest'
import { parseJson } from './parse-json.ts'

test('integers beyond 2^53 keep their digits, other numbers are numbers', () => {
  expect(parseJson('{"id":9007199254740993,"n":[1,-12345678901234567890],"f":0.1234567890123456}')).toEqual({
    id: 9007199254740993n,
    n: [1, -12345678901234567890n],
    f: 0.1234567890123456,
  })
})

test('long numbers are found wherever they stand', () => {
  for (let spaces = 0; spaces < 40; spaces++) {
    const [before, after] = [' '.repeat(spaces), ' '.repeat(40 - spaces)]
    expect(parseJson(`[1,${before}9007199254740993${after},2]`)).toEqual([1, 9007199254740993n, 2])
    expect(parseJson(`${before}123456789012345${after}`)).toBe(123456789012345)
  }
})

test('what is not JSON is undefined', () => {
  expect(parseJson('')).toBeUndefined()
  expect(parseJson('{"a":')).toBeUndefined()
})

test('__proto__ is data', () => {
  expect(Object.keys(parseJson('{"__proto__":{"a":12345678901234567890}}') as object)).toEqual(['__proto__'])
})
