import { expect, test } from 'vitest'
import { printLatin1 } from './latin1.ts'

test('each byte is a character, also where Windows 1252 has others, and however many there are', () => {
  const bytes = Uint8Array.from({ length: 100_000 }, (_, at) => at % 256)
  expect(printLatin1(bytes)).toBe(Buffer.from(bytes).toString('latin1'))
  expect(printLatin1(new Uint8Array())).toBe('')
})
