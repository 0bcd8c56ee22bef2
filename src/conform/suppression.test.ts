import { expect, test } from 'vitest'
import type { Divergence } from '#compare'
import { type SuppressionRule, Suppressions } from './suppression.ts'

const divergence: Divergence = {
  path: 'body.items[3].created_at',
  category: 'value_mismatch',
  severity: 'error',
  expected: 1,
  actual: 2,
  leaves: 1,
}

function isSuppressed(rule: Omit<SuppressionRule, 'reason'>): boolean {
  return new Suppressions([{ ...rule, reason: 'known' }]).find('POST /repos/{owner}/statuses/{sha}', divergence) !== undefined
}

test.each([
  { path: 'body.items[3].created_at' },
  { path: 'body.items[].created_at' },
  { path: 'body.items[*].created_at' },
  { path: 'body.items[].*' },
  { path: 'body.**' },
  { route: 'POST /repos/*/statuses/*', category: 'value_mismatch' },
  { route: 'POST /repos/{owner}/statuses/{sha}' },
  { category: 'value_mismatch' },
])('%j takes it out', (rule) => {
  expect(isSuppressed(rule)).toBe(true)
})

test.each([
  { path: 'body.items' },
  { path: 'body.*' },
  { path: 'created_at' },
  { route: 'GET /repos/*/statuses/*' },
  { route: 'POST /repos/*' },
  { path: 'body.**', category: 'missing_field' },
  {},
])('%j does not', (rule) => {
  expect(isSuppressed(rule)).toBe(false)
})

test('T68 a rule that takes nothing out is a finding', () => {
  const suppressions = new Suppressions([
    { path: 'body.items[].created_at', reason: 'a' },
    { path: 'body.nothing', reason: 'b' },
  ])
  suppressions.find('GET /', divergence)
  expect(suppressions.findings().map(({ code, message }) => [code, message])).toEqual([
    ['suppression-unused', 'suppression of body.nothing ("b") took nothing out'],
  ])
})
