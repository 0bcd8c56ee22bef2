import type { FieldRule } from '#compare'
import type { Twin } from '#engine'
import type { RecordedSession } from '#recording'
import { createSourceClock } from '#state'
import { type PreparedSession, prepareSessions, replayOrigin } from './prepared-session.ts'
import { replaySession } from './replay-session.ts'
import type { Report, SessionReport } from './report.ts'
import { summariseRun } from './summarise-run.ts'
import { type SuppressionRule, Suppressions } from './suppression.ts'
import { defaultPassRates, type Thresholds } from './thresholds.ts'

export interface CheckOptions {
  /** Of what the twin mints; default 1. */
  readonly seed?: number
  readonly thresholds?: Thresholds
  readonly routeThresholds?: ReadonlyMap<string, Partial<Thresholds>>
  /** Share of exchanges that must pass in a session; default 0.95. */
  readonly sessionPassRate?: number
  /** Share of sessions that must pass; default 0.9. */
  readonly runPassRate?: number
  /** Least score in basis points. */
  readonly minScoreBp?: number | undefined
  readonly fields?: readonly FieldRule[]
  readonly suppress?: readonly SuppressionRule[]
  /** Called before each session. */
  readonly onSession?: (done: number, total: number) => void
}

/** How far a time that the twin gives for a moment of the session may lie from the recorded one. */
const clockToleranceMs = 5000

/** Replays recorded sessions, each in a world of its own whose clock follows the recording, and reports. */
export function checkTwin(twin: Twin, sessions: readonly RecordedSession[], options: CheckOptions = {}): Report {
  return checkPrepared(twin, prepareSessions(sessions), options)
}

/** The same on sessions that were read before: for who checks many twins on the same recordings. */
export function checkPrepared(twin: Twin, sessions: readonly PreparedSession[], options: CheckOptions = {}): Report {
  const suppressions = new Suppressions(options.suppress ?? [])
  const reports = sessions.map((session, at) => {
    options.onSession?.(at, sessions.length)
    return checkSession(twin, session, suppressions, options)
  })
  const bar = { runPassRate: options.runPassRate ?? defaultPassRates.run, minScoreBp: options.minScoreBp }
  return summariseRun(twin.name, reports, bar, suppressions.findings())
}

function checkSession(twin: Twin, session: PreparedSession, suppressions: Suppressions, options: CheckOptions): SessionReport {
  let nowMs = session.startedAtMs
  const clock = createSourceClock(() => nowMs)
  const world = twin.createSession({ seed: options.seed ?? 1, clock, origin: replayOrigin })
  const { thresholds, routeThresholds, sessionPassRate, fields } = options
  return replaySession(
    session,
    (request, { exchange }) => {
      nowMs = exchange.startedAtMs
      return world.answer(request)
    },
    {
      suppressions,
      clockToleranceMs,
      ...(thresholds === undefined ? {} : { thresholds }),
      ...(routeThresholds === undefined ? {} : { routeThresholds }),
      ...(sessionPassRate === undefined ? {} : { sessionPassRate }),
      ...(fields === undefined ? {} : { fields }),
    },
  )
}
