import { expect, test } from 'vitest'
import { isSameFormat } from './same-format.ts'

test.each([
  ['7d9f0a0e-8a0c-4f27-9a35-2f3a1c1d9b11', '0b0f8f6a-1111-4abc-8def-001122334455'],
  ['61e95f89cfd40124', '0011223344556677'.replace('7', 'f')],
  ['a1b2c3', '123456'],
  ['V1StGXR8_Z5jdHi6B-myT', 'abcdefGHIJKL123456789'],
])('%s is written like %s', (left, right) => {
  expect(isSameFormat(left, right)).toBe(true)
  expect(isSameFormat(right, left)).toBe(true)
})

test.each([
  ['UUIDs of another version', '7d9f0a0e-8a0c-4f27-9a35-2f3a1c1d9b11', '7d9f0a0e-8a0c-7f27-9a35-2f3a1c1d9b11'],
  ['UUIDs in upper case', '7d9f0a0e-8a0c-4f27-9a35-2f3a1c1d9b11', '7D9F0A0E-8A0C-4F27-9A35-2F3A1C1D9B11'],
  ['a UUID and its digits', '7d9f0a0e-8a0c-4f27-9a35-2f3a1c1d9b11', '7d9f0a0e8a0c4f279a352f3a1c1d9b11'],
  ['another length', '61e95f89cfd40124', '61e95f89cfd4012'],
  ['another case', '61e95f89cfd40124', '61E95F89CFD40124'],
  ['hex and all letters', '61e95f89cfd40124', '61z95f89cfq40124'],
  ['hex and digits, too long for chance', 'ad723d6fef74822dd79e9dd1d96e17b3', '12345678901234567890123456789012'],
])('%s', (_, left, right) => {
  expect(isSameFormat(left, right)).toBe(false)
  expect(isSameFormat(right, left)).toBe(false)
})
