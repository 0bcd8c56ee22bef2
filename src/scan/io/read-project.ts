import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { exitCodes, Fault } from '#diagnostics'
import { manifestReader } from '../manifest/read-manifest.ts'
import type { ProjectFile } from '../scan-project.ts'
import { languageOf } from '../source/language.ts'

/** Folders of others' code, and of what was made. */
const left = new Set([
  'node_modules',
  'vendor',
  'dist',
  'build',
  'out',
  'target',
  'coverage',
  'venv',
  'site-packages',
  '__pycache__',
  'bower_components',
])
/** A bigger file was made, not written. */
const bytesMax = 1_000_000

/** Manifests and source files of a folder, by path. Faults: `file-unreadable` where the folder can't be read. */
export async function readProject(folder: string): Promise<ProjectFile[]> {
  const files: ProjectFile[] = []
  await walk(folder, '', files)
  return files.sort((a, b) => (a.path < b.path ? -1 : 1))
}

async function walk(folder: string, below: string, files: ProjectFile[]): Promise<void> {
  const entries = await readdir(join(folder, below), { withFileTypes: true }).catch((cause: Error) => {
    throw new Fault('file-unreadable', `${join(folder, below)} can't be read: ${cause.message}`, { exitCode: exitCodes.user, cause })
  })
  for (const entry of entries) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`
    if (entry.isDirectory()) {
      if (!left.has(entry.name) && !entry.name.startsWith('.')) await walk(folder, path, files)
    } else if (entry.isFile() && (manifestReader(entry.name) ?? languageOf(entry.name)) !== undefined) {
      const file = join(folder, path)
      if ((await stat(file)).size <= bytesMax) files.push({ path, text: await readFile(file, 'utf8') })
    }
  }
}
