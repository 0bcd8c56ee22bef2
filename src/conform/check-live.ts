import type { Finding } from '#diagnostics'
import type { HttpRequest } from '#http'
import type { CheckOptions } from './check-twin.ts'
import type { ToldOnWire } from './deliveries-on-wire.ts'
import { judgeDeliveries } from './judge-deliveries.ts'
import type { PreparedExchange } from './prepared-exchange.ts'
import type { PreparedSession } from './prepared-session.ts'
import { Replay, type ReplayAnswer, summariseSession } from './replay-session.ts'
import type { CheckedTarget, ExchangeReport, Report, SessionReport } from './report.ts'
import { createRunRules } from './run-rules.ts'
import { summariseRun } from './summarise-run.ts'
import { defaultPassRates } from './thresholds.ts'

/** One session with something that answers in its own time: a server, the real service. */
export interface LiveSession {
  /** Undefined where the request is not to be sent: then nothing is judged. */
  ask(request: HttpRequest, exchange: PreparedExchange): Promise<ReplayAnswer | undefined>
  /** What it sent by itself, where somebody listens: once all was asked. */
  told?(): Promise<ToldOnWire>
  close?(): Promise<void>
}

export interface LiveOptions extends Omit<CheckOptions, 'seed' | 'recall' | 'name'> {
  readonly name: string
  readonly target: CheckedTarget
  /** Called before each session. */
  readonly open: (session: PreparedSession) => Promise<LiveSession>
  /** How far the target's clock may be off; left out when it does not follow the recording. */
  readonly clockToleranceMs?: number
  /** How many answers are right without what the target knows by heart; those that it did not mark as such unless given. */
  readonly countByRule?: (session: PreparedSession) => number
  /** Aborted: the rest is not replayed, and the run does not pass. */
  readonly signal: AbortSignal
  /** What became known while it ran. */
  readonly findings?: () => readonly Finding[]
}

/** Replays recorded sessions on something that answers in its own time, one request after the other, and reports. */
export async function checkLive(sessions: readonly PreparedSession[], options: LiveOptions): Promise<Report> {
  const rules = createRunRules(options)
  const reports: SessionReport[] = []
  for (const [at, session] of sessions.entries()) {
    if (options.signal.aborted) break
    options.onSession?.(at, sessions.length)
    reports.push(await replayLive(session, { ...options, ...rules }))
  }
  const bar = { runPassRate: options.runPassRate ?? defaultPassRates.run, minScoreBp: options.minScoreBp, target: options.target }
  const report = summariseRun(options.name, reports, bar, rules)
  const findings = [...report.findings, ...(options.findings?.() ?? [])]
  if (options.signal.aborted) return { ...report, passed: false, findings: [...findings, stopped] }
  return { ...report, passed: report.passed && findings.every(({ severity }) => severity !== 'error'), findings }
}

const stopped: Finding = {
  code: 'check-stopped',
  severity: 'error',
  message: 'it was stopped before all recordings were replayed: the report is about those that were',
}

async function replayLive(
  session: PreparedSession,
  options: Omit<LiveOptions, 'fields' | 'drifts'> & ReturnType<typeof createRunRules>,
): Promise<SessionReport> {
  const replay = new Replay(session, options)
  const live = await options.open(session)
  const exchanges: ExchangeReport[] = []
  let left = 0
  let told: ToldOnWire | undefined
  try {
    for (const [at, exchange] of session.exchanges.entries()) {
      if (options.signal.aborted) break
      const answer = await live.ask(replay.request(at), exchange)
      if (answer === undefined) left++
      else exchanges.push(replay.judge(at, answer))
    }
    if (session.deliveries !== undefined) told = await live.told?.()
  } finally {
    await live.close?.()
  }
  const report = summariseSession(session, exchanges, options.sessionPassRate ?? defaultPassRates.session)
  const alone = exchanges.filter(({ indistinguishable, recalled }) => indistinguishable && !recalled).length
  const passedByRule = report.recalled > 0 && options.countByRule !== undefined ? options.countByRule(session) : alone
  const { correspondence } = replay
  const judge = told && { ...told, correspondence, clockToleranceMs: options.clockToleranceMs }
  const webhooks = judge && { webhooks: judgeDeliveries(session, judge.events, judge) }
  return { ...report, ...webhooks, skipped: report.skipped + left, passedByRule }
}
