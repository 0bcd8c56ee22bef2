import { resolve } from 'node:path'
import { exitCodes, Fault } from '#diagnostics'
import { chooseVersion, type Digest, type Pack, type PackSource, parseSource, printOciReference, sourceForms } from '#pack'
import { fetchPack, findImage, readPackDigest, readPackFile } from '#pack/io'
import type { VerbContext } from '../verb.ts'
import { otherPack } from './other-pack.ts'
import { readCatalogue } from './read-catalogue.ts'

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
  /** Registries and servers of other machines, too, may be without TLS. */
  readonly plainHttp?: boolean | undefined
  /** Index of the catalogue, in place of what the environment and `doppel.toml` say. */
  readonly catalogue?: string | undefined
  /** Ends what is fetched. */
  readonly signal?: AbortSignal | undefined
}

/** What is known of a pack before it is found: its digest need not be fetched then. */
type Known = Digest | undefined

/** Faults: those of the disk, the registry, the server and the catalogue; those of opening it where nothing else tells its digest; `pack-other`. */
export async function findPack(source: PackSource, options: FindOptions, known?: Known): Promise<FoundPack> {
  const found = await findUnchecked(source, options, known)
  if (known !== undefined && found.digest !== known) throw otherPack(found.from, found.digest, known)
  return found
}

async function findUnchecked(source: PackSource, options: FindOptions, known: Known): Promise<FoundPack> {
  if (source.kind === 'file') return findFile(source.path, options)
  if (source.kind === 'url') return findAt(source.url, options, known)
  if (source.kind === 'oci') {
    const { signal, plainHttp } = options
    const image = await findImage(source.reference, { env: options.context.env, plainHttp, signal })
    return { digest: image.digest, from: printOciReference(image.reference), open: image.open }
  }
  const { catalogue: index, folder, context, plainHttp } = options
  const { catalogue, locate } = await readCatalogue({ folder, context, plainHttp, index })
  const { source: at, digest } = chooseVersion(catalogue, source.name, source.version)
  return findPack(requireSource(locate(at), 'catalogue-invalid'), options, digest)
}

async function findFile(path: string, { folder }: FindOptions): Promise<FoundPack> {
  const file = resolve(folder, path)
  const open = () => readPackFile(file)
  // What is no pack says so when it is opened.
  const digest = (await readPackDigest(file)) ?? (await open()).digest
  return { digest, from: path, open }
}

async function findAt(url: string, { plainHttp, signal }: FindOptions, known: Known): Promise<FoundPack> {
  const open = () => fetchPack(url, { plainHttp, signal })
  if (known !== undefined) return { digest: known, from: url, open }
  const pack = await open()
  return { digest: pack.digest, from: url, open: async () => pack }
}

/** Faults: `source-unknown`, or the code that is given, where a text names no pack. */
export function requireSource(
  said: string,
  code: 'source-unknown' | 'catalogue-invalid' | 'config-invalid' = 'source-unknown',
): PackSource {
  const source = parseSource(said)
  if (source !== undefined && source.kind !== 'folder' && !(source.kind === 'catalogue' && code === 'catalogue-invalid')) return source
  throw new Fault(code, `"${said}" is no source of a pack`, { exitCode: exitCodes.user, help: `name ${sourceForms}` })
}
