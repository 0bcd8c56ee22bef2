import { relative, resolve } from 'node:path'
import { exitCodes, Fault } from '#diagnostics'
import type { Pack } from '#pack'
import { gzipPack } from '#pack/io'
import { writeWhole } from '../write-whole.ts'

/** Writes the file of a pack, `NAME-VERSION.doppel` unless said. Faults: `export-not-written`. */
export async function savePack(
  cwd: string,
  pack: Pack,
  out: string | undefined,
): Promise<{ readonly file: string; readonly bytes: number }> {
  const { name, about } = pack.manifest
  const file = resolve(cwd, out ?? `${name}${about?.version === undefined ? '' : `-${about.version}`}.doppel`)
  const bytes = await gzipPack(pack)
  try {
    await writeWhole(file, bytes)
  } catch (cause) {
    throw new Fault('export-not-written', `${file} can't be written: ${(cause as Error).message}`, { exitCode: exitCodes.runtime, cause })
  }
  return { file: relative(cwd, file), bytes: bytes.length }
}
