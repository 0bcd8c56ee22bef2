import { expect, test } from 'vitest'
import { encodeText } from './encode-text.ts'

test('T43 texts of every length and script are encoded, and stay what they are while others are', () => {
  const texts = Array.from({ length: 3000 }, (_, index) => 'aé漢😀'.repeat(index % 90) + String(index)).concat('x'.repeat(100_000), '')
  const encoded = texts.map(encodeText)
  expect(encoded.map((bytes) => Buffer.from(bytes).toString('utf8'))).toEqual(texts)
})
