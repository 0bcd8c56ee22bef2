import { expect, test } from 'vitest'
import { TargetPolicy } from './target-policy.ts'

const may = async (host: string, allow: string[] = []) => (await new TargetPolicy(allow).resolve(host))?.address

test('this machine only, unless more is allowed', async () => {
  expect(await may('127.0.0.1')).toBe('127.0.0.1')
  expect(await may('[::1]')).toBe('::1')
  expect(await may('10.1.2.3')).toBeUndefined()
  expect(await may('169.254.169.254')).toBeUndefined()
  expect(await may('0.0.0.0')).toBeUndefined()
  expect(await may('10.1.2.3', ['10.0.0.0/8'])).toBe('10.1.2.3')
  expect(await may('11.1.2.3', ['10.0.0.0/8'])).toBeUndefined()
  expect(await may('fd00::1', ['fd00::/8'])).toBe('fd00::1')
})

test('an IPv4 address in the clothes of IPv6 is what it is', async () => {
  expect(await may('::ffff:169.254.169.254')).toBeUndefined()
  expect(await may('::ffff:10.0.0.1', ['10.0.0.0/8'])).toBe('::ffff:10.0.0.1')
})

test('a name is judged by its address unless it is allowed itself', async () => {
  expect(await may('localhost')).toMatch(/^(127\.|::1)/)
  expect(await may('LOCALHOST', ['localhost'])).toMatch(/^(127\.|::1)/)
})
