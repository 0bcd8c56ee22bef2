import { sha256 } from '@noble/hashes/sha2.js'
import { type MintShape, mintValue } from './mint-shape.ts'

/**
 * The token of a shape that stands for a member of a list: nothing that a client could read. Always the same, or (`fresh` is a random text of the
 * shape) another one each time: then it begins as that does.
 */
export function tokenOf(shape: MintShape, key: string, fresh = ''): string {
  const lead = fresh.slice(0, Math.ceil(fresh.length / 2))
  return lead + mintValue(shape, streamOf(`${shape} ${lead} ${key}`)).slice(lead.length)
}

/** Whether a text is a token that stands for a member. */
export function isTokenOf(shape: MintShape, key: string, text: string): boolean {
  return text === tokenOf(shape, key) || text === tokenOf(shape, key, text)
}

/** Numbers in [0, 1) that follow from a text. */
function streamOf(text: string): () => number {
  let block = 0
  let bytes = new DataView(new ArrayBuffer(0))
  let at = 0
  return () => {
    if (at >= bytes.byteLength) {
      bytes = new DataView(sha256(new TextEncoder().encode(`${block++} ${text}`)).buffer)
      at = 0
    }
    at += 4
    return bytes.getUint32(at - 4) / 4294967296
  }
}
