import { isEqualBytes } from '#base'
import { fault } from './pack-fault.ts'

/** A file in an archive. */
export interface TarEntry {
  /** With `/` between its parts. */
  readonly name: string
  readonly bytes: Uint8Array
}

const block = 512
const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })
const place = { name: [0, 100], size: [124, 12], checksum: [148, 8], type: [156, 1], magic: [257, 8], prefix: [345, 155] } as const

/** What else than a file an entry may be in archives of others. */
const otherTypes: Readonly<Record<string, string>> = {
  '1': 'a link',
  '2': 'a symbolic link',
  '3': 'a device',
  '4': 'a device',
  '5': 'a folder',
  '6': 'a pipe',
  L: 'an extension of GNU tar',
  K: 'an extension of GNU tar',
  S: 'a sparse file',
  g: 'an extension of pax',
  x: 'an extension of pax',
}

/**
 * A ustar archive of the entries, in their order. It says nothing of times, owners and rights: the same entries give the same bytes.
 * Faults: `pack-path` for a name that ustar can't hold.
 */
export function printTar(entries: readonly TarEntry[]): Uint8Array {
  const parts = entries.map((entry) => ({ ...entry, header: printHeader(entry.name, entry.bytes.length) }))
  const length = parts.reduce((sum, { bytes }) => sum + block + padded(bytes.length), 2 * block)
  const archive = new Uint8Array(length)
  let at = 0
  for (const { header, bytes } of parts) {
    archive.set(header, at)
    archive.set(bytes, at + block)
    at += block + padded(bytes.length)
  }
  return archive
}

/**
 * The entries of an archive, each a view of its bytes. Only what `printTar` writes is taken: of all archives with these entries there is one.
 * Faults: `pack-damaged`, `pack-refused`.
 */
export function parseTar(archive: Uint8Array): TarEntry[] {
  const entries: TarEntry[] = []
  let at = 0
  for (;;) {
    if (at + block > archive.length) throw fault('pack-damaged', 'the archive ends before its end is marked')
    const header = archive.subarray(at, at + block)
    if (header.every((byte) => byte === 0)) break
    const { name, size } = parseHeader(header)
    const start = at + block
    const end = start + padded(size)
    if (end > archive.length) throw fault('pack-damaged', `the archive ends within ${name}`)
    if (archive.subarray(start + size, end).some((byte) => byte !== 0)) throw fault('pack-refused', `there is something behind ${name}`)
    entries.push({ name, bytes: archive.subarray(start, start + size) })
    at = end
  }
  const rest = archive.subarray(at)
  if (rest.length !== 2 * block || rest.some((byte) => byte !== 0)) throw fault('pack-refused', 'there is something behind the end')
  return entries
}

/** The first entry of an archive of which there may be the beginning alone; undefined where that does not reach. Faults: those of `parseTar`. */
export function firstEntry(archive: Uint8Array): TarEntry | undefined {
  if (archive.length < block) return undefined
  const { name, size } = parseHeader(archive.subarray(0, block))
  return archive.length < block + size ? undefined : { name, bytes: archive.subarray(block, block + size) }
}

function padded(size: number): number {
  return Math.ceil(size / block) * block
}

function printHeader(name: string, size: number): Uint8Array {
  const header = new Uint8Array(block)
  const write = ([start]: readonly [number, number], text: string | Uint8Array) =>
    header.set(typeof text === 'string' ? encoder.encode(text) : text, start)
  const [prefix, rest] = splitName(name)
  write(place.name, rest)
  write(place.prefix, prefix)
  write([100, 8], '0000644\0')
  write([108, 8], '0000000\0')
  write([116, 8], '0000000\0')
  write(place.size, `${size.toString(8).padStart(11, '0')}\0`)
  write([136, 12], '00000000000\0')
  write(place.type, '0')
  write(place.magic, 'ustar\x0000')
  write(place.checksum, `${checksumOf(header).toString(8).padStart(6, '0')}\0 `)
  return header
}

/** A long name is written in two parts. */
function splitName(name: string): readonly [string, string] {
  if (encoder.encode(name).length <= place.name[1]) return ['', name]
  for (let at = name.indexOf('/'); at !== -1; at = name.indexOf('/', at + 1)) {
    const [prefix, rest] = [name.slice(0, at), name.slice(at + 1)]
    if (encoder.encode(prefix).length <= place.prefix[1] && encoder.encode(rest).length <= place.name[1]) return [prefix, rest]
  }
  throw fault('pack-path', `${name} has too long a name for an archive`)
}

/** The sum of all bytes, those of the sum itself taken as spaces. */
function checksumOf(header: Uint8Array): number {
  const [start, length] = place.checksum
  return header.reduce((sum, byte, at) => sum + (at >= start && at < start + length ? 0x20 : byte), 0)
}

function parseHeader(header: Uint8Array): { readonly name: string; readonly size: number } {
  const written = textAt(header, place.checksum).trim()
  if (!/^[0-7]+$/.test(written) || Number.parseInt(written, 8) !== checksumOf(header))
    throw fault('pack-damaged', 'the archive is damaged: a header does not add up')
  const prefix = textAt(header, place.prefix)
  const name = prefix === '' ? textAt(header, place.name) : `${prefix}/${textAt(header, place.name)}`
  const other = otherTypes[textAt(header, place.type)]
  if (other !== undefined) throw fault('pack-refused', `${name} is ${other}: a pack has files alone`)
  const digits = textAt(header, place.size)
  const size = /^[0-7]{11}$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN
  const isOurs = Number.isSafeInteger(size) && isEqualBytes(header, printHeader(name, size))
  if (!isOurs) throw fault('pack-refused', `the header of ${name} is none that doppel pack writes`)
  return { name, size }
}

function textAt(header: Uint8Array, [start, length]: readonly [number, number]): string {
  const field = header.subarray(start, start + length)
  const end = field.indexOf(0)
  try {
    return decoder.decode(end === -1 ? field : field.subarray(0, end))
  } catch {
    throw fault('pack-refused', 'a name in the archive is no text')
  }
}
