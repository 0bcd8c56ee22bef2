import type { Twin } from '#engine'
import type { RecordedSession } from '#recording'
import { type CheckOptions, checkSessions } from './check-twin.ts'
import { foldSessions } from './fold-sessions.ts'
import { prepareSessions } from './prepared-session.ts'
import type { Report, SessionReport } from './report.ts'
import { createRunRules } from './run-rules.ts'
import { summariseRun } from './summarise-run.ts'
import { defaultPassRates } from './thresholds.ts'

export interface HeldOutOptions extends CheckOptions {
  /** In how many parts the sessions are divided; default 10: what is learned of nine tenths is close to what is learned of all. */
  readonly folds?: number
  /** The part that is checked, from 0; all in turn unless said. */
  readonly fold?: number
  /** Called before each part is learned without. */
  readonly onFold?: (done: number, total: number) => void
}

/** Learns without each part of the sessions in turn and checks on that part: how the twin answers what it has never seen. */
export function checkHeldOut(
  name: string,
  sessions: readonly RecordedSession[],
  learnTwin: (sessions: readonly RecordedSession[], fold: number) => Twin,
  options: HeldOutOptions = {},
): Report {
  const rules = createRunRules(options)
  // prepared together: what all sessions have in common is a constant, whoever is held out
  const prepared = new Map(prepareSessions(sessions).map((session, at) => [sessions[at], session]))
  const all = foldSessions(sessions, options.folds ?? 10)
  const folds = options.fold === undefined ? all : all.slice(options.fold, options.fold + 1)
  const reports: SessionReport[] = []
  folds.forEach(({ learn, check }, at) => {
    options.onFold?.(at, folds.length)
    const held = check.flatMap((session) => prepared.get(session) ?? [])
    reports.push(...checkSessions(learnTwin(learn, at), held, rules, options))
  })
  const target = { kind: 'held-out' } as const
  const bar = { runPassRate: options.runPassRate ?? defaultPassRates.run, minScoreBp: options.minScoreBp, target }
  return summariseRun(name, reports, bar, rules)
}
