import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { decodeContent, decodeExchange } from './decode-content.ts'

const plain = Buffer.from('{"name":"Ada"}'.repeat(2000))

test.each([
  ['gzip', gzipSync(plain)],
  ['x-gzip', gzipSync(plain)],
  ['deflate', deflateSync(plain)],
  ['deflate', deflateRawSync(plain)],
  ['br', brotliCompressSync(plain)],
  ['zstd', zstdCompressSync(plain)],
  ['identity', plain],
])('T50 %s', (coding, bytes) => {
  expect(Buffer.from(decodeContent(bytes, [coding]) ?? [])).toEqual(plain)
})

test.each([
  ['gzip', gzipSync(plain)],
  ['deflate', deflateSync(plain)],
  ['br', brotliCompressSync(plain)],
  ['zstd', zstdCompressSync(plain)],
])('%s cut short: refused, or as far as it came', (coding, bytes) => {
  const cut = bytes.subarray(0, bytes.length - 5)
  expect(decodeContent(cut, [coding])).toBeUndefined()
  expect(decodeContent(cut, [coding], { partial: true })).toBeInstanceOf(Uint8Array)
})

test('several codings are undone last first', () => {
  expect(Buffer.from(decodeContent(brotliCompressSync(gzipSync(plain)), ['gzip', 'br']) ?? [])).toEqual(plain)
})

test('T79 a decompression bomb is refused', () => {
  expect(decodeContent(gzipSync(Buffer.alloc(10_000_000)), ['gzip'], { maxBytes: 1_000_000 })).toBeUndefined()
})

test('an exchange loses its encoding; what cannot be decoded stays', () => {
  const headers = [['Content-Encoding', 'gzip']] as const
  const exchange = {
    index: 0,
    startedAtMs: 0,
    endedAtMs: 0,
    request: { method: 'POST', target: '/', headers, body: Buffer.from('no gzip') },
    response: { status: 200, headers, body: gzipSync(plain) },
  }
  const decoded = decodeExchange(exchange)
  expect(decoded.request).toBe(exchange.request)
  expect(decoded.response?.headers).toEqual([])
  expect(Buffer.from(decoded.response?.body ?? [])).toEqual(plain)
})
