import { randomBytes } from 'node:crypto'
import { chmod, link, mkdir, open, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { exitCodes, Fault } from '#diagnostics'

const keyBytes = 16

/** Where the key of a workspace's tokens is: outside of its recordings, so that it never leaves with them. */
export function scrubKeyFile(workspace: string): string {
  return join(workspace, '.doppel', 'scrub.key')
}

/**
 * The 16 bytes of the workspace's key; made of random ones, readable by the owner alone, when there is none yet.
 * Faults: `scrub-key-invalid` when the file holds no key, `scrub-key-unreadable` when the disk refuses.
 */
export async function readScrubKey(workspace: string): Promise<Uint8Array> {
  const file = scrubKeyFile(workspace)
  try {
    const known = await readKeyFile(file)
    return known ?? (await createKeyFile(file))
  } catch (error) {
    if (error instanceof Fault) throw error
    throw new Fault('scrub-key-unreadable', `${file} can't be read or made: ${(error as Error).message}`, {
      exitCode: exitCodes.runtime,
      help: 'nothing is recorded without it; check who owns the folder',
      cause: error,
    })
  }
}

async function readKeyFile(file: string): Promise<Uint8Array | undefined> {
  let text: string
  try {
    text = (await readFile(file, 'utf8')).trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  if (!/^[0-9a-f]{32}$/.test(text)) {
    throw new Fault('scrub-key-invalid', `${file} does not hold a key: 32 hexadecimal digits are expected`, {
      exitCode: exitCodes.user,
      help: 'put the key back from a copy; without it, new recordings get other tokens than the old ones, and deleting the file accepts that',
    })
  }
  // Someone's umask or a copy may have opened it to others.
  if (process.platform !== 'win32' && ((await stat(file)).mode & 0o077) !== 0) await chmod(file, 0o600)
  return Buffer.from(text, 'hex')
}

/** Of two processes that make the key at once, one wins and both use its key: a link appears whole or not at all. */
async function createKeyFile(file: string): Promise<Uint8Array> {
  const folder = dirname(file)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, '.gitignore'), '# Keys and caches of this machine: never commit them.\n*\n', { flag: 'wx' }).catch(
    ignoreExisting,
  )
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`
  try {
    await using handle = await open(draft, 'wx', 0o600)
    await handle.writeFile(`${randomBytes(keyBytes).toString('hex')}\n`)
    await handle.sync()
    await link(draft, file).catch(ignoreExisting)
  } finally {
    await rm(draft, { force: true })
  }
  return (await readKeyFile(file)) as Uint8Array
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error
}
