// Learns as the lab's programs do, and gives what a user serves: the model as it comes back from the disk.
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { compileTwin, type Twin } from '#engine'
import type { Model } from '#model'
import { readModel, writeModel } from '#model/io'
import type { RecordedSession } from '#recording'
import { readSessions } from '#recording/io'
import { judgeHeldOut, type Learned, learn } from '#synth'

export interface LearnServedOptions {
  /** Number of the first session, from 1; default 1. */
  readonly from?: number
  readonly count: number
  /** Judge on parts that were held out first, and mark by that. */
  readonly heldOut?: boolean
}

export interface LearnedServed {
  /** What was learned from, the oldest first. */
  readonly sessions: readonly RecordedSession[]
  readonly learned: Learned
  readonly heldOut: ReturnType<typeof judgeHeldOut> | undefined
  /** The model as it comes back from the disk. */
  readonly read: Model
  readonly twin: Twin
  readonly learnSeconds: number
  readonly modelBytes: number
}

/** Learns from sessions that were recorded at a place. */
export async function learnServed(place: string, options: LearnServedOptions): Promise<LearnedServed> {
  const recorded = (await readSessions(place, { decoded: true })).sessions
  const first = (options.from ?? 1) - 1
  const inOrder = [...recorded].sort((one, other) => one.startedAtMs - other.startedAtMs)
  const sessions = inOrder.slice(first, first + options.count)
  const startedAt = performance.now()
  const heldOut = options.heldOut === true ? judgeHeldOut('lab', sessions) : undefined
  const learned = learn(sessions, { name: 'lab', heldOut: heldOut?.answers })
  const learnSeconds = (performance.now() - startedAt) / 1000
  const written = mkdtempSync(join(tmpdir(), 'doppel-judge-'))
  await writeModel(written, learned.model)
  const read = await readModel(written)
  const twin = compileTwin(read, learned)
  const modelBytes = statSync(join(written, 'model', 'model.json')).size
  rmSync(written, { recursive: true })
  return { sessions, learned, heldOut, read, twin, learnSeconds, modelBytes }
}
