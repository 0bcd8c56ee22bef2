import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'

/** `sha256:` and 64 hex digits. */
export type Digest = `sha256:${string}`

export const digestPattern = /^sha256:[0-9a-f]{64}$/

export function digestOf(bytes: Uint8Array): Digest {
  return `sha256:${bytesToHex(sha256(bytes))}`
}
