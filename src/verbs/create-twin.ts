import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { exitCodes, Fault } from '#diagnostics'
import { defaultScrubToml } from '#recording'
import { editorSchemaText, schemaFileName, schemaFiles } from './file-schemas.ts'
import { keepPrivate } from './private-folder.ts'
import { twinToml } from './twin-templates.ts'
import { twinFolder } from './workspace.ts'

export interface CreatedTwin {
  /** Absolute path of `twins/NAME`. */
  readonly folder: string
  /** The files in it, from the workspace. */
  readonly files: readonly string[]
}

/** Writes `twins/NAME/` with its settings. Faults: `twin-exists` where there is one (nothing is changed then), `folder-not-writable`. */
export async function createTwin(cwd: string, name: string, baseUrl: string): Promise<CreatedTwin> {
  const folder = twinFolder(cwd, name)
  return { folder, files: await writeTwin(cwd, folder, name, baseUrl) }
}

async function writeTwin(cwd: string, folder: string, name: string, baseUrl: string): Promise<string[]> {
  await createFolder(folder, name)
  const files = new Map([['twin.toml', twinToml(name, baseUrl)], ...ownerFiles])
  try {
    for (const [file, text] of files) await writeFile(join(folder, file), text)
    await writeWorkspaceFiles(cwd)
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw notWritable(folder, error)
  }
  return [...files.keys()].map((file) => relative(cwd, join(folder, file)))
}

/** Files of a twin's folder that are about the one who records: the same for a twin that was made elsewhere. */
export const ownerFiles: ReadonlyMap<string, string> = new Map([
  ['scrub.toml', defaultScrubToml],
  ['.gitignore', '# Recordings are scrubbed, but they are yours to publish: remove this line to commit them.\nrecordings/\n'],
])

/** What all twins of a workspace share. Throws what the system says. */
export async function writeWorkspaceFiles(cwd: string): Promise<void> {
  const schemas = join(cwd, 'twins', '.schema')
  await mkdir(schemas, { recursive: true })
  for (const file of schemaFiles) await writeFile(join(schemas, schemaFileName(file)), editorSchemaText(file))
  await keepPrivate(cwd)
}

async function createFolder(folder: string, name: string): Promise<void> {
  try {
    await mkdir(dirname(folder), { recursive: true })
    await mkdir(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw notWritable(folder, error)
    throw new Fault('twin-exists', `twins/${name} exists already; nothing was changed`, {
      exitCode: exitCodes.user,
      help: `choose another name, or edit twins/${name}/twin.toml`,
    })
  }
}

export function notWritable(folder: string, error: unknown): Fault {
  return new Fault('folder-not-writable', `${folder} can't be written: ${(error as Error).message}`, {
    exitCode: exitCodes.runtime,
    cause: error,
  })
}
