import { expect, test } from 'vitest'
import { OwnOrigin } from './own-origin.ts'

const origin = new OwnOrigin({ url: 'http://127.0.0.1:8080', host: '127.0.0.1', otherNames: ['twin.internal'] })

test.each([
  ['localhost:8080', 'http://localhost:8080'],
  ['Twin.Internal', 'http://twin.internal'],
  ['[::1]:8080', 'http://[::1]:8080'],
  ['evil.example', 'http://127.0.0.1:8080'],
  ['localhost:8080/@evil.example', 'http://127.0.0.1:8080'],
  ['', 'http://127.0.0.1:8080'],
  [undefined, 'http://127.0.0.1:8080'],
])('T47 called as %s, the twin is %s', (host, expected) => {
  expect(origin.of(host)).toBe(expected)
  expect(origin.of(host)).toBe(expected)
})

test('names that are made up are not remembered without end, and still answered right', () => {
  for (let index = 0; index < 1000; index++) expect(origin.of(`host-${index}.localhost`)).toBe(`http://host-${index}.localhost`)
})
