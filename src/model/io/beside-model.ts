import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { z } from 'zod'
import { parseJson } from '#base'
import { exitCodes, Fault } from '#diagnostics'
import { modelFolder } from './model-file.ts'
import { printFile } from './print-file.ts'

/** A file that may lie beside a model, and what is said when it does not hold together. */
export interface BesideModel<S extends z.ZodType> {
  readonly name: string
  readonly schema: S
  /** Code of the fault of a file that is no JSON, or not of this version. */
  readonly malformed: string
  readonly help: string
}

/** Reads a file beside the model of a twin's folder; undefined when there is none. Faults: `model-unreadable`, and that of the file. */
export async function readBeside<S extends z.ZodType>(twinFolder: string, beside: BesideModel<S>): Promise<z.infer<S> | undefined> {
  const file = join(modelFolder(twinFolder), beside.name)
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new Fault('model-unreadable', `${file} can't be read: ${(cause as Error).message}`, { exitCode: exitCodes.runtime, cause })
  }
  const json = parseJson(text)
  const parsed = json === undefined ? undefined : beside.schema.safeParse(json)
  if (parsed?.success) return parsed.data
  const issue = parsed?.error.issues[0]
  const reason = issue === undefined ? 'is not JSON' : `is not of this version: ${issue.path.join('.')}: ${issue.message}`
  throw new Fault(beside.malformed, `${file} ${reason}`, { exitCode: exitCodes.user, help: beside.help })
}

/** Writes a file beside a model, or takes it away where there is nothing to say. Faults: `model-unwritable`. */
export async function writeBeside(folder: string, name: string, content: object | undefined): Promise<void> {
  const file = join(folder, name)
  try {
    if (content === undefined) {
      await rm(file, { force: true })
      return
    }
    await mkdir(folder, { recursive: true })
    // A reader sees the old file or the new one, never a part.
    await writeFile(`${file}.new`, printFile(content))
    await rename(`${file}.new`, file)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === undefined) throw cause
    throw new Fault('model-unwritable', `${file} can't be written: ${(cause as Error).message}`, { exitCode: exitCodes.runtime, cause })
  }
}
