import { mkdir, stat, writeFile } from 'node:fs/promises'
import nodeModule from 'node:module'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'

/** Whether a text was checked in full before, by this very program, and found right: a start need not do it again. */
export interface Proof {
  readonly isKnown: boolean
  /** Remembers that the text is right. */
  keep(): Promise<void>
}

export const noProof: Proof = { isKnown: false, keep: async () => {} }

/**
 * Proofs lie where Node keeps the code that it compiled, and count as much: with `NODE_DISABLE_COMPILE_CACHE`, or where nothing can be written,
 * there are none. `program` names the code that checks, with its content: what another version found right proves nothing.
 */
export async function proofOf(text: string, program = import.meta.url): Promise<Proof> {
  const folder = nodeModule.getCompileCacheDir?.()
  // Only a bundle has its content in its name.
  if (folder === undefined || !/-[\w-]{8}\.js$/.test(program)) return noProof
  // Loading what makes better digests takes longer than all the rest of this. Nobody is to be kept out: who can write here can change code.
  const file = join(folder, `doppel-proof-${[crc32(program), crc32(text), text.length].map((part) => part.toString(36)).join('-')}`)
  const isKnown = await stat(file).then(
    () => true,
    () => false,
  )
  return {
    isKnown,
    keep: async () => {
      // As a cache may fail: the next start checks again.
      await mkdir(folder, { recursive: true }).catch(() => {})
      await writeFile(file, '').catch(() => {})
    },
  }
}
