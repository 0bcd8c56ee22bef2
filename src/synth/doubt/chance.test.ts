import { expect, test } from 'vitest'
import type { Scope } from '../explain/scope.ts'
import { mayBeChance } from './chance.ts'
import { chancyPlaces } from './chancy-places.ts'

/** Scopes of so many calls in each of some sessions. */
const scopes = (...counts: number[]) =>
  counts.flatMap((count, session) => Array.from({ length: count }, () => ({ call: { session } }) as unknown as Scope))

test('one of many tests parts a few observations by chance, and many only if it means something', () => {
  expect(mayBeChance(500, scopes(1, 1), scopes(1, 1))).toBe(true)
  expect(mayBeChance(500, scopes(2, 2, 2, 2), scopes(2, 2, 2, 2))).toBe(false)
  expect(mayBeChance(2, scopes(1, 1), scopes(1, 1))).toBe(false)
})

test('observations of one session say the same again', () => {
  expect(mayBeChance(100, scopes(40), scopes(40))).toBe(true)
})

test('the places of an answer that rest on such a test', () => {
  const body = {
    id: { $: 'order.id' },
    owner: { $if: 'order.size > 100', then: { id: 1 } },
    lines: { $each: 'order.lines', as: 'self', do: { sku: { $: 'self.sku' }, kind: { $: 'order.size > 100 ? "big" : "small"' } } },
    roles: [{ $if: 'order.size > 100', then: { id: 3 } }],
  }
  expect(chancyPlaces(body, new Set(['order.size > 100']))).toEqual([
    'has(answer.owner)',
    'answer.lines.exists(i, has(i.kind))',
    'size(answer.roles) > 0',
  ])
  expect(chancyPlaces(body, new Set())).toEqual([])
})
