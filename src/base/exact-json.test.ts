import fc from 'fast-check'
import { expect, it } from 'vitest'
import { exactJson } from './exact-json.ts'
import { parseJson } from './parse-json.ts'

it('gives every number again as it was, and 64-bit integers as such', () => {
  const numbers = [0, -0, 1.5, 2 ** 53, 2 ** 53 + 2, 2 ** 63, 1e21, 1e300, 5e-324, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  const all = [...numbers, 9007199254740993n, -(2n ** 63n)]
  const again = parseJson(exactJson(all)) as unknown[]
  for (const [at, value] of all.entries()) expect(Object.is(again[at], value), String(value)).toBe(true)
  fc.assert(fc.property(fc.double({ noNaN: true }), (value) => Object.is(parseJson(exactJson(value)), value)))
})

it('keeps members whatever they are called', () => {
  const value = JSON.parse('{"__proto__": {"a": 1}, "constructor": 2}')
  expect(parseJson(exactJson(value))).toEqual(value)
  expect(Object.keys(parseJson(exactJson(value)) as object)).toEqual(['__proto__', 'constructor'])
})
