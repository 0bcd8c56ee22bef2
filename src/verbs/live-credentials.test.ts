import { expect, test } from 'vitest'
import type { HeaderList, HttpRequest } from '#http'
import { createScrubber, defaultScrubPolicy } from '#recording'
import { findScrubbed, LiveCredentials } from './live-credentials.ts'

const request = (headers: HeaderList, body = ''): HttpRequest => ({
  method: 'GET',
  target: '/',
  headers,
  body: new TextEncoder().encode(body),
})

const key = new Uint8Array(16).fill(7)

/** As it is in a recording. */
function scrubbed(sent: HttpRequest): HttpRequest {
  return createScrubber(defaultScrubPolicy, key).scrubExchange({ index: 0, startedAtMs: 0, endedAtMs: 0, request: sent }).request
}

test('a given header goes where the recording had one, but not where it was refused', () => {
  const recorded = request([
    ['Authorization', 'Bearer x'],
    ['Accept', '*/*'],
  ])
  const anonymous = request([['Accept', '*/*']])
  const credentials = new LiveCredentials(
    [
      ['authorization', 'Bearer live'],
      ['X-Tenant', 'acme'],
    ],
    [recorded, anonymous],
  )
  expect(credentials.apply(recorded, 200).headers).toEqual([
    ['Accept', '*/*'],
    ['authorization', 'Bearer live'],
    ['X-Tenant', 'acme'],
  ])
  expect(credentials.apply(anonymous, 200).headers).toEqual([
    ['Accept', '*/*'],
    ['X-Tenant', 'acme'],
  ])
  expect(credentials.apply(recorded, 401)).toBe(recorded)
})

test.each([
  ['a bearer token', request([['Authorization', 'Bearer s3cr3t-t0ken-of-mine']]), 'Authorization'],
  ['a password of basic', request([['Authorization', `Basic ${btoa('ada:correct horse battery')}`]]), 'Authorization'],
  ['a cookie', request([['Cookie', 'sid=8f7a6b5c4d3e2f1a0b9c']]), 'Cookie'],
  ['a password in JSON', request([['Content-Type', 'application/json']], '{"user":"ada","password":"correct horse battery"}'), 'password'],
])('%s that was scrubbed is found, the secret itself is sent', (_, sent, name) => {
  expect(findScrubbed(scrubbed(sent))).toBe(name)
  expect(findScrubbed(sent)).toBeUndefined()
})
