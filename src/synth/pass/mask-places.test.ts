import { expect, test } from 'vitest'
import { isPlace, listsIn, maskPlacesInText } from './mask-places.ts'

const lists = listsIn({ lines: [{ count: 1, tags: ['a'] }, { count: 2 }], name: 'x' })

test('places of items of lists that the request has are masked in texts', () => {
  expect(maskPlacesInText('lines[1].count is wrong', lists)).toBe('lines[§].count is wrong')
  expect(maskPlacesInText('/lines/0/count', lists)).toBe('/lines/§/count')
  expect(maskPlacesInText('lines.1.tags.0', lists)).toBe('lines.§.tags.§')
  expect(maskPlacesInText('"[1].qty" is wrong', listsIn([1, 2]))).toBe('"[§].qty" is wrong')
})

test('other numbers are not', () => {
  expect(maskPlacesInText('lines[2].count', lists)).toBe('lines[2].count')
  expect(maskPlacesInText('headlines[1] and lines 1', lists)).toBe('headlines[1] and lines 1')
  expect(maskPlacesInText('2.0', listsIn({ params: { 2: ['a', 'b'] } }))).toBe('2.0')
  expect(isPlace(['body', 'lines', 1], 2, lists)).toBe(true)
  expect(isPlace(['body', 'lines', 2], 2, lists)).toBe(false)
  expect(isPlace(['body', 'name', 1], 2, lists)).toBe(false)
  expect(isPlace(['body', 1, 'count'], 1, listsIn([{ count: 1 }, { count: 2 }]))).toBe(true)
})
