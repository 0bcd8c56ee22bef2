import { expect, test } from 'vitest'
import { shareNumbers } from './share-numbers.ts'

test('a number that several values hold is taken once; others stay where they are', () => {
  const value = {
    token: { $: 'webToken({"id": next("local.id", 1)}, "x")' },
    user: { id: { $: 'next("local.id", 1)' } },
    rank: { $: 'next("local.rank", 3)' },
  }
  expect(shareNumbers({ create: 'local', key: ['self.token'], value })).toEqual([
    { let: 'taken', value: { $: 'next("local.id", 1)' } },
    {
      create: 'local',
      key: ['self.token'],
      value: { token: { $: 'webToken({"id": taken}, "x")' }, user: { id: { $: 'taken' } }, rank: { $: 'next("local.rank", 3)' } },
    },
  ])
})

test('an effect without shared numbers stays as it is', () => {
  const effect = { create: 'order', key: ['self.id'], value: { id: { $: 'next("order", 1)' } } }
  expect(shareNumbers(effect)).toEqual([effect])
})
