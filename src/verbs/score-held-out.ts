import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { createStyle, type Finding, renderFinding } from '#diagnostics'
import type { RecordedSession } from '#recording'
import type { HeldOut } from '#synth'
import { toCheckOptions } from './check-options.ts'
import type { HeldOutTask } from './held-out-task.ts'
import type { VerbContext } from './verb.ts'
import type { TwinPlace } from './workspace.ts'

const sessionsMin = 3
/** More exchanges than this take too long to be learned several times over at the end of a `synth`. */
const exchangesMax = 20_000

/**
 * Judges on held-out sessions in a thread of its own, from now on: what is learned of all sessions can be learned meanwhile. Gives the end
 * of it: undefined where there are too few sessions, or so many exchanges that it would take long; then it says so.
 */
export function scoreHeldOut(
  place: TwinPlace,
  sessions: readonly RecordedSession[],
  context: VerbContext,
): () => Promise<HeldOut | undefined> {
  const exchanges = sessions.reduce((total, session) => total + session.exchanges.length, 0)
  if (sessions.length < sessionsMin || exchanges > exchangesMax) {
    return async () => {
      context.note(renderFinding(skipped(place.name, sessions.length, exchanges), createStyle(false)))
      return undefined
    }
  }
  const judging = judge({ name: place.name, sessions, options: toCheckOptions(place.config) })
  // Who learns meanwhile may fail, and then nobody asks.
  judging.score.catch(() => {})
  return () => {
    context.progress('judging on unseen sessions', 0)
    judging.thread.ref()
    return judging.score
  }
}

function judge(task: HeldOutTask): { thread: Worker; score: Promise<HeldOut> } {
  // `.ts` among the sources, `.js` in the bundle.
  const thread = new Worker(new URL(`./held-out-thread${extname(import.meta.url)}`, import.meta.url), { workerData: task })
  thread.unref()
  const score = new Promise<HeldOut>((done, fail) => {
    thread.once('message', done)
    thread.once('error', fail)
    thread.once('exit', (code) => fail(new Error(`the thread that judges on held-out sessions ended with ${code}`)))
  })
  return { thread, score }
}

function skipped(name: string, sessions: number, exchanges: number): Finding {
  const few = sessions < sessionsMin
  return {
    code: 'held-out-skipped',
    severity: 'info',
    message: few
      ? `not judged on unseen sessions: ${name} has ${sessions}, and it takes ${sessionsMin}`
      : `not judged on unseen sessions: learning ${exchanges} exchanges several times over would take long`,
    help: few ? `record more: doppel record ${name} --port 8080` : `when there is time: doppel check ${name} --held-out`,
  }
}
