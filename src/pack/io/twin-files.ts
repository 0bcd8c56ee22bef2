import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { exitCodes, Fault } from '#diagnostics'
import { fixedFiles, fixturesFolder } from '../pack-path.ts'
import type { TarEntry } from '../tar.ts'

/** The files of a twin's folder that go into a pack. Faults: `file-unreadable`. */
export async function readTwinFiles(folder: string): Promise<TarEntry[]> {
  const names = [...fixedFiles, ...(await listFixtures(folder, fixturesFolder, 1))]
  const read = await Promise.all(names.map((name) => readIfThere(folder, name)))
  return read.flat()
}

async function listFixtures(folder: string, under: string, depth: number): Promise<string[]> {
  const entries = await readdir(join(folder, under), { withFileTypes: true }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return []
    throw unreadable(join(folder, under), cause)
  })
  const found = entries.map(async (entry) => {
    const name = `${under}/${entry.name}`
    if (entry.isDirectory()) return depth === 0 ? [] : listFixtures(folder, name, depth - 1)
    return name.endsWith('.json') ? [name] : []
  })
  return (await Promise.all(found)).flat()
}

async function readIfThere(folder: string, name: string): Promise<TarEntry[]> {
  try {
    return [{ name, bytes: await readFile(join(folder, name)) }]
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw unreadable(join(folder, name), cause as Error)
  }
}

function unreadable(path: string, cause: Error): Fault {
  return new Fault('file-unreadable', `${path} can't be read: ${cause.message}`, { exitCode: exitCodes.runtime, cause })
}
