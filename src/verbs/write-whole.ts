import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Writes a file so that a reader sees the old content or the new one, never a part; makes its folder where there is none. What is no file,
 * such as `/dev/stdout`, is written to as it is. Throws what the system says.
 */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const known = await stat(path).catch(() => undefined)
  if (known !== undefined && !known.isFile()) return writeFile(path, content)
  const part = `${path}.${process.pid}.part`
  try {
    await writeFile(part, content)
    await rename(part, path)
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}
