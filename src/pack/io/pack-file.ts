import { open, readFile, stat } from 'node:fs/promises'
import { promisify } from 'node:util'
import zlib from 'node:zlib'
import { exitCodes, Fault } from '#diagnostics'
import { checkContents } from '../contents.ts'
import { type Digest, digestOf } from '../digest.ts'
import { maxUnpackedBytes, openPack, type Pack, printPack } from '../pack.ts'
import { fault } from '../pack-fault.ts'
import { manifestName } from '../pack-manifest.ts'
import { firstEntry } from '../tar.ts'

const gzip = promisify(zlib.gzip)

/** Longest file of a pack. */
export const maxPackedBytes = 128 * 1024 * 1024

/** The file of a pack. Its archive is always the same; how well it is packed depends on the version of zlib. */
export async function gzipPack(pack: Pack): Promise<Uint8Array> {
  return gzip(printPack(pack), { level: 9 })
}

/** What is in the file of a pack, once all of it was checked. Faults: those of `openPack` and `checkContents`, `file-unreadable`. */
export async function readPackFile(file: string): Promise<Pack> {
  return openPackBytes(await readBytes(file))
}

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(file)
    if (size > maxPackedBytes) throw fault('pack-too-large', `${file} has ${size} bytes, more than ${maxPackedBytes}`)
    return await readFile(file)
  } catch (cause) {
    throw cause instanceof Fault ? cause : unreadable(file, cause as NodeJS.ErrnoException)
  }
}

function unreadable(file: string, cause: NodeJS.ErrnoException): Fault {
  const isMissing = cause.code === 'ENOENT'
  const message = isMissing ? `there is no file ${file}` : `${file} can't be read: ${cause.message}`
  return new Fault('file-unreadable', message, { exitCode: isMissing ? exitCodes.user : exitCodes.runtime, cause })
}

/** The same of its bytes. */
export async function openPackBytes(bytes: Uint8Array): Promise<Pack> {
  const pack = openPack(await gunzip(bytes))
  checkContents(pack.files)
  return pack
}

async function gunzip(bytes: Uint8Array): Promise<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) throw fault('pack-damaged', 'it is no pack: a pack is compressed by gzip')
  // Small answers to a bomb: no more is unpacked than a pack may have, with room for headers.
  const options = { maxOutputLength: maxUnpackedBytes + 16 * 1024 * 1024, info: true }
  const { buffer, engine } = await new Promise<Unzipped>((resolve, reject) => {
    zlib.gunzip(bytes, options, (error, result) => (error ? reject(unzipFault(error)) : resolve(result as unknown as Unzipped)))
  })
  if (engine.bytesWritten !== bytes.length)
    throw fault('pack-damaged', `there are ${bytes.length - engine.bytesWritten} bytes behind the end of the pack`)
  return buffer
}

interface Unzipped {
  readonly buffer: Uint8Array
  readonly engine: { readonly bytesWritten: number }
}

function unzipFault(error: NodeJS.ErrnoException): Fault {
  if (error.code === 'ERR_BUFFER_TOO_LARGE') return fault('pack-too-large', `it unpacks to more than ${maxUnpackedBytes} bytes`, error)
  const isTorn = error.code === 'Z_BUF_ERROR'
  return fault('pack-damaged', isTorn ? 'the pack is torn: its end is missing' : `the pack is damaged: ${error.message}`, error)
}

/**
 * The digest of what is in the file of a pack, read off its beginning alone: what follows is not looked at. Undefined where the file does not
 * begin as a pack does. Faults: `file-unreadable`.
 */
export async function readPackDigest(file: string): Promise<Digest | undefined> {
  for (let length = headBytes; ; length *= 8) {
    const head = await readHead(file, length)
    const first = firstEntry(unzipHead(head))
    if (first !== undefined) return first.name === manifestName ? digestOf(first.bytes) : undefined
    if (head.length < length || length > maxPackedBytes) return undefined
  }
}

const headBytes = 64 * 1024

async function readHead(file: string, length: number): Promise<Uint8Array> {
  try {
    await using handle = await open(file)
    const { buffer, bytesRead } = await handle.read(new Uint8Array(length), 0, length, 0)
    return buffer.subarray(0, bytesRead)
  } catch (cause) {
    throw unreadable(file, cause as NodeJS.ErrnoException)
  }
}

/** What the beginning of a file of gzip comes to, as far as it goes. */
function unzipHead(head: Uint8Array): Uint8Array {
  try {
    return zlib.gunzipSync(head, { finishFlush: zlib.constants.Z_SYNC_FLUSH, maxOutputLength: maxUnpackedBytes })
  } catch {
    return new Uint8Array()
  }
}
