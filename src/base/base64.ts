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

/** The bytes behind base64 in either alphabet; what is of neither is passed over, and so is what is left of a last group. */
export function bytesFromBase64(text: string): Uint8Array {
  const digits = text
    .replace(/-/g, '+')
    .replace(/_/g, '/')
    .replace(/[^A-Za-z0-9+/]/g, '')
  const whole = digits.length % 4 === 1 ? digits.slice(0, -1) : digits
  return Uint8Array.from(atob(whole), (character) => character.charCodeAt(0))
}

export function bytesToBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
}
