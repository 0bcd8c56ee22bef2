import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { parseJson } from '#base'
import { exitCodes, Fault } from '#diagnostics'
import { isAlive } from '../running-twins.ts'
import { writeWhole } from '../write-whole.ts'

const recordSchema = z.object({
  pid: z.int(),
  /** ISO, by the wall clock. */
  since: z.string(),
  twins: z.array(
    z.object({
      name: z.string(),
      /** Absolute; left out where there is none. */
      folder: z.string().optional(),
      env: z.string(),
      /** Left out where it could not be started. */
      url: z.string().optional(),
      control: z.string().optional(),
      fault: z.string().optional(),
    }),
  ),
})

/** The universe of a workspace that is up: other commands find it by this. */
export type UniverseRecord = z.output<typeof recordSchema>

function recordFile(cwd: string): string {
  return join(cwd, '.doppel', 'universe.json')
}

/** Where the requests to all its twins are logged, a JSON line each. */
export function universeLogFile(cwd: string): string {
  return join(cwd, '.doppel', 'universe.log')
}

export async function writeUniverseRecord(cwd: string, record: UniverseRecord): Promise<() => Promise<void>> {
  const file = recordFile(cwd)
  await writeWhole(file, `${JSON.stringify(record, undefined, 2)}\n`)
  return () => rm(file, { force: true })
}

/** Undefined when none is up; a record that a process left behind goes. */
export async function readUniverseRecord(cwd: string): Promise<UniverseRecord | undefined> {
  const file = recordFile(cwd)
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const record = recordSchema.safeParse(parseJson(text))
  if (record.success && isAlive(record.data.pid)) return record.data
  await rm(file, { force: true })
  return undefined
}

/** Faults: `universe-not-up`. */
export async function requireUniverse(cwd: string): Promise<UniverseRecord> {
  const record = await readUniverseRecord(cwd)
  if (record !== undefined) return record
  throw new Fault('universe-not-up', `no universe is up in ${cwd}`, { exitCode: exitCodes.user, help: 'start it: doppel up' })
}
