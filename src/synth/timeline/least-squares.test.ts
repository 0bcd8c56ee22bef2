import { expect, test } from 'vitest'
import { leastSquares, type Row } from './least-squares.ts'

const rounded = (rows: readonly Row[]) => Object.fromEntries([...leastSquares(rows)].map(([term, value]) => [term, Math.round(value)]))

test('sums of several terms tell what each is, though none stands alone', () => {
  const rows = [
    { terms: ['a', 'b'], sum: 5 },
    { terms: ['a', 'c'], sum: 4 },
    { terms: ['b', 'c', 'c'], sum: 1 },
  ]
  expect(rounded(rows)).toEqual({ a: 4, b: 1, c: 0 })
})

test('no term is below zero, whatever one odd sum says', () => {
  const rows = [
    { terms: ['a'], sum: 2 },
    { terms: ['a'], sum: 2 },
    { terms: ['a'], sum: 2 },
    { terms: ['a', 'b'], sum: 0 },
  ]
  const found = leastSquares(rows)
  expect(found.get('b')).toBe(0)
  expect(found.get('a')).toBeGreaterThan(1)
})

test('of terms that only stand together, the first by name gets what there is', () => {
  expect(rounded([{ terms: ['b', 'a'], sum: 3 }])).toEqual({ a: 3, b: 0 })
})
