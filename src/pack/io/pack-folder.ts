import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { exitCodes, Fault } from '#diagnostics'
import type { Digest } from '../digest.ts'
import { checkFiles, type Pack } from '../pack.ts'
import { type Manifest, manifestName, parseManifest, printManifest } from '../pack-manifest.ts'
import { readTwinFiles } from './twin-files.ts'

/** Writes the files of a pack into a folder, which is made. Throws what the system says. */
export async function writePackFiles(folder: string, { files }: Pick<Pack, 'files'>): Promise<void> {
  for (const { name, bytes } of files) {
    const file = join(folder, name)
    await mkdir(dirname(file), { recursive: true })
    // Never through what is there already.
    await writeFile(file, bytes, { flag: 'wx' })
  }
}

/** Where packs lie unpacked in a folder, each by its digest. */
function unpackedFolder(cache: string, digest: Digest): string {
  return join(cache, digest.replace(':', '-'))
}

/** Unpacks a pack into its place in a cache: all of it, or nothing. Returns the folder. Faults: `folder-not-writable`. */
export async function unpackTo(cache: string, pack: Pack): Promise<string> {
  const folder = unpackedFolder(cache, pack.digest)
  const part = `${folder}.${process.pid}.part`
  try {
    await rm(part, { recursive: true, force: true })
    await mkdir(part, { recursive: true })
    await writePackFiles(part, pack)
    await writeFile(join(part, manifestName), printManifest(pack.manifest))
    await rm(folder, { recursive: true, force: true })
    await rename(part, folder)
    return folder
  } catch (cause) {
    await rm(part, { recursive: true, force: true })
    // Another process was quicker.
    if ((await readUnpacked(cache, pack.digest)) !== undefined) return folder
    throw new Fault('folder-not-writable', `${folder} can't be written: ${(cause as Error).message}`, {
      exitCode: exitCodes.runtime,
      cause,
    })
  }
}

/** A pack that lies unpacked in a cache, to the byte as it was packed; undefined where it does not, or not any more. */
export async function readUnpacked(
  cache: string,
  digest: Digest,
): Promise<{ readonly folder: string; readonly manifest: Manifest } | undefined> {
  const folder = unpackedFolder(cache, digest)
  try {
    const { manifest, digest: found } = parseManifest(await readFile(join(folder, manifestName)))
    if (found !== digest) return undefined
    const files = await readTwinFiles(folder)
    checkFiles(
      manifest,
      files.sort((one, other) => (one.name < other.name ? -1 : 1)),
    )
    return { folder, manifest }
  } catch (error) {
    if (error instanceof Fault || (error as NodeJS.ErrnoException).code !== undefined) return undefined
    throw error
  }
}
