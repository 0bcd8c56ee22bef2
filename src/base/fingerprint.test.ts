import { expect, test } from 'vitest'
import { fingerprint } from './fingerprint.ts'

test('is 16 hex digits and stays the same for ever', () => {
  expect(fingerprint('')).toMatch(/^[0-9a-f]{16}$/)
  expect(fingerprint('GET /orders body.total')).toMatchInlineSnapshot(`"eacd606a69019016"`)
})

test('tells near texts apart', () => {
  const seen = new Set<string>()
  for (let n = 0; n < 20_000; n++) seen.add(fingerprint(`GET /orders body.items[${n}].total`))
  expect(seen.size).toBe(20_000)
})
