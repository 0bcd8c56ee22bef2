import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Makes `.doppel/` of a workspace, which version control leaves alone. Throws what the system says. */
export async function keepPrivate(cwd: string): Promise<void> {
  const folder = join(cwd, '.doppel')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, '.gitignore'), '# Keys and caches of this machine: never commit them.\n*\n')
}
