import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { exitCodes, Fault, type Finding } from '#diagnostics'
import { parseWondertwin, parseWraithProject } from './foreign-universe.ts'
import { parseUniverseConfig, type UniverseConfig, universeFile } from './universe-config.ts'

export interface ReadUniverse {
  readonly config: UniverseConfig
  /** Name of the file. */
  readonly file: string
  /** What of it does nothing. */
  readonly warnings: readonly Finding[]
}

/** The first that there is. */
const readers = [
  [universeFile, parseUniverseConfig],
  ['wondertwin.json', parseWondertwin],
  ['wraith-project.toml', parseWraithProject],
] as const

/** Reads which twins a folder wants up. Faults: `universe-missing`, `config-invalid`, `file-unreadable`. */
export async function readUniverse(cwd: string): Promise<ReadUniverse> {
  for (const [file, parse] of readers) {
    const text = await readIfThere(join(cwd, file))
    if (text !== undefined) return { ...parse(text, file), file }
  }
  throw new Fault('universe-missing', `there is no ${universeFile} in ${cwd}`, {
    exitCode: exitCodes.user,
    help: `write one that names the twins, such as [twins.orders]; doppel serve NAME runs a single one`,
  })
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new Fault('file-unreadable', `${file} can't be read: ${(error as Error).message}`, { exitCode: exitCodes.runtime, cause: error })
  }
}
