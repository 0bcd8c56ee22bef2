import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Pack } from '../pack.ts'

/** Writes the files of a pack into a folder, which is made. Throws what the system says. */
export async function writePackFiles(folder: string, { files }: Pick<Pack, 'files'>): Promise<void> {
  for (const { name, bytes } of files) {
    const file = join(folder, name)
    await mkdir(dirname(file), { recursive: true })
    // Never through what is there already.
    await writeFile(file, bytes, { flag: 'wx' })
  }
}
