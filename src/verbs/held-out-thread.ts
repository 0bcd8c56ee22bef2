// Runs in a thread of its own, started by score-held-out.ts: learns without a part of the sessions, checks on that part, and says how it went.
import { parentPort, workerData } from 'node:worker_threads'
import { type HeldOut, judgeHeldOut } from '#synth'
import type { HeldOutTask } from './held-out-task.ts'

const { name, sessions, options } = workerData as HeldOutTask
parentPort?.postMessage(judgeHeldOut(name, sessions, options) satisfies HeldOut)
