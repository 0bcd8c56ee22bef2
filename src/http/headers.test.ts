import { expect, test } from 'vitest'
import { headerElements, headerValue, headerValues, toHeaderList, withoutHeaders } from './headers.ts'

const headers = toHeaderList(['Set-Cookie', 'a=1', 'Vary', 'accept, origin', 'set-cookie', 'b=2', 'VARY', 'cookie,'])

test('names are found in any case, in wire order', () => {
  expect(headerValue(headers, 'set-cookie')).toBe('a=1')
  expect(headerValues(headers, 'Set-Cookie')).toEqual(['a=1', 'b=2'])
  expect(headerValue(headers, 'x-none')).toBeUndefined()
  expect(headerElements(headers, 'vary')).toEqual(['accept', 'origin', 'cookie'])
})

test('removing keeps order and case', () => {
  expect(withoutHeaders(headers, ['vary'])).toEqual([
    ['Set-Cookie', 'a=1'],
    ['set-cookie', 'b=2'],
  ])
})

test('T78 a header named __proto__ is data', () => {
  expect(headerValue([['__proto__', 'x']], '__proto__')).toBe('x')
  expect(headerValue([], '__proto__')).toBeUndefined()
})
