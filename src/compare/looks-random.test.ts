import { expect, test } from 'vitest'
import { looksRandom } from './looks-random.ts'

test.each([
  '7d9f0a0e-8a0c-4f27-9a35-2f3a1c1d9b11',
  '61e95f89cfd40124',
  'ad723d6fef74822dd79e9dd1d96e17b3',
  'V1StGXR8',
  'aB3dE6gH1jK4',
  '01ARZ3NDEKTSV4RRFFQ69G5FAV',
  '1541815603606036480',
  'kXcTqWzPnRtLmBvA',
])('%s reads like minted', (piece) => {
  expect(looksRandom(piece)).toBe(true)
})

test.each([
  'order',
  'OrderCreatedEvent',
  'createdAtTimestampValue',
  'v1beta2',
  'sha256',
  'utf8',
  '20260301',
  '4111111111',
  'ABC123',
  'HTTP2',
  'iso8601',
  'internationalisation',
])('%s does not', (piece) => {
  expect(looksRandom(piece)).toBe(false)
})
