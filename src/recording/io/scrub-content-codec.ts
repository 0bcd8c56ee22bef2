import { brotliCompressSync, constants, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { invariant } from '#base'
import { decodeContent } from '#http/io'
import type { ScrubCodec } from '../scrub/scrub-codec.ts'

/** Content encodings for the scrubber: gzip, deflate, br, zstd, and several in a row. */
export const scrubContentCodec: ScrubCodec = {
  decode: (encoding, body) => decodeContent(body, codingsOf(encoding), { partial: true }),
  encode: (encoding, body) => codingsOf(encoding).reduce(encodeOne, body),
}

function codingsOf(encoding: string): string[] {
  return encoding.split(',').map((coding) => coding.trim())
}

function encodeOne(bytes: Uint8Array, coding: string): Uint8Array {
  switch (coding) {
    case 'gzip':
    case 'x-gzip':
      return gzipSync(bytes)
    case 'deflate':
      return deflateSync(bytes)
    case 'br':
      // The highest quality is the default, and takes ten times as long.
      return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })
    case 'zstd':
      return zstdCompressSync(bytes)
    default:
      invariant(coding === 'identity', `only what was decoded is encoded again, not ${coding}`)
      return bytes
  }
}
