import { expect, test } from 'vitest'
import { compileKnown } from './compile-known.ts'
import { viewRequest } from './request-view.ts'

const isNovel = compileKnown({ query: ['limit'], body: ['price', 'tags', 'tags[]'], kinds: ['price number', 'tags list', 'tags[] text'] })

const ask = (target: string, body: unknown) =>
  isNovel(
    viewRequest(
      { method: 'POST', target, headers: [['Content-Type', 'application/json']], body: new TextEncoder().encode(JSON.stringify(body)) },
      (text) => text,
    ),
  )

test.each([
  ['/orders', { price: 5, tags: ['a'] }, false],
  ['/orders?limit=5', { price: 0 }, false],
  ['/orders?page=5', { price: 5 }, true],
  ['/orders', { price: 5, note: 'x' }, true],
  ['/orders', { price: -5 }, true],
  ['/orders', { price: '5' }, true],
  ['/orders', { price: null }, true],
  ['/orders', { price: 5, tags: [' '] }, true],
])('%s %j is unlike what was seen: %s', (target, body, expected) => {
  expect(ask(target, body)).toBe(expected)
})
