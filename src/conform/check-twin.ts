import type { Twin } from '#engine'
import type { HttpRequest } from '#http'
import type { RecordedSession } from '#recording'
import { openReplay } from './open-replay.ts'
import type { PreparedExchange } from './prepared-exchange.ts'
import { type PreparedSession, prepareSessions } from './prepared-session.ts'
import { type ReplayAnswer, type ReplayOptions, replaySession } from './replay-session.ts'
import type { Report, SessionReport } from './report.ts'
import { createRunRules, type RuleOptions, type RunRules } from './run-rules.ts'
import { summariseRun } from './summarise-run.ts'
import { defaultPassRates } from './thresholds.ts'

export interface CheckOptions extends RuleOptions, Pick<ReplayOptions, 'thresholds' | 'sessionPassRate'> {
  /** What the report calls the twin; default the twin's own name. */
  readonly name?: string
  /** Of what the twin mints; default 1. */
  readonly seed?: number
  /** Share of sessions that must pass; default 0.9. */
  readonly runPassRate?: number
  /** Whether the twin may answer from what it knows by heart; default true. */
  readonly recall?: boolean
  /** Least score in basis points. */
  readonly minScoreBp?: number | undefined
  /** Called before each session. */
  readonly onSession?: (done: number, total: number) => void
}

/** How far a time that the twin gives for a moment of the session may lie from the recorded one. */
const clockToleranceMs = 5000

/** Replays recorded sessions, each in a world of its own whose clock follows the recording, and reports. */
export function checkTwin(twin: Twin, sessions: readonly RecordedSession[], options: CheckOptions = {}): Report {
  return checkPrepared(twin, prepareSessions(sessions, { once: true }), options)
}

/** The same on sessions that were read before: for who checks many twins on the same recordings. */
export function checkPrepared(twin: Twin, sessions: readonly PreparedSession[], options: CheckOptions = {}): Report {
  const rules = createRunRules(options)
  const reports = checkSessions(twin, sessions, rules, options)
  const bar = { runPassRate: options.runPassRate ?? defaultPassRates.run, minScoreBp: options.minScoreBp }
  return summariseRun(options.name ?? twin.name, reports, bar, rules)
}

/** The sessions' reports alone, for who puts several runs together. */
export function checkSessions(twin: Twin, sessions: readonly PreparedSession[], rules: RunRules, options: CheckOptions): SessionReport[] {
  return sessions.map((session, at) => {
    options.onSession?.(at, sessions.length)
    return checkSession(twin, session, rules, options)
  })
}

/** Where answers came from what the twin knows by heart, the session is replayed once more without that. */
function checkSession(twin: Twin, session: PreparedSession, rules: RunRules, options: CheckOptions): SessionReport {
  const report = replayOnTwin(twin, session, rules, options, options.recall !== false)
  if (report.recalled === 0) return report
  const alone = createRunRules({ ...options, listUnverified: false })
  return { ...report, passedByRule: replayOnTwin(twin, session, alone, options, false).passedByRule }
}

function replayOnTwin(twin: Twin, session: PreparedSession, rules: RunRules, options: CheckOptions, recall: boolean): SessionReport {
  const { ask, atEnd } = openReplay(twin, session, { seed: options.seed ?? 1, ...(recall ? {} : { recall: false }) })
  const received = (request: HttpRequest, exchange: PreparedExchange) => asReceived(request.method, ask(request, exchange))
  const telling = { webhooks: twin.webhooks ?? {}, atEnd }
  return replaySession(session, received, { ...options, ...rules, clockToleranceMs, telling })
}

/** No transport brings a body with these. */
function asReceived(method: string, answer: ReplayAnswer): ReplayAnswer {
  const { response } = answer
  const isBodiless = method === 'HEAD' || response.status === 204 || response.status === 304
  return isBodiless ? { ...answer, said: undefined, response: { ...response, body: noBytes } } : answer
}

const noBytes = new Uint8Array()
