import { resolve } from 'node:path'
import type { Digest, Pack, PackSource } from '#pack'
import { readPackDigest, readPackFile } from '#pack/io'
import type { VerbContext } from '../verb.ts'

/** A pack that was found, and not yet read. */
export interface FoundPack {
  readonly digest: Digest
  /** A source of this very pack, whatever is put where it was found. */
  readonly from: string
  /** All of it, checked. Faults: those of `openPack`, of the disk and of the network. */
  open(): Promise<Pack>
}

export interface FindOptions {
  /** Where paths begin. */
  readonly folder: string
  readonly context: VerbContext
}

/** Faults: `file-unreadable`, those of reading it where its beginning does not tell its digest. */
export async function findPack({ path }: PackSource, { folder }: FindOptions): Promise<FoundPack> {
  const file = resolve(folder, path)
  const open = () => readPackFile(file)
  // What is no pack says so when it is opened.
  const digest = (await readPackDigest(file)) ?? (await open()).digest
  return { digest, from: path, open }
}
