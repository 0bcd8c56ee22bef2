import { expect, test } from 'vitest'
import { showsKey } from './shows-key.ts'

const keys = [4, 7, 9]
const shows = (of: (key: number) => object) =>
  showsKey(
    keys.map((key) => ({ id: key, ...of(key) })),
    keys,
    'id',
  )

test.each([
  ['the key itself', (key: number) => ({ number: key })],
  ['within a part', (key: number) => ({ links: [{ href: `/orders/${key}` }] })],
  ['with zeros before it', (key: number) => ({ code: `ORD-000${key}` })],
  ['a number that is always as far from it', (key: number) => ({ position: key + 1000 })],
  ['in base64', (key: number) => ({ node: btoa(`gid://shop/Order/${key}`) })],
  ['a digest, which may be over it', () => ({ etag: '1-0123456789abcdef0123456789abcdef' })],
])('a key is shown: %s', (_, of) => {
  expect(shows(of)).toBe(true)
})

test.each([
  ['nowhere', () => ({ title: 'One', total: 3 })],
  ['by chance, once', (key: number) => ({ quantity: key === 7 ? 7 : 2 })],
  ['as a part of other numbers', (key: number) => ({ at: `2026-1${key}` })],
])('a key is not shown: %s', (_, of) => {
  expect(shows(of)).toBe(false)
})
