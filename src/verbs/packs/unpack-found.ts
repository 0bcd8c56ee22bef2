import { join } from 'node:path'
import type { Digest, Manifest } from '#pack'
import { readUnpacked, unpackTo } from '#pack/io'
import { keepPrivate } from '../private-folder.ts'
import { readTwinPlace, type TwinPlace } from '../workspace.ts'
import type { FoundPack } from './find-pack.ts'
import { otherPack } from './other-pack.ts'

/** A pack that lies unpacked in the cache of a workspace. */
export interface UnpackedPack {
  readonly folder: string
  readonly manifest: Manifest
  readonly digest: Digest
}

function packsFolder(cwd: string): string {
  return join(cwd, '.doppel', 'packs')
}

/** A pack that is in the cache, whole; undefined where it is not. */
export async function findUnpacked(cwd: string, digest: Digest): Promise<UnpackedPack | undefined> {
  const known = await readUnpacked(packsFolder(cwd), digest)
  return known && { ...known, digest }
}

/** Puts a pack into the cache, unless it is there. Faults: those of opening it, `pack-other`, `folder-not-writable`. */
export async function unpackFound(cwd: string, found: FoundPack, expected: Digest = found.digest): Promise<UnpackedPack> {
  const known = await findUnpacked(cwd, expected)
  if (known !== undefined) return known
  const pack = await found.open()
  if (pack.digest !== expected) throw otherPack(found.from, pack.digest, expected)
  const folder = await unpackTo(packsFolder(cwd), pack)
  await keepPrivate(cwd).catch(() => {})
  return { folder, manifest: pack.manifest, digest: pack.digest }
}

/** The twin of an unpacked pack; where it listens is not for the pack to say. Faults: `config-invalid`. */
export async function readPackedPlace({ folder }: UnpackedPack, name: string, shown: string): Promise<TwinPlace> {
  const place = await readTwinPlace({ folder, shown, name })
  const { serve: _, ...config } = place.config
  return { ...place, config }
}
