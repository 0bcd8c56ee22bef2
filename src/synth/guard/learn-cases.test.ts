import { expect, test } from 'vitest'
import type { Row } from './build-table.ts'
import { coverCases } from './learn-cases.ts'

const row = (text: string, holds: readonly boolean[]): Row => ({ predicate: { text, cost: 2, kind: 'state', fields: [] }, holds })

test('a test that takes in a few of another label is wrong about these, and leaves nothing for the end of the list', () => {
  const examples = [...Array.from({ length: 24 }, () => ({ label: 'open' })), { label: 'closed' }]
  const { rules, misses, left } = coverCases(examples, 'closed', [
    row(
      'moment(self.created) <= now',
      examples.map(() => true),
    ),
  ])
  expect(rules.map(({ when }) => when)).toEqual(['moment(self.created) <= now'])
  expect({ misses, left }).toEqual({ misses: 1, left: 0 })
})
