import { dirname, join, relative, resolve } from 'node:path'
import { exitCodes, Fault, readTomlSource } from '#diagnostics'
import { type Catalogue, parseCatalogue } from '#pack'
import { fetchBytes } from '#pack/io'
import type { VerbContext } from '../verb.ts'
import { readIfThere } from '../workspace.ts'

export interface CatalogueOptions {
  /** The folder of `doppel.toml`, where paths begin. */
  readonly folder: string
  /** Path or address of the index, in place of what the environment and `doppel.toml` say. */
  readonly index?: string | undefined
  readonly plainHttp?: boolean | undefined
  readonly context: VerbContext
}

export interface ReadCatalogue {
  readonly catalogue: Catalogue
  /** Path or address of the index. */
  readonly index: string
  /** A source of it, as the workspace would say it. */
  locate(source: string): string
}

const maxIndexBytes = 16 * 1024 * 1024

/** The variable that says where the catalogue is. */
const indexVariable = 'DOPPEL_CATALOGUE'

/** Faults: `catalogue-unnamed`, `catalogue-invalid`, `file-unreadable`, `url-unreadable`, `transport-plain`. */
export async function readCatalogue({ folder, index: said, plainHttp, context }: CatalogueOptions): Promise<ReadCatalogue> {
  const index = said ?? context.env[indexVariable] ?? (await indexOfProject(folder))
  if (index === undefined || index === '') {
    throw new Fault('catalogue-unnamed', 'no catalogue is named', {
      exitCode: exitCodes.user,
      help: `name its index: [catalogue] with index = "https://…" in doppel.toml, ${indexVariable}, or --catalogue`,
    })
  }
  if (isAddress(index)) {
    const text = new TextDecoder().decode(await fetchBytes(index, maxIndexBytes, { plainHttp }))
    const locate = (source: string) => (hasScheme(source) ? source : new URL(source, index).href)
    return { catalogue: parseCatalogue(text, index), index, locate }
  }
  const file = resolve(folder, index)
  const text = await readIfThere(file)
  if (text === undefined)
    throw new Fault('file-unreadable', `there is no catalogue in ${file}`, { exitCode: exitCodes.user, help: 'correct its path' })
  const locate = (source: string) => (hasScheme(source) ? source : relative(folder, resolve(dirname(file), source)))
  return { catalogue: parseCatalogue(text, index), index, locate }
}

async function indexOfProject(folder: string): Promise<string | undefined> {
  const text = await readIfThere(join(folder, 'doppel.toml'))
  if (text === undefined) return undefined
  const { catalogue } = readTomlSource('doppel.toml', text).value as { readonly catalogue?: { readonly index?: unknown } }
  return typeof catalogue?.index === 'string' ? catalogue.index : undefined
}

function isAddress(text: string): boolean {
  return /^https?:\/\//i.test(text)
}

function hasScheme(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9+.-]+:/.test(text)
}
