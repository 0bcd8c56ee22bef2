// Runs in a thread of its own, started by score-held-out.ts: learns without a part of the sessions, checks on that part, and says how it went.
import { parentPort, workerData } from 'node:worker_threads'
import { checkHeldOut } from '#conform'
import { compileTwin } from '#engine'
import type { RecordedSession } from '#recording'
import { learn } from '#synth'
import type { HeldOutScore, HeldOutTask } from './held-out-task.ts'

/** One part in three is held out: a first figure in the time of one more learning; `check --held-out` judges on all parts. */
const folds = 3
const checked = 1

const { name, sessions, options } = workerData as HeldOutTask
const learnTwin = (part: readonly RecordedSession[]) => {
  const learned = learn(part, { name })
  return compileTwin(learned.model, learned)
}
const { scoreBp, statusBp, sessionsTotal } = checkHeldOut(name, sessions, learnTwin, { ...options, folds, checked })
parentPort?.postMessage({ scoreBp, statusBp, sessions: sessionsTotal } satisfies HeldOutScore)
