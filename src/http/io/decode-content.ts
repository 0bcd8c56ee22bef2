import { brotliDecompressSync, constants, gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib'
import type { Exchange, HeaderList } from '../exchange.ts'
import { headerElements, withoutHeaders } from '../headers.ts'

export interface DecodeContentOptions {
  /** Most bytes that a body may grow to, against decompression bombs; default 256 MiB. */
  readonly maxBytes?: number
  /** Accept a body that was cut off and give as much of it as there is; default false. */
  readonly partial?: boolean
}

const defaultMaxBytes = 256 * 1024 * 1024

/** Undoes the codings of a `Content-Encoding`, last one first. Undefined when one is unknown, the bytes are not of it, or too many come out. */
export function decodeContent(bytes: Uint8Array, codings: readonly string[], options: DecodeContentOptions = {}): Uint8Array | undefined {
  let decoded = bytes
  for (const coding of codings.toReversed()) {
    const next = decodeOne(decoded, coding.toLowerCase(), options)
    if (next === undefined) return undefined
    decoded = next
  }
  return decoded
}

/** The same exchange with the content-encoding of both bodies undone and the header taken away; a body that can't be decoded stays as it is. */
export function decodeExchange(exchange: Exchange, options: DecodeContentOptions = {}): Exchange {
  const request = decodeMessage(exchange.request, options)
  if (exchange.response === undefined) return request === exchange.request ? exchange : { ...exchange, request }
  const response = decodeMessage(exchange.response, options)
  if (request === exchange.request && response === exchange.response) return exchange
  return { ...exchange, request, response }
}

interface Message {
  readonly headers: HeaderList
  readonly body: Uint8Array
}

function decodeMessage<M extends Message>(message: M, options: DecodeContentOptions): M {
  const codings = headerElements(message.headers, 'content-encoding')
  if (codings.length === 0 || message.body.length === 0) return message
  const body = decodeContent(message.body, codings, options)
  if (body === undefined) return message
  return { ...message, headers: withoutHeaders(message.headers, ['content-encoding', 'content-length']), body }
}

function decodeOne(bytes: Uint8Array, coding: string, options: DecodeContentOptions): Uint8Array | undefined {
  const maxOutputLength = options.maxBytes ?? defaultMaxBytes
  const finishFlush = options.partial === true ? constants.Z_SYNC_FLUSH : constants.Z_FINISH
  try {
    switch (coding) {
      case 'identity':
        return bytes
      case 'gzip':
      case 'x-gzip':
        return gunzipSync(bytes, { maxOutputLength, finishFlush })
      case 'deflate':
        return inflateEither(bytes, { maxOutputLength, finishFlush })
      case 'br': {
        const flush = options.partial === true ? constants.BROTLI_OPERATION_FLUSH : constants.BROTLI_OPERATION_FINISH
        return brotliDecompressSync(bytes, { maxOutputLength, finishFlush: flush })
      }
      case 'zstd': {
        const flush = options.partial === true ? constants.ZSTD_e_flush : constants.ZSTD_e_end
        return zstdDecompressSync(bytes, { maxOutputLength, finishFlush: flush })
      }
      default:
        return undefined
    }
  } catch {
    return undefined
  }
}

/** `deflate` means the zlib format, but some servers send the raw one. */
function inflateEither(bytes: Uint8Array, options: { maxOutputLength: number; finishFlush: number }): Uint8Array {
  const zlibHeader = ((bytes[0] ?? 0) & 0x0f) === 8 && (((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0)) % 31 === 0
  return zlibHeader ? inflateSync(bytes, options) : inflateRawSync(bytes, options)
}
