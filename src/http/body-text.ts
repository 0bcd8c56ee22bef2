import type { HeaderList } from './exchange.ts'
import { headerValue } from './headers.ts'
import { isTextMediaType, parseMediaType } from './media-type.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** The bytes as text in that charset (default UTF-8), without a byte order mark; undefined when they are not valid in it or it is unknown. */
export function decodeText(bytes: Uint8Array, charset = 'utf-8'): string | undefined {
  try {
    return (charset === 'utf-8' ? utf8 : new TextDecoder(charset, { fatal: true })).decode(bytes)
  } catch {
    return undefined
  }
}

/**
 * The text of a body whose content-encoding is already undone, by the charset of its content-type.
 * Undefined when the type is no text, or when the bytes are not valid in the charset. Without a content-type: text when
 * the bytes are valid UTF-8 without control characters.
 */
export function bodyText(message: {
  readonly headers: HeaderList
  readonly body: Uint8Array
  readonly utf8?: string | undefined
}): string | undefined {
  const contentType = headerValue(message.headers, 'content-type')
  if (contentType === undefined) return sniffText(message.body)
  if (!isTextMediaType(contentType)) return undefined
  const charset = parseMediaType(contentType)?.parameters.get('charset') ?? 'utf-8'
  return (charset === 'utf-8' ? message.utf8 : undefined) ?? decodeText(message.body, charset)
}

/** The bytes as text when they are valid UTF-8 and hold no control character but tab, line feed and carriage return. */
export function sniffText(bytes: Uint8Array): string | undefined {
  for (const byte of bytes) {
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) return undefined
  }
  return decodeText(bytes)
}
