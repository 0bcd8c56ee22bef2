import { expect, test } from 'vitest'
import { isWishes } from './parameters.ts'

test.each([
  [{ where: { done: true }, limit: 3, order: 'title' }, true],
  [{ price: { gt: 3 } }, false],
  [{ limit: 3, price: 4 }, false],
  [{}, false],
])('%j holds wishes about a list: %s', (map, expected) => {
  expect(isWishes(map)).toBe(expected)
})
