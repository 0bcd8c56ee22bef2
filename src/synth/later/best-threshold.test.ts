import { expect, test } from 'vitest'
import { bestThreshold } from './best-threshold.ts'

test.each([
  ['a round number between', [100, 2900], [3300, 8000], { atMs: 3000, misses: 0 }],
  ['the rounder of several', [40_000], [95_000], { atMs: 60_000, misses: 0 }],
  ['zero where there is a choice', [-5000, -20], [10, 700], { atMs: 0, misses: 0 }],
  ['none where nothing had happened', [1], [], undefined],
  ['the fewest misses', [1000, 2000, 9000], [5000, 7000, 8000, 9500], { atMs: 5000, misses: 1 }],
])('%s', (_, before, after, expected) => {
  expect(bestThreshold(before, after)).toEqual(expected)
})
