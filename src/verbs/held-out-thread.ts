// Runs in threads of their own, started by score-held-out.ts: learns without the part of the sessions that it is told, checks on that part, and
// says how it went; then waits for the next.
import { parentPort, workerData } from 'node:worker_threads'
import { type HeldOutPart, judgePart } from '#synth'
import type { HeldOutTask } from './held-out-task.ts'

const { name, sessions, options } = workerData as HeldOutTask
parentPort?.on('message', (part: HeldOutPart) => parentPort?.postMessage(judgePart(name, sessions, part, options)))
