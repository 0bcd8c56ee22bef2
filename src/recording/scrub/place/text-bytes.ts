const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const utf16 = new TextDecoder('utf-16le', { fatal: true, ignoreBOM: true })
const encoder = new TextEncoder()

/** A text and the way back to bytes of the same encoding. */
export interface TextOfBytes {
  readonly text: string
  encode(text: string): Uint8Array
}

/** Reads text so that what is not touched goes back to the same bytes: UTF-8 where valid, UTF-16 where said so, else a character per byte. */
export function readText(bytes: Uint8Array, charset = 'utf-8'): TextOfBytes {
  if (/^utf-?16(?:le)?$/i.test(charset)) {
    try {
      return { text: utf16.decode(bytes), encode: toUtf16 }
    } catch {
      return { text: toLatin1(bytes), encode: fromLatin1 }
    }
  }
  try {
    return { text: utf8.decode(bytes), encode: (text) => encoder.encode(text) }
  } catch {
    return { text: toLatin1(bytes), encode: fromLatin1 }
  }
}

/** One character, U+0000 to U+00FF, per byte. */
export function toLatin1(bytes: Uint8Array): string {
  let text = ''
  for (let from = 0; from < bytes.length; from += 8192) text += String.fromCharCode(...bytes.subarray(from, from + 8192))
  return text
}

export function fromLatin1(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length)
  for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index)
  return bytes
}

function toUtf16(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 2)
  const view = new DataView(bytes.buffer)
  for (let index = 0; index < text.length; index++) view.setUint16(index * 2, text.charCodeAt(index), true)
  return bytes
}
