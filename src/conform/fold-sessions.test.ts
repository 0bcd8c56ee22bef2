import { expect, test } from 'vitest'
import { foldSessions } from './fold-sessions.ts'

test('each session is held out once, and never learned from then', () => {
  const folds = foldSessions(['a', 'b', 'c', 'd', 'e'], 2)
  expect(folds).toEqual([
    { learn: ['b', 'd'], check: ['a', 'c', 'e'] },
    { learn: ['a', 'c', 'e'], check: ['b', 'd'] },
  ])
  expect(foldSessions(['a', 'b', 'c'], 10).map(({ check }) => check)).toEqual([['a'], ['b'], ['c']])
})

test('one session alone can not be held out', () => {
  expect(foldSessions(['a'], 5)).toEqual([])
  expect(foldSessions([], 5)).toEqual([])
})
