import { expect, test } from 'vitest'
import { printAddress, toReachableHost } from './print-address.ts'

test.each([
  ['127.0.0.1', '127.0.0.1:80', '127.0.0.1'],
  ['0.0.0.0', '0.0.0.0:80', '127.0.0.1'],
  ['::', '[::]:80', '::1'],
  ['::1', '[::1]:80', '::1'],
  ['localhost', 'localhost:80', 'localhost'],
])('%s is printed %s and reached at %s', (host, printed, reached) => {
  expect([printAddress(host, 80), toReachableHost(host)]).toEqual([printed, reached])
})
