import { availableParallelism } from 'node:os'
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { createStyle, type Finding, renderFinding } from '#diagnostics'
import type { RecordedSession } from '#recording'
import { type HeldOut, type HeldOutPart, type HeldOutResult, planHeldOut, putTogether } from '#synth'
import { toCheckOptions } from './check-options.ts'
import type { HeldOutTask } from './held-out-task.ts'
import type { VerbContext } from './verb.ts'
import type { TwinPlace } from './workspace.ts'

const sessionsMin = 3
/** More exchanges than this take too long to be learned several times over at the end of a `synth`. */
const exchangesMax = 20_000

/**
 * Judges on held-out sessions in threads beside this one, from now on: what is learned of all sessions can be learned meanwhile. Gives the end
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
  const judging = new Judging({ name: place.name, sessions, options: toCheckOptions(place.config) })
  return () => judging.end((done, total) => context.progress('judging on unseen sessions', done, total))
}

/** Threads that share the parts of a plan. They keep no process alive until somebody asks for the end. */
class Judging {
  readonly #parts: readonly HeldOutPart[]
  readonly #results: HeldOutResult[] = []
  readonly #threads: readonly Worker[]
  readonly #score: Promise<HeldOut>
  #taken = 0
  #onProgress: (done: number, total: number) => void = () => {}

  constructor(task: HeldOutTask) {
    this.#parts = planHeldOut(task.sessions)
    const threads = Math.min(this.#parts.length, availableParallelism())
    // `.ts` among the sources, `.js` in the bundle.
    const file = new URL(`./held-out-thread${extname(import.meta.url)}`, import.meta.url)
    this.#threads = Array.from({ length: threads }, () => new Worker(file, { workerData: task }))
    this.#score = Promise.all(this.#threads.map((thread) => this.#run(thread))).then(() => putTogether(this.#inOrder()))
    // Who learns meanwhile may fail, and then nobody asks.
    this.#score.catch(() => {})
  }

  async end(onProgress: (done: number, total: number) => void): Promise<HeldOut> {
    this.#onProgress = onProgress
    onProgress(this.#results.length, this.#parts.length)
    for (const thread of this.#threads) thread.ref()
    return this.#score
  }

  /** Gives a thread one part after the other, until there is none left. */
  #run(thread: Worker): Promise<void> {
    thread.unref()
    return new Promise((done, fail) => {
      const next = () => {
        const part = this.#parts[this.#taken++]
        if (part) return thread.postMessage(part)
        done()
        void thread.terminate()
      }
      thread.on('message', (result: HeldOutResult) => {
        this.#results.push(result)
        this.#onProgress(this.#results.length, this.#parts.length)
        next()
      })
      thread.once('error', fail)
      thread.once('exit', (code) => fail(new Error(`a thread that judges on held-out sessions ended with ${code}`)))
      next()
    })
  }

  #inOrder(): HeldOutResult[] {
    const places = new Map(this.#parts.map(({ folds, fold }, at) => [`${fold} of ${folds}`, at]))
    const placeOf = ({ part }: HeldOutResult) => places.get(`${part.fold} of ${part.folds}`) ?? 0
    return [...this.#results].sort((a, b) => placeOf(a) - placeOf(b))
  }
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
