import { expect, test } from 'vitest'
import { endToEndHeaders, flatHeaderValue } from './end-to-end-headers.ts'

test('headers of the connection stay behind, all others go on in order and spelling', () => {
  const flat = [
    'Host',
    'h',
    'X-B',
    '1',
    'connection',
    'Keep-Alive, X-Hop',
    'Keep-Alive',
    'timeout=5',
    'x-hop',
    '2',
    'X-b',
    '3',
    'Transfer-Encoding',
    'chunked',
  ]
  expect(endToEndHeaders(flat, new Set(['host']))).toEqual(['X-B', '1', 'X-b', '3'])
})

test('TE: trailers goes on, other codings of the connection do not', () => {
  expect(endToEndHeaders(['TE', 'gzip, trailers', 'Connection', 'TE'])).toEqual(['TE', 'trailers'])
  expect(endToEndHeaders(['TE', 'gzip'])).toEqual([])
})

test('Connection cannot take away what makes the message', () => {
  const flat = ['Content-Length', '2', 'Authorization', 'a', 'Connection', 'content-length, authorization']
  expect(endToEndHeaders(flat)).toEqual(['Content-Length', '2', 'Authorization', 'a'])
})

test('a header is found in any case', () => {
  expect(flatHeaderValue(['A', '1', 'CONTENT-length', '7', 'content-length', '8'], 'content-length')).toBe('7')
  expect(flatHeaderValue(['__proto__', '1'], 'constructor')).toBeUndefined()
})
