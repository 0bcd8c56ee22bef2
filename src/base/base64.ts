const decoder = new TextDecoder('utf-8', { fatal: true })
const encoder = new TextEncoder()

/** The UTF-8 text behind standard base64 (padding may be missing); undefined when it is none. */
export function decodeBase64(text: string): string | undefined {
  try {
    return decoder.decode(Uint8Array.from(atob(text), (character) => character.charCodeAt(0)))
  } catch {
    return undefined
  }
}

export function encodeBase64(text: string): string {
  return btoa(Array.from(encoder.encode(text), (byte) => String.fromCharCode(byte)).join(''))
}

export function decodeBase64Url(text: string): string | undefined {
  return decodeBase64(text.replace(/-/g, '+').replace(/_/g, '/'))
}

/** Without padding. */
export function encodeBase64Url(text: string): string {
  return encodeBase64(text).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}
