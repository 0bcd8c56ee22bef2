import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { exitCodes, Fault } from '#diagnostics'
import type { VerbContext } from './verb.ts'
import { writeWhole } from './write-whole.ts'

const recordSchema = z.object({ twin: z.string(), url: z.string(), pid: z.int() })

/** A twin that is served from this workspace. */
export type RunningTwin = z.output<typeof recordSchema>

function recordsFolder(cwd: string): string {
  return join(cwd, '.doppel', 'running')
}

/** Lets verbs of this workspace find a served twin by its name, until the function that is given is called. Notes when that can't be. */
export async function announceRunning(context: VerbContext, twin: RunningTwin): Promise<() => Promise<void>> {
  const file = join(recordsFolder(context.cwd), `${twin.twin}-${twin.pid}-${new URL(twin.url).port}.json`)
  try {
    await writeWhole(file, `${JSON.stringify(twin)}\n`)
  } catch (error) {
    context.note(`${file} can't be written (${(error as Error).message}): other commands find this twin by --url ${twin.url} only`)
  }
  return () => rm(file, { force: true })
}

/** Where a twin is served: at `url` if that is said, else where this workspace serves it. Faults: `twin-not-running`, `twin-runs-twice`. */
export async function findRunning({ cwd }: VerbContext, name: string, url: string | undefined): Promise<string> {
  if (url !== undefined) return url.replace(/\/+$/, '')
  const running = (await readRecords(recordsFolder(cwd))).filter(({ twin }) => twin === name)
  const [only, another] = running
  if (only === undefined) {
    throw new Fault('twin-not-running', `no twin "${name}" is served from ${cwd}`, {
      exitCode: exitCodes.user,
      help: `start it with doppel serve ${name}, or name one that runs elsewhere with --url URL`,
    })
  }
  if (another !== undefined) {
    throw new Fault('twin-runs-twice', `"${name}" is served at ${running.map((one) => one.url).join(' and ')}`, {
      exitCode: exitCodes.user,
      help: 'say which with --url URL',
    })
  }
  return only.url
}

async function readRecords(folder: string): Promise<RunningTwin[]> {
  const files = await readdir(folder).catch(() => [])
  const read = await Promise.all(files.filter((file) => file.endsWith('.json')).map((file) => readRecord(join(folder, file))))
  return read.flat()
}

/** None where the process has ended without taking its record away: the record goes, too. */
async function readRecord(file: string): Promise<RunningTwin[]> {
  const text = await readFile(file, 'utf8').catch(() => '{}')
  const record = recordSchema.safeParse(parse(text))
  if (record.success && isAlive(record.data.pid)) return [record.data]
  await rm(file, { force: true })
  return []
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // it runs, as somebody else
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
