import { open, readFile, stat } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { parseJson } from '#base'
import { exitCodes, Fault } from '#diagnostics'
import { printLogLine } from './log-requests.ts'
import type { UniverseLogEntry } from './universe/universe-log.ts'
import { universeLogFile } from './universe/universe-record.ts'
import { defineVerb, type VerbContext } from './verb.ts'
import { wholeNumber } from './whole-number.ts'

const input = z.object({
  names: z.array(z.string()).default([]),
  follow: z.boolean().default(false),
  tail: wholeNumber(0, 1_000_000).default(50),
})

const lookMs = 100

/** What the twins of a universe were asked. Faults: `logs-missing`. */
export const logsVerb = defineVerb({
  name: 'logs',
  summary: 'Show what the twins of the project were asked, as it comes',
  help: `A line for each request to the twins that doppel up has started: when, which twin, session, what was asked and answered,
and what the answer rests on. The file, .doppel/universe.log, has a JSON line for each, and stays until the next doppel up.

Examples:
  $ doppel logs -f
  $ doppel logs stripe slack --tail 200`,
  parameters: [
    { key: 'names', kind: 'argument', placeholder: 'NAME', summary: 'these twins alone', repeatable: true, completes: 'twin' },
    { key: 'follow', kind: 'flag', short: 'f', summary: 'go on as requests come, until Ctrl-C' },
    { key: 'tail', kind: 'option', placeholder: 'N', summary: 'so many of the last lines; 50 unless said' },
  ],
  input,
  async run({ names, follow, tail }, context) {
    const file = universeLogFile(context.cwd)
    const size = await sizeOf(file)
    if (size === undefined) {
      throw new Fault('logs-missing', `there is no ${file}`, { exitCode: exitCodes.user, help: 'it is written by doppel up' })
    }
    const isWanted = ({ twin }: UniverseLogEntry) => names.length === 0 || names.includes(twin)
    const text = (await readFile(file)).subarray(0, size).toString()
    const entries = readEntries(text)
      .filter(isWanted)
      .slice(tail === 0 ? Number.POSITIVE_INFINITY : -tail)
    if (!follow) return { exitCode: exitCodes.ok, text: entries.map(print).join('\n'), json: entries }
    for (const entry of entries) context.print(print(entry))
    await followFile(file, size, (entry) => isWanted(entry) && context.print(print(entry)), context)
    return { exitCode: exitCodes.ok, text: '', json: entries }
  },
})

function print({ time, twin, ...entry }: UniverseLogEntry): string {
  return printLogLine(`${time} ${twin}`, entry)
}

async function followFile(file: string, from: number, show: (entry: UniverseLogEntry) => void, { signal }: VerbContext): Promise<void> {
  let at = from
  let rest = ''
  while (!signal.aborted) {
    const size = (await sizeOf(file)) ?? 0
    // A new universe has begun the file anew.
    if (size < at) [at, rest] = [0, '']
    if (size > at) {
      rest += await readPart(file, at, size)
      at = size
      const end = rest.lastIndexOf('\n') + 1
      for (const entry of readEntries(rest.slice(0, end))) show(entry)
      rest = rest.slice(end)
    }
    await wait(lookMs, undefined, { signal }).catch(() => {})
  }
}

async function readPart(file: string, from: number, to: number): Promise<string> {
  const handle = await open(file, 'r')
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(to - from), 0, to - from, from)
    return buffer.subarray(0, bytesRead).toString()
  } finally {
    await handle.close()
  }
}

function readEntries(text: string): UniverseLogEntry[] {
  return text.split('\n').flatMap((line) => {
    const entry = line === '' ? undefined : parseJson(line)
    return entry === undefined ? [] : [entry as unknown as UniverseLogEntry]
  })
}

async function sizeOf(file: string): Promise<number | undefined> {
  return (await stat(file).catch(() => undefined))?.size
}
