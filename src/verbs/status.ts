import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { exitCodes } from '#diagnostics'
import { readEvidence } from '#model/io'
import { columns } from './columns.ts'
import { askControl } from './control-twin.ts'
import { requireUniverse, type UniverseRecord } from './universe/universe-record.ts'
import { defineVerb, type VerbContext } from './verb.ts'

type RecordedTwin = UniverseRecord['twins'][number]

interface TwinStatus {
  readonly twin: string
  readonly url: string | undefined
  /** Its process answers, and it takes requests. */
  readonly alive: boolean
  readonly ready: boolean
  /** When its model was made, ISO; undefined where it has none. */
  readonly calibrated: string | undefined
  /** How right its answers to unseen sessions are, of 10000; undefined where it was not measured. */
  readonly scoreBp: number | undefined
  readonly sessions: number
  readonly requests: number
  /** Answers of 500 and above. */
  readonly errors: number
  /** Requests that it had no answer of its own for. */
  readonly misses: number
  readonly fault: string | undefined
}

/** How the twins of a universe are. Faults: `universe-not-up`. */
export const statusVerb = defineVerb({
  name: 'status',
  summary: 'Show how the twins of the project are: alive, how good, what they were asked',
  help: `Asks each twin that doppel up has started. "calibrated" is when its model was made, "score" how right its answers to unseen
sessions are, of 10000, as doppel synth has measured it. Errors are answers of 500 and above, misses are requests that the twin
had no answer of its own for. Exit code 4 when one of them is not alive.

Examples:
  $ doppel status
  $ doppel status --json`,
  parameters: [],
  input: z.object({}),
  async run(_, context) {
    const { twins, since, pid } = await requireUniverse(context.cwd)
    const statuses = await Promise.all(twins.map((twin) => readStatus(twin, context)))
    const isWhole = statuses.every(({ ready }) => ready)
    return {
      exitCode: isWhole ? exitCodes.ok : exitCodes.runtime,
      text: printStatuses(statuses, Date.now()),
      json: { pid, since, twins: statuses },
    }
  },
})

const sessionsSchema = z.object({ sessions: z.array(z.object({ name: z.string() })) })

async function readStatus({ name, folder, url, control, fault }: RecordedTwin, context: VerbContext): Promise<TwinStatus> {
  const calibrated = folder === undefined ? undefined : await modelTime(folder)
  const evidence = folder === undefined ? undefined : await readEvidence(folder).catch(() => undefined)
  const about = { twin: name, url, calibrated, scoreBp: evidence?.heldOutBp }
  const down = { alive: false, ready: false, sessions: 0, requests: 0, errors: 0, misses: 0 }
  if (control === undefined) return { ...about, ...down, fault }
  try {
    const { sessions } = sessionsSchema.parse(JSON.parse(await askControl(control, 'GET', '/__doppel/session', context.env)))
    const counts = countRequests(await askControl(control, 'GET', '/__doppel/metrics', context.env))
    return { ...about, alive: true, ready: true, sessions: sessions.length, ...counts, fault: undefined }
  } catch (error) {
    return { ...about, ...down, fault: (error as Error).message }
  }
}

/** From the text for Prometheus. */
function countRequests(metrics: string): Pick<TwinStatus, 'requests' | 'errors' | 'misses'> {
  const counts = { requests: 0, errors: 0, misses: 0 }
  for (const [, labels = '', text] of metrics.matchAll(/^doppel_requests_total\{(.*)\} (\d+)$/gm)) {
    const count = Number(text)
    counts.requests += count
    if (/status="5\d\d"/.test(labels)) counts.errors += count
    if (labels.includes('provenance="miss"')) counts.misses += count
  }
  return counts
}

async function modelTime(folder: string): Promise<string | undefined> {
  const file = await stat(join(folder, 'model', 'model.json')).catch(() => undefined)
  return file?.mtime.toISOString()
}

function printStatuses(statuses: readonly TwinStatus[], nowMs: number): string {
  const alive = statuses.filter((one) => one.alive).length
  const errors = statuses.reduce((sum, one) => sum + one.errors, 0)
  const rows = statuses.map(({ ready, twin, url = '', calibrated, scoreBp, sessions, requests, errors: own, misses, fault }) => [
    ready ? 'ready' : 'down',
    twin,
    ready ? url : (fault ?? ''),
    calibrated === undefined ? 'written by hand' : `calibrated ${printAge(nowMs - Date.parse(calibrated))} ago`,
    scoreBp === undefined ? '' : `score ${scoreBp}`,
    `sessions ${sessions}`,
    `requests ${requests}`,
    `errors ${own}`,
    `misses ${misses}`,
  ])
  return `${alive} of ${statuses.length} twins running, ${errors} errors\n${columns(rows)}`
}

function printAge(ms: number): string {
  const minutes = Math.floor(ms / 60_000)
  if (minutes < 60) return `${Math.max(0, minutes)}m`
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)}h` : `${Math.floor(minutes / 60 / 24)}d`
}
