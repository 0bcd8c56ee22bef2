import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { exitCodes, Fault } from '#diagnostics'
import type { AuthorFile, AuthorFiles } from '../files/compile-author.ts'

/**
 * The files of a twin that a person writes; undefined where there is no `routes.yaml`. `shown` is how messages call the folder.
 * Faults: `file-unreadable`.
 */
export async function readAuthorFiles(folder: string, shown = folder): Promise<AuthorFiles | undefined> {
  const open = async (name: string): Promise<AuthorFile | undefined> => {
    const text = await readIfThere(join(folder, name))
    return text === undefined ? undefined : { name: join(shown, name), text }
  }
  const routes = await open('routes.yaml')
  if (routes === undefined) return undefined
  return { routes, manifest: await open('twin.json'), machines: await open('state-machine.yaml') }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new Fault('file-unreadable', `${file} can't be read: ${(cause as Error).message}`, { exitCode: exitCodes.runtime, cause })
  }
}
