import { expect, test } from 'vitest'
import { describeFailure } from './describe-failure.ts'

const failed = (code: string) => Object.assign(new Error(`raw ${code}`), { code })

test.each([
  ['ECONNREFUSED', 'upstream-unreachable', 'nothing listens there'],
  ['ENOTFOUND', 'upstream-unreachable', 'its name is unknown'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'upstream-unreachable', 'its certificate or TLS is not good (raw DEPTH_ZERO_SELF_SIGNED_CERT)'],
  ['UND_ERR_CONNECT_TIMEOUT', 'upstream-timeout', 'it did not accept a connection in time'],
  ['ECONNRESET', 'upstream-reset', 'it closed the connection'],
  ['HPE_INVALID_CONSTANT', 'upstream-reset', 'raw HPE_INVALID_CONSTANT'],
])('%s', (code, kind, reason) => {
  const failure = describeFailure(failed(code), 'http://service')
  expect(failure.kind).toBe(kind)
  expect(failure.message).toContain('http://service')
  expect(failure.message).toContain(reason)
})

test('of several addresses that failed, the first tells', () => {
  expect(describeFailure(new AggregateError([failed('ECONNREFUSED'), failed('ENETUNREACH')]), 'u').kind).toBe('upstream-unreachable')
})
