import { rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { exitCodes, Fault } from '#diagnostics'
import { writeWhole } from './write-whole.ts'

/** Writes what others wait for, whole or not at all. Does nothing without a file. Faults: `ready-file-not-writable`. */
export async function announceReady(cwd: string, file: string | undefined, content: Readonly<Record<string, unknown>>): Promise<void> {
  if (file === undefined) return
  const path = resolve(cwd, file)
  try {
    await writeWhole(path, `${JSON.stringify(content, undefined, 2)}\n`)
  } catch (error) {
    throw notWritable(path, error)
  }
}

/** Takes the file away: one left by an earlier run would say ready too soon. */
export async function retractReady(cwd: string, file: string | undefined): Promise<void> {
  if (file === undefined) return
  const path = resolve(cwd, file)
  try {
    await rm(path, { force: true })
  } catch (error) {
    throw notWritable(path, error)
  }
}

function notWritable(path: string, error: unknown): Fault {
  return new Fault('ready-file-not-writable', `${path} can't be written: ${(error as Error).message}`, {
    exitCode: exitCodes.runtime,
    help: 'give --ready-json a file in a folder that this user may write to',
    cause: error,
  })
}
