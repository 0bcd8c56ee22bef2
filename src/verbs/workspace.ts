import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { exitCodes, Fault, type Finding, suggest } from '#diagnostics'
import { parseTwinConfig, type TwinConfig } from './twin-config.ts'

/** A twin's place in the workspace and what its `twin.toml` says. */
export interface TwinPlace {
  /** Absolute path of `twins/NAME`. */
  readonly folder: string
  readonly name: string
  /** The real service, without a trailing slash. */
  readonly baseUrl: string
  readonly config: TwinConfig
  /** Keys of `twin.toml` that do nothing: show them with `context.note`. */
  readonly warnings: readonly Finding[]
}

/** What a twin may be called. */
export const twinNamePattern = /^[a-z0-9][a-z0-9-_]*$/

/** Absolute path of a twin's folder, whether or not it exists. */
export function twinFolder(cwd: string, name: string): string {
  return join(cwd, 'twins', name)
}

/** Faults: `twin-unknown` when there is no such twin in the workspace `cwd`, `config-invalid` when its `twin.toml` is no good. */
export async function readTwinConfig(cwd: string, name: string): Promise<TwinPlace> {
  const folder = twinFolder(cwd, name)
  const file = join(folder, 'twin.toml')
  const text = twinNamePattern.test(name) ? await readIfThere(file) : undefined
  if (text === undefined) throw await unknownTwin(cwd, name)
  const { config, warnings } = parseTwinConfig(text, relative(cwd, file))
  return { folder, name, baseUrl: config.base_url.replace(/\/+$/, ''), config, warnings }
}

/** Names of the workspace's twins, sorted; empty when there are none. */
export async function listTwins(cwd: string): Promise<string[]> {
  const entries = await readdir(join(cwd, 'twins'), { withFileTypes: true }).catch(emptyWhenMissing)
  const named = entries.filter((entry) => !entry.isFile() && twinNamePattern.test(entry.name)).map((entry) => entry.name)
  const found = await Promise.all(
    named.map(async (name) => ((await readIfThere(join(cwd, 'twins', name, 'twin.toml'))) === undefined ? [] : [name])),
  )
  return found.flat().sort()
}

async function unknownTwin(cwd: string, name: string): Promise<Fault> {
  const twins = await listTwins(cwd)
  const meant = suggest(name, twins)
  const create = `create it: doppel init ${twinNamePattern.test(name) ? name : 'NAME'} --base-url https://api.example.com`
  const known = twins.length === 0 ? 'this folder has no twins' : `twins here: ${twins.join(', ')}`
  return new Fault('twin-unknown', `there is no twin "${name}" in ${join(cwd, 'twins')}`, {
    exitCode: exitCodes.user,
    help: meant === undefined ? `${known}; ${create}` : `did you mean ${meant}? ${known}; ${create}`,
  })
}

async function readIfThere(file: string): Promise<string | undefined> {
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
