import { expect, test } from 'vitest'
import { writtenFractions } from './written-fractions.ts'

test('whole numbers by key, as they are written', () => {
  const { written, left } = writtenFractions('{"a": 1.0, "b": 2, "c": 2.5, "d": [{"a": 3}, {"e": -4.00}], "f": "1.0"}')
  expect([[...written], [...left]]).toEqual([
    ['a', 'e'],
    ['b', 'a'],
  ])
})
