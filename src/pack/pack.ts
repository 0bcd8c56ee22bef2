import { type Digest, digestOf } from './digest.ts'
import { fault } from './pack-fault.ts'
import { type Manifest, manifestName, parseManifest, printManifest } from './pack-manifest.ts'
import { findTwice, problemOfPath } from './pack-path.ts'
import { parseTar, printTar, type TarEntry } from './tar.ts'

/** A twin in one piece. */
export interface Pack {
  readonly manifest: Manifest
  /** Of the manifest: what the pack is known by. */
  readonly digest: Digest
  /** Those of the manifest, in its order. */
  readonly files: readonly TarEntry[]
}

/** What all files of a pack may come to; an archive that says more is not read on. */
export const maxUnpackedBytes = 512 * 1024 * 1024
const maxFiles = 10_000

/** Faults: `pack-path`, `pack-too-large`. */
export function composePack(about: Omit<Manifest, 'files'>, files: readonly TarEntry[]): Pack {
  const sorted = [...files].sort((one, other) => (one.name < other.name ? -1 : 1))
  for (const { name } of sorted) {
    const problem = problemOfPath(name)
    if (problem !== undefined) throw fault('pack-path', `${name} ${problem.message}`)
  }
  const twice = findTwice(sorted.map(({ name }) => name))
  if (twice !== undefined) throw fault('pack-path', `${twice} and another file have names that not every system tells apart`)
  refuseSize(sorted)
  const listed = sorted.map(({ name, bytes }) => ({ name, size: bytes.length, digest: digestOf(bytes) }))
  const manifest = { ...about, files: listed }
  return { manifest, digest: digestOf(printManifest(manifest)), files: sorted }
}

/** The archive of a pack: of one pack always the same bytes. */
export function printPack({ manifest, files }: Pack): Uint8Array {
  return printTar([{ name: manifestName, bytes: printManifest(manifest) }, ...files])
}

/**
 * What is in an archive, once all of it is what its manifest says. Faults: `pack-damaged`, `pack-newer`, `pack-refused`, `pack-too-large`.
 */
export function openPack(archive: Uint8Array): Pack {
  const [first, ...files] = parseTar(archive)
  if (first?.name !== manifestName) throw fault('pack-refused', `the archive does not begin with ${manifestName}: it is no pack of a twin`)
  for (const { name } of files) {
    const problem = problemOfPath(name)
    if (problem !== undefined) throw fault('pack-refused', `${name} ${problem.message}`)
  }
  const twice = findTwice(files.map(({ name }) => name))
  if (twice !== undefined) throw fault('pack-refused', `${twice} is there twice`)
  const { manifest, digest } = parseManifest(first.bytes)
  checkFiles(manifest, files)
  return { manifest, digest, files }
}

/** That these are the files of a manifest, in its order, to the byte. Faults: `pack-refused`, `pack-too-large`. */
export function checkFiles({ files: listed }: Manifest, files: readonly TarEntry[]): void {
  refuseSize(files)
  const byName = new Map(listed.map((file) => [file.name, file]))
  const unlisted = files.find(({ name }) => !byName.has(name))
  if (unlisted !== undefined) throw fault('pack-refused', `${unlisted.name} is not in the list of its files`)
  const missing = listed.find(({ name }) => !files.some((file) => file.name === name))
  if (missing !== undefined) throw fault('pack-refused', `${missing.name} is in the list of its files, and not in the pack`)
  const isSorted =
    listed.length === files.length && listed.every(({ name }, at) => files[at]?.name === name && name > (listed[at - 1]?.name ?? ''))
  if (!isSorted) throw fault('pack-refused', 'its files are not in the order of their names')
  for (const { name, bytes } of files) {
    const { size, digest } = byName.get(name) ?? {}
    if (size !== bytes.length) throw fault('pack-refused', `${name} has ${bytes.length} bytes, and its list says ${size}`)
    if (digest !== digestOf(bytes)) throw fault('pack-refused', `${name} is not what its digest says`)
  }
}

function refuseSize(files: readonly TarEntry[]): void {
  if (files.length > maxFiles) throw fault('pack-too-large', `it has ${files.length} files, more than ${maxFiles}`)
  const total = files.reduce((sum, { bytes }) => sum + bytes.length, 0)
  if (total > maxUnpackedBytes) throw fault('pack-too-large', `its files come to ${total} bytes, more than ${maxUnpackedBytes}`)
}
