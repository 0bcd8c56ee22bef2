const encoder = new TextEncoder()
const slabBytes = 64 * 1024
const longText = 4096
let slab = new Uint8Array(slabBytes)
let used = 0

/** The text as UTF-8. Short texts share a block of memory, which is much cheaper than one for each. */
export function encodeText(text: string): Uint8Array {
  if (text.length > longText) return encoder.encode(text)
  if (slabBytes - used < text.length * 3) {
    slab = new Uint8Array(slabBytes)
    used = 0
  }
  const { written } = encoder.encodeInto(text, used === 0 ? slab : slab.subarray(used))
  const bytes = slab.subarray(used, used + written)
  used += written
  return bytes
}
