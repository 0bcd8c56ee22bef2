import { expect, test } from 'vitest'
import { printNumberedKey, printNumberOf, readNumberedKey } from './numbered-key.ts'

test('a number is found in the dress that ids wear', () => {
  expect(readNumberedKey('12')).toEqual({ number: 12, before: '', isBase64: false })
  expect(readNumberedKey('gid://shop/Order/7')).toEqual({ number: 7, before: 'gid://shop/Order/', isBase64: false })
  expect(readNumberedKey('SXNzdWU6MTM=')).toEqual({ number: 13, before: 'Issue:', isBase64: true })
  expect(readNumberedKey('4f1c2d')).toBeUndefined()
  expect(readNumberedKey('quiet')).toBeUndefined()
})

test('a new key is dressed alike', () => {
  expect(printNumberedKey({ before: 'Issue:', isBase64: true }, 'next("issue", 1)')).toBe('base64("Issue:" + string(next("issue", 1)))')
  expect(printNumberedKey({ before: '', isBase64: false }, 'next("issue", 1)')).toBe('string(next("issue", 1))')
})

test('the number in a key is read again', () => {
  expect(printNumberOf({ before: '' }, 'e.id')).toBe('number(e.id)')
  expect(printNumberOf({ before: 'gid://shop/Order/' }, 'e.id')).toBe('number(replace(e.id, "gid://shop/Order/", ""))')
})
