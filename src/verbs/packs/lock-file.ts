import { join } from 'node:path'
import { stringify } from 'smol-toml'
import { z } from 'zod'
import { exitCodes, Fault } from '#diagnostics'
import { type Digest, digestPattern } from '#pack'
import { checkConfig } from '../parse-config.ts'
import { readIfThere } from '../workspace.ts'
import { writeWhole } from '../write-whole.ts'

const lockSchema = z.strictObject({
  twins: z
    .record(
      z.string(),
      z.strictObject({
        source: z.string(),
        from: z.string(),
        version: z.string().optional(),
        digest: z.string().regex(digestPattern) as unknown as z.ZodType<Digest>,
      }),
    )
    .default({}),
})

/** Which packs the twins of a project are, by their names. */
export type Lock = z.output<typeof lockSchema>['twins']

/** Which pack a twin is: what `doppel.toml` said of it, where this very pack is, and its digest. */
export type LockEntry = Lock[string]

export const lockFile = 'doppel.lock'

/** Nothing where there is no file. Faults: `config-invalid`, `file-unreadable`. */
export async function readLock(folder: string): Promise<Lock> {
  const text = await readIfThere(join(folder, lockFile))
  if (text === undefined) return {}
  const { config, findings } = checkConfig(lockSchema, text, lockFile)
  if (config !== undefined) return config.twins
  const [error] = findings.filter(({ severity }) => severity === 'error')
  throw new Fault('config-invalid', `${error?.place ?? lockFile}: ${error?.message ?? 'is no lock'}`, {
    exitCode: exitCodes.user,
    help: `take ${lockFile} back from version control, or delete it and write it anew: doppel pull`,
  })
}

/** Faults: `folder-not-writable`. */
export async function writeLock(folder: string, lock: Lock): Promise<void> {
  const file = join(folder, lockFile)
  const sorted = Object.fromEntries(Object.entries(lock).sort(([one], [other]) => (one < other ? -1 : 1)))
  const text = `# Written by doppel: which packs the twins of doppel.toml are. Commit it; doppel pull renews it.\n\n${stringify({ twins: sorted })}\n`
  try {
    await writeWhole(file, text)
  } catch (cause) {
    throw new Fault('folder-not-writable', `${file} can't be written: ${(cause as Error).message}`, { exitCode: exitCodes.runtime, cause })
  }
}
