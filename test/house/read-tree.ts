import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The project's folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')

/** Paths of the files under the given folder, from the project's folder, sorted; nothing when there is no such folder. */
export function listFiles(folder: string): string[] {
  try {
    const entries = readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)))
      .sort()
  } catch {
    return []
  }
}

export function readProjectFile(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}
