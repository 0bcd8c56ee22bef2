import { expect, it } from 'vitest'
import { createSipHash } from './sip-hash.ts'

const key = Uint8Array.from({ length: 16 }, (_, index) => index)

/** First entries of the reference vectors (`vectors_sip64` of the authors' repository), as little-endian bytes. */
const published: Record<number, string> = {
  0: '310e0edd47db6f72',
  1: 'fd67dc93c539f874',
  2: '5a4fa9d909806c0d',
  3: '2d7efbd796666785',
  7: '37d1018bf50002ab',
  8: '6224939a79f5f593',
  15: 'e545be4961ca29a1',
  63: '724506eb4c328a95',
}

it('gives the published vectors', () => {
  const hash = createSipHash(key)
  for (const [length, expected] of Object.entries(published)) {
    const { high, low } = hash.bytes(Uint8Array.from({ length: Number(length) }, (_, index) => index))
    const hex = new DataView(new ArrayBuffer(8))
    hex.setUint32(0, low, true)
    hex.setUint32(4, high, true)
    expect(Buffer.from(hex.buffer).toString('hex'), `length ${length}`).toBe(expected)
  }
})

it('hashes text as its UTF-8 bytes', () => {
  const hash = createSipHash(key)
  expect(hash.text('zażółć')).toEqual(hash.bytes(new TextEncoder().encode('zażółć')))
})
