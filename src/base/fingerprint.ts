/**
 * A 64-bit digest of a text as 16 hex digits: stable over versions and machines, quick, and good against chance, not against someone
 * who looks for a collision.
 */
export function fingerprint(text: string): string {
  let low = 0x811c9dc5
  let high = 0xcbf29ce4
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    low = Math.imul(low ^ code, 0x01000193)
    high = Math.imul(high ^ (code + at), 0x85ebca6b)
    high ^= high >>> 13
  }
  low = Math.imul(low ^ (high >>> 16), 0xc2b2ae35)
  high = Math.imul(high ^ (low >>> 15), 0x27d4eb2f)
  return hex(high ^ (high >>> 16)) + hex(low ^ (low >>> 13))
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0')
}
