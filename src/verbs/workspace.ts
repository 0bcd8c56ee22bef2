import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseJson } from '#base'
import { exitCodes, Fault, type Finding, suggest } from '#diagnostics'
import { isLoopbackName } from '#http'
import type { ParsedConfig } from './parse-config.ts'
import { parseTwinConfig, problemOfBaseUrl, type TwinConfig } from './twin-config.ts'

/** A twin's place in the workspace and what its `twin.toml` says. */
export interface TwinPlace {
  /** Absolute path of `twins/NAME`, or of another folder of the workspace in which it was found. */
  readonly folder: string
  /** The same as messages call it, from the workspace. */
  readonly shown: string
  readonly name: string
  /** The real service, without a trailing slash. */
  readonly baseUrl: string
  readonly config: TwinConfig
  /** Keys of `twin.toml` that do nothing: show them with `context.note`. */
  readonly warnings: readonly Finding[]
}

/** What a twin may be called. */
export const twinNamePattern = /^[a-z0-9][a-z0-9-_]*$/

/** Absolute path of a new twin's folder, whether or not it exists. */
export function twinFolder(cwd: string, name: string): string {
  return join(cwd, 'twins', name)
}

/** Faults: `twin-unknown` when there is no such twin in the workspace `cwd`, `config-invalid` when its `twin.toml` is no good. */
export async function readTwinConfig(cwd: string, name: string): Promise<TwinPlace> {
  const found = await findTwinFolder(cwd, name)
  if (found === undefined) throw await unknownTwin(cwd, name)
  return readTwinPlace({ ...found, name })
}

/** The same of a folder that is known to have a twin, wherever it lies. Faults: `config-invalid`. */
export async function readTwinPlace({ folder, shown, name }: Pick<TwinPlace, 'folder' | 'shown' | 'name'>): Promise<TwinPlace> {
  const text = await readIfThere(join(folder, 'twin.toml'))
  const { config, warnings } =
    text === undefined
      ? configOfManifest((await readIfThere(join(folder, 'twin.json'))) ?? '')
      : parseTwinConfig(text, `${shown}/twin.toml`)
  return { folder, shown, name, baseUrl: config.base_url.replace(/\/+$/, ''), config, warnings }
}

/** Files that make a folder a twin. */
export const twinMarks = ['twin.toml', 'twin.json'] as const

/** Where a twin lies, and how messages call that; undefined where there is none of this name. */
export async function findTwinFolder(cwd: string, name: string): Promise<{ readonly folder: string; readonly shown: string } | undefined> {
  for (const root of twinNamePattern.test(name) ? twinRoots : []) {
    const folder = join(cwd, root, name)
    if (await hasTwin(folder)) return { folder, shown: `${root}/${name}` }
  }
  return undefined
}

/** Whether a folder has a twin. */
export async function hasTwin(folder: string): Promise<boolean> {
  for (const file of twinMarks) if ((await readIfThere(join(folder, file))) !== undefined) return true
  return false
}

/** Where a workspace has twins: the first that has one of a name has it. */
const twinRoots = ['twins', '.scenarios/twins']

/** Settings of a twin that has only the files which people write: it listens where its `twin.json` says. */
function configOfManifest(text: string): ParsedConfig<TwinConfig> {
  const { base_url: said } = Object(parseJson(text)) as { base_url?: unknown }
  const baseUrl = typeof said === 'string' && problemOfBaseUrl(said) === undefined ? said : 'http://localhost'
  const { hostname, port } = new URL(baseUrl)
  const isHere = port !== '' && isLoopbackName(hostname)
  return { config: { base_url: baseUrl, ...(isHere ? { serve: { port: Number(port) } } : {}) }, warnings: [] }
}

/** Names of the workspace's twins, sorted; empty when there are none. */
export async function listTwins(cwd: string): Promise<string[]> {
  const found = await Promise.all(twinRoots.map((root) => listTwinsIn(join(cwd, root))))
  return [...new Set(found.flat())].sort()
}

async function listTwinsIn(root: string): Promise<string[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch(emptyWhenMissing)
  const named = entries.filter((entry) => !entry.isFile() && twinNamePattern.test(entry.name)).map((entry) => entry.name)
  const found = await Promise.all(named.map(async (name) => ((await hasTwin(join(root, name))) ? [name] : [])))
  return found.flat()
}

/** That there is no such twin, and what there is. */
export async function unknownTwin(cwd: string, name: string): Promise<Fault> {
  const twins = await listTwins(cwd)
  const meant = suggest(name, twins)
  const create = `create it: doppel init ${twinNamePattern.test(name) ? name : 'NAME'} --base-url https://api.example.com`
  const known = twins.length === 0 ? 'this folder has no twins' : `twins here: ${twins.join(', ')}`
  return new Fault('twin-unknown', `there is no twin "${name}" in ${join(cwd, 'twins')}`, {
    exitCode: exitCodes.user,
    help: meant === undefined ? `${known}; ${create}` : `did you mean ${meant}? ${known}; ${create}`,
  })
}

/** The text of a file; undefined where there is none. Faults: `file-unreadable`. */
export async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (isMissing(error)) return undefined
    throw new Fault('file-unreadable', `${file} can't be read: ${(error as Error).message}`, { exitCode: exitCodes.runtime, cause: error })
  }
}

function emptyWhenMissing(error: unknown): [] {
  if (isMissing(error)) return []
  throw error
}

function isMissing(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code
  return code === 'ENOENT' || code === 'ENOTDIR'
}
