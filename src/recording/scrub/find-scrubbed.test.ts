import { expect, test } from 'vitest'
import type { Exchange } from '#http'
import { createScrubber } from './create-scrubber.ts'
import { findScrubbed } from './find-scrubbed.ts'
import { parseScrubPolicy } from './parse-scrub-policy.ts'

const key = new Uint8Array(16).fill(7)

function exchange(body: unknown, headers: [string, string][] = []): Exchange {
  const request = { method: 'POST', target: '/', headers, body: new TextEncoder().encode(JSON.stringify(body)) }
  return { index: 0, startedAtMs: 0, endedAtMs: 1, request }
}

/** What `body` holds after scrubbing, and what is found in it. */
function scrubAndFind(toml: string, original: Exchange): { body: Record<string, string>; found: Set<string> } {
  const { policy } = parseScrubPolicy(toml)
  const scrubbed = createScrubber(policy, key).scrubExchange(original)
  return { body: JSON.parse(new TextDecoder().decode(scrubbed.request.body)), found: findScrubbed([scrubbed], policy) }
}

test('finds the tokens, without the key, and nothing else', () => {
  const { body, found } = scrubAndFind(
    '',
    exchange({ name: 'Ada', email: 'ada@lovelace.example.com', password: 'tr0ub4dor', size: 'large' }),
  )
  expect(found).toEqual(new Set([body['email'], body['password']]))
})

test('finds nothing where nothing was scrubbed', () => {
  expect(findScrubbed([exchange({ name: 'Ada', email: 'ada@lovelace.example.com', password: 'tr0ub4dor' })])).toEqual(new Set())
})

test('finds what rules of the workspace made', () => {
  const rules = '[[rule]]\nkey = "owner"\n[[rule]]\nkey = "street"\naction = "redact"\n'
  const { body, found } = scrubAndFind(rules, exchange({ owner: 'Grace Hopper', street: 'Main 12', size: 'large' }))
  expect(found).toEqual(new Set([body['owner'], 'Xxxx 00']))
})
