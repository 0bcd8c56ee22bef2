import {
  type CheckOptions,
  createRunRules,
  defaultPassRates,
  type ExchangeReport,
  Lockstep,
  type LockstepTurn,
  type PreparedSession,
  type Report,
  type ReportedDivergence,
  type RunRules,
  replayOrigin,
  type SessionReport,
  summariseRun,
} from '#conform'
import type { Finding } from '#diagnostics'
import type { Twin, TwinSession } from '#engine'
import type { Exchange, HttpResponse } from '#http'
import { decodeExchange } from '#http/io'
import type { AskedService } from '#proxy'
import { createSourceClock } from '#state'
import type { ReportScrubber } from './report-scrubber.ts'

export interface DuelRunOptions {
  readonly name: string
  readonly twin: Twin
  readonly seal: (text: string) => string
  readonly upstream: string
  readonly second?: { readonly url: string; readonly service: AskedService } | undefined
  readonly recorded: readonly PreparedSession[]
  readonly check: CheckOptions
  readonly scrubber: ReportScrubber
  /** Called after each exchange: right answers, and answers so far. */
  readonly onExchange: (right: number, total: number) => void
}

/** One session of the duel: the twin's world, and a second one that has nothing by heart. */
export interface DuelSession {
  readonly id: string
  readonly answerers: readonly Answerer[]
}

interface Answerer {
  readonly lockstep: Lockstep
  readonly world: TwinSession
}

/** How far a time that the twin gives for a moment of the session may lie from the service's. */
const clockToleranceMs = 5000

/** All sessions of one duel: each exchange of the service is repeated on the twin and on the second instance, and the answers are compared. */
export class DuelRun {
  readonly #options: DuelRunOptions
  readonly #rules: RunRules
  readonly #sessions: DuelSession[] = []
  #nowMs = 0
  #right = 0
  #total = 0
  #secondFailures: string[] = []

  constructor(options: DuelRunOptions) {
    this.#options = options
    this.#rules = createRunRules(options.check)
  }

  /** `origin` is the address under which the client reaches the service through the duel. */
  begin(startedAtMs: number, origin: string): DuelSession {
    const id = `session-${this.#sessions.length + 1}`
    const recalls = this.#options.check.recall === false ? [false] : [true, false]
    const session = { id, answerers: recalls.map((recall) => this.#answerer(id, startedAtMs, origin, recall)) }
    this.#sessions.push(session)
    return session
  }

  #answerer(id: string, startedAtMs: number, origin: string, recall: boolean): Answerer {
    const { twin, seal, check, upstream, second, recorded } = this.#options
    const isFirst = recall || check.recall === false
    const lockstep = new Lockstep({
      ...check,
      id,
      startedAtMs,
      ownUrls: [upstream, origin],
      secondUrl: second?.url,
      recorded,
      clockToleranceMs,
      // What is counted is counted once.
      ...(isFirst ? this.#rules : createRunRules({ ...check, listUnverified: false })),
    })
    const clock = createSourceClock(() => this.#nowMs)
    // What a client sends now was never scrubbed; but the twin is to know which digests are over what it made up itself.
    const live = { seed: check.seed ?? 1, clock, origin: replayOrigin, seal, isScrubbed: () => false }
    const world = twin.createSession({ ...live, ...(recall ? {} : { recall: false }) })
    return { lockstep, world }
  }

  /** Has an exchange of the service repeated, and compares. */
  async repeat(session: DuelSession, raw: Exchange): Promise<void> {
    const exchange = decodeExchange(raw)
    this.#options.scrubber.meet(exchange)
    const turns = session.answerers.map(({ lockstep }) => lockstep.take(exchange))
    const [turn] = turns
    if (turn === undefined) return
    const second = await this.#askSecond(turn)
    // An exchange that took long ends after others that began later: a clock never goes back.
    this.#nowMs = Math.max(this.#nowMs, exchange.startedAtMs)
    for (const [at, { lockstep, world }] of session.answerers.entries()) {
      const own = turns[at] as LockstepTurn
      const { indistinguishable } = lockstep.judge(own, { ...world.answer(own.forTwin), isMade: world.hasMade }, second)
      if (at > 0) continue
      this.#total += 1
      if (indistinguishable) this.#right += 1
    }
    this.#options.onExchange(this.#right, this.#total)
  }

  async #askSecond({ forSecond }: LockstepTurn): Promise<HttpResponse | undefined> {
    const { second } = this.#options
    if (second === undefined || forSecond === undefined) return undefined
    try {
      const response = await second.service.ask(forSecond)
      return decodeExchange({ index: 0, startedAtMs: 0, endedAtMs: 0, request: forSecond, response }).response
    } catch (error) {
      this.#secondFailures.push(`${forSecond.method} ${forSecond.target}: ${(error as Error).message}`)
      return undefined
    }
  }

  report(): Report {
    const { name, check, upstream } = this.#options
    const sessions = this.#sessions.map(({ answerers }) => this.#reportSession(answerers))
    const runPassRate = check.runPassRate ?? defaultPassRates.run
    const target = { kind: 'duel', url: upstream } as const
    const bar = { runPassRate, minScoreBp: check.minScoreBp, ofNothing: nothingCame, target }
    const report = summariseRun(name, sessions, bar, this.#rules)
    return { ...report, findings: [...report.findings, ...this.#secondFinding()] }
  }

  #reportSession([first, alone]: readonly Answerer[]): SessionReport {
    const { exchanges, ...report } = (first as Answerer).lockstep.report()
    const passedByRule = (alone ?? (first as Answerer)).lockstep.report().passedByRule
    return { ...report, passedByRule, exchanges: exchanges.map((exchange) => this.#scrub(exchange)) }
  }

  /** A report is read by others than those who may know what the service keeps secret. */
  #scrub(exchange: ExchangeReport): ExchangeReport {
    const { scrubber } = this.#options
    const scrub = (divergence: ReportedDivergence) => scrubber.scrubDivergence(divergence)
    return {
      ...exchange,
      target: scrubber.scrubTarget(exchange.target),
      divergences: exchange.divergences.map(scrub),
      suppressed: exchange.suppressed.map(scrub),
    }
  }

  #secondFinding(): Finding[] {
    const [first] = this.#secondFailures
    if (first === undefined) return []
    const { length } = this.#secondFailures
    const message = `the second instance did not answer ${length} of ${this.#total} requests, which were judged without it (${first})`
    return [
      { code: 'duel-second-silent', severity: 'warning', message, help: 'see that --second is reached and is as fresh as --upstream' },
    ]
  }
}

const nothingCame: Finding = {
  code: 'duel-empty',
  severity: 'error',
  message: 'nothing was compared: no request came through that the service answered in full',
  help: 'see that the exercise sends its requests to $DOPPEL_URL, and that --upstream is reached',
}
