import { expect, test } from 'vitest'
import { composeDelivery } from '#engine'
import { signingSchemes, type Webhooks } from '#model'
import type { Delivery } from './delivery.ts'
import { findSigning } from './find-signing.ts'

/** What a twin with such webhooks sends, as it would be recorded. */
function deliveries(webhooks: Webhooks): Delivery[] {
  return [1, 2, 3].map((number): Delivery => {
    const atMs = Date.UTC(2026, 2, 1, 12, number)
    const event = { id: `evt_${number}9f0c2d`, name: 'order.created', number, atMs, payload: `{"n":"${number}"}`, receivers: [] }
    const { method, headers } = composeDelivery(event, { url: 'http://127.0.0.1/hooks', atMs, secret: 'c2VjcmV0' }, webhooks)
    return { session: 0, place: number, startedAtMs: atMs, method, target: '/hooks', headers, encoding: 'json', body: { n: number } }
  })
}

test.each(signingSchemes)('%s is known by its headers', (signing) => {
  expect(findSigning(deliveries({ signing }))?.signing).toBe(signing)
})

test.each([
  ['sha1', 'hex'],
  ['sha256', 'hex'],
  ['sha256', 'base64'],
  ['sha512', 'base64'],
] as const)('an HMAC by %s in %s is known by its length and letters', (algorithm, encoding) => {
  const own = { headers: { 'X-Own-Signature': 'v=1;s={signature}' }, content: '{body}', algorithm, encoding, key: 'text' } as const
  expect(findSigning(deliveries({ signing: own }))?.signing).toEqual(own)
})

test('a time in the header, or beside it, is signed along', () => {
  const within = { 'X-Own-Signature': 't={timestamp},s={signature}' }
  const beside = { 'X-Own-Time': '{timestamp}', 'X-Own-Signature': '{signature}' }
  for (const headers of [within, beside]) {
    const own = { headers, content: '{timestamp}.{body}', algorithm: 'sha256', encoding: 'hex', key: 'text' } as const
    expect(findSigning(deliveries({ signing: own }))?.signing).toEqual(own)
  }
})

test('what is not signed is not taken for it', () => {
  expect(findSigning(deliveries({ headers: { 'X-Own-Id': '{id}', 'X-Signature-Version': '1' } }))).toBeUndefined()
  expect(findSigning([])).toBeUndefined()
})
