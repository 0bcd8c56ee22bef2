import { type HeaderList, headerElements, headerValue, parseMediaType, withoutHeaders } from '#http'
import type { HarEntry } from './har-schema.ts'

export interface HarMessage {
  readonly headers: HeaderList
  readonly body: Uint8Array
  readonly omittedBodyBytes?: number
}

const none = new Uint8Array()

/** The answer's head and body. A body that the writer decoded loses its content-encoding; one that is missing is marked as omitted. */
export function harAnswer(entry: HarEntry): HarMessage {
  const { content } = entry.response
  const headers = withType(toHeaders(entry.response.headers), content.mimeType)
  if (content.text === undefined || content.text === null) {
    const size = Math.max(0, content.size ?? 0)
    return size === 0 ? { headers, body: none } : { headers, body: none, omittedBodyBytes: size }
  }
  const body = isPieces(entry) ? joinPieces(content.text) : toBytes(content.text, content.encoding, headers)
  if (isStillEncoded(body, headers, isPieces(entry))) return { headers, body }
  return { headers: decodedHeaders(headers, body), body }
}

/** The request's head and body; a form of which only the fields are known is written again. */
export function harRequest(entry: HarEntry): HarMessage {
  const { postData, bodySize } = entry.request
  const plain = toHeaders(entry.request.headers)
  if (postData === undefined || postData === null) {
    return (bodySize ?? 0) > 0 ? { headers: plain, body: none, omittedBodyBytes: bodySize as number } : { headers: plain, body: none }
  }
  const headers = withType(plain, postData.mimeType)
  const text = postData.text ?? formOf(postData.params ?? [])
  const body = toBytes(text, postData.encoding, headers)
  return isStillEncoded(body, headers, false) ? { headers, body } : { headers: decodedHeaders(headers, body), body }
}

/** HTTP/2's pseudo headers are no headers. */
function toHeaders(list: readonly { name: string; value?: string | null | undefined }[]): HeaderList {
  return list.filter(({ name }) => !name.startsWith(':')).map(({ name, value }) => [name, value ?? ''])
}

function withType(headers: HeaderList, mimeType: string | null | undefined): HeaderList {
  if (mimeType === undefined || mimeType === null || !mimeType.includes('/') || mimeType === 'x-unknown') return headers
  return headerValue(headers, 'content-type') === undefined ? [...headers, ['Content-Type', mimeType]] : headers
}

/** The headers of a body whose encoding is undone: its length, where there was one, is the one that it has now. */
function decodedHeaders(headers: HeaderList, body: Uint8Array): HeaderList {
  if (headerValue(headers, 'content-encoding') === undefined) return headers
  return withoutHeaders(headers, ['content-encoding']).map(([name, value]) => [
    name,
    name.toLowerCase() === 'content-length' ? String(body.length) : value,
  ])
}

function isStillEncoded(body: Uint8Array, headers: HeaderList, raw: boolean): boolean {
  const coding = headerElements(headers, 'content-encoding').at(-1)?.toLowerCase()
  if (coding === undefined) return false
  if (coding === 'gzip' || coding === 'x-gzip') return body[0] === 0x1f && body[1] === 0x8b
  if (coding === 'zstd') return body[0] === 0x28 && body[1] === 0xb5 && body[2] === 0x2f && body[3] === 0xfd
  return raw
}

function isPieces(entry: HarEntry): boolean {
  const { _isBinary, encoding, text } = entry.response.content
  return (_isBinary === true || encoding === 'base64') && text?.trimStart().startsWith('["') === true
}

/** Polly's binary bodies: a JSON list of pieces in base64, in older files in hexadecimal. */
function joinPieces(text: string): Uint8Array {
  const pieces = (JSON.parse(text) as string[]).map((piece) => (/^(?:[\da-f]{2})+$/i.test(piece) ? fromHex(piece) : fromBase64(piece)))
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    bytes.set(piece, at)
    at += piece.length
  }
  return bytes
}

function toBytes(text: string, encoding: string | null | undefined, headers: HeaderList): Uint8Array {
  if (encoding?.toLowerCase() === 'base64') return fromBase64(text)
  const charset = parseMediaType(headerValue(headers, 'content-type'))?.parameters.get('charset')?.toLowerCase()
  const isLatin = charset === 'iso-8859-1' || charset === 'latin1' || charset === 'windows-1252'
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is that of the charset
  return isLatin && /^[\x00-\xff]*$/.test(text)
    ? Uint8Array.from(text, (character) => character.charCodeAt(0))
    : new TextEncoder().encode(text)
}

function fromBase64(text: string): Uint8Array {
  const binary = atob(text.replaceAll(/\s/g, '').replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(binary, (character) => character.charCodeAt(0))
}

function fromHex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}

function formOf(params: readonly { name: string; value?: string | null | undefined }[]): string {
  return new URLSearchParams(params.map(({ name, value }): [string, string] => [name, value ?? ''])).toString()
}
