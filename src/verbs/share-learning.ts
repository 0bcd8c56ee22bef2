import { availableParallelism } from 'node:os'
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { createStyle, type Finding, renderFinding } from '#diagnostics'
import type { RecordedSession } from '#recording'
import {
  type HeldOut,
  type HeldOutPart,
  type HeldOutResult,
  judgePart,
  learnRules,
  planHeldOut,
  putTogether,
  type RouteRules,
  type Rules,
  startLearning,
} from '#synth'
import { toCheckOptions } from './check-options.ts'
import type { LearningMessage, LearningTask } from './learning-task.ts'
import type { VerbContext } from './verb.ts'
import { WorkShare } from './work-share.ts'
import type { TwinPlace } from './workspace.ts'

const sessionsMin = 3
/** More exchanges than this take too long to be learned several times over at the end of a `synth`. */
const exchangesMax = 20_000
/** What is new in a thread stays so for long: with the 48 MB that V8 takes, a tenth of the time goes to sorting out the same again and again. */
const youngMb = 96

/** A learning of all sessions, and how rules do on sessions that they had not seen. */
export interface SharedLearning {
  learnRules(): Promise<Rules>
  /** Undefined where that was not judged. */
  judge(): Promise<HeldOut | undefined>
}

/**
 * Judges on held-out sessions from now on, in threads beside this one, which learn from all sessions meanwhile if they are asked to: whoever
 * is through with the one takes a share of the other. Where there are too few sessions to be judged on, or so many exchanges that it would
 * take long, it says so.
 */
export function shareLearning(place: TwinPlace, sessions: readonly RecordedSession[], context: VerbContext): SharedLearning {
  const { name, config } = place
  const exchanges = sessions.reduce((total, session) => total + session.exchanges.length, 0)
  if (sessions.length < sessionsMin || exchanges > exchangesMax)
    return {
      learnRules: async () => learnAlone(place, sessions, context),
      async judge() {
        context.note(renderFinding(skipped(name, sessions.length, exchanges), createStyle(false)))
        return undefined
      },
    }
  return new LearningThreads({ name, sessions, options: toCheckOptions(config) }, context)
}

/** Learns from all sessions in this thread. */
export function learnAlone(place: TwinPlace, sessions: readonly RecordedSession[], context: VerbContext): Rules {
  return learnRules(sessions, { name: place.name, onProgress: sayLearning(context) })
}

/** Says how far learning is. */
export function sayLearning(context: VerbContext): (pass: string, done: number, total: number) => void {
  return (pass, done, total) => context.progress(`learning ${pass}`, done, total)
}

/** Threads that share the work with this one. They keep no process alive but while it waits for them. */
class LearningThreads implements SharedLearning {
  readonly #task: Omit<LearningTask, 'share' | 'parts'>
  readonly #context: VerbContext
  readonly #parts: readonly HeldOutPart[]
  readonly #work = new WorkShare()
  readonly #threads: readonly Worker[]
  readonly #results: HeldOutResult[] = []
  readonly #rules = new Map<number, RouteRules>()
  readonly #failed = Promise.withResolvers<never>()
  #onMessage: () => void = () => {}

  constructor(task: Omit<LearningTask, 'share' | 'parts'>, context: VerbContext) {
    this.#task = task
    this.#context = context
    this.#parts = planHeldOut(task.sessions)
    // This thread works as well; one that finds no part to judge helps it.
    const threads = Math.min(this.#parts.length + 1, Math.max(1, availableParallelism() - 1))
    const workerData: LearningTask = { ...task, parts: this.#parts, share: this.#work.memory }
    this.#threads = Array.from({ length: threads }, () => this.#start(workerData))
    // Who learns meanwhile may fail, and then nobody asks.
    this.#failed.promise.catch(() => {})
  }

  async learnRules(): Promise<Rules> {
    const { name, sessions } = this.#task
    this.#work.wantRoutes()
    const learning = startLearning(sessions, { name })
    this.#work.wantRoutes(learning.routes)
    const take = () => this.#work.takeFirstRoute(learning.routes)
    for (let at = take(); at !== undefined; at = take()) {
      sayLearning(this.#context)('rules', at, learning.routes)
      this.#rules.set(at, learning.learnRoute(at))
    }
    this.#work.wantRoutes(0)
    await this.#until(() => this.#rules.size === learning.routes)
    return learning.finish(Array.from({ length: learning.routes }, (_, at) => this.#rules.get(at) as RouteRules))
  }

  async judge(): Promise<HeldOut> {
    const { name, sessions, options } = this.#task
    const take = () => this.#parts[this.#work.takePart(this.#parts.length) ?? -1]
    for (let part = take(); part; part = take()) {
      this.#sayJudging()
      this.#results.push(judgePart(name, sessions, part, options))
    }
    await this.#until(() => {
      this.#sayJudging()
      return this.#results.length === this.#parts.length
    })
    for (const thread of this.#threads) void thread.terminate()
    return putTogether(this.#inOrder())
  }

  #sayJudging(): void {
    this.#context.progress('judging on unseen sessions', this.#results.length, this.#parts.length)
  }

  #start(workerData: LearningTask): Worker {
    // `.ts` among the sources, `.js` in the bundle.
    const thread = new Worker(new URL(`./learning-thread${extname(import.meta.url)}`, import.meta.url), {
      workerData,
      resourceLimits: { maxYoungGenerationSizeMb: youngMb },
    })
    thread.unref()
    thread.on('message', (message: LearningMessage) => {
      if ('result' in message) this.#results.push(message.result)
      else this.#rules.set(message.route, message.rules)
      this.#onMessage()
    })
    thread.once('error', this.#failed.reject)
    thread.once('exit', (code) => {
      if (code !== 0) this.#failed.reject(new Error(`a thread that shares in learning ended with ${code}`))
    })
    return thread
  }

  /** Waits for what the threads say until that is enough. */
  async #until(isEnough: () => boolean): Promise<void> {
    for (const thread of this.#threads) thread.ref()
    const enough = new Promise<void>((done) => {
      this.#onMessage = () => {
        if (isEnough()) done()
      }
      this.#onMessage()
    })
    await Promise.race([enough, this.#failed.promise])
    for (const thread of this.#threads) thread.unref()
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
