import { type CheckOptions, checkHeldOut, prepareSessions } from '#conform'
import { compileTwin } from '#engine'
import type { RecordedSession } from '#recording'
import { learnRules } from '../learn.ts'
import { type HeldOutAnswer, toTested } from './held-out-answer.ts'
import { judgeAnswers } from './judge-answers.ts'

/** How well rules answer sessions that they were not learned from. */
export interface HeldOutScore {
  /**
   * What share of the answers to unseen sessions is right once all sessions are learned from: the share that was right without a part of them
   * (`measuredBp`), carried on along the way that it took as more were learned from. Basis points.
   */
  readonly scoreBp: number
  readonly measuredBp: number
  /** What share of the sessions that was learned from. */
  readonly learnedShare: number
  /** Share of right status codes, as measured. */
  readonly statusBp: number
  /** Sessions that were held out. */
  readonly sessions: number
}

/** How rules answer such sessions. */
export interface HeldOut {
  readonly score: HeldOutScore
  readonly answers: readonly HeldOutAnswer[]
}

/** More exchanges than this are not learned five times over, but once, without a third of the sessions. */
const exchangesMax = 600
const folds = { few: 5, many: 3 }

/** Learns without each part of the sessions, and asks for their answers. Takes three sessions or more. */
export function judgeHeldOut(name: string, sessions: readonly RecordedSession[], options: CheckOptions = {}): HeldOut {
  const exchanges = sessions.reduce((total, session) => total + session.exchanges.length, 0)
  const isMuch = exchanges > exchangesMax
  const parts = Math.min(isMuch ? folds.many : folds.few, sessions.length)
  const learnedShare = (parts - 1) / parts
  const prepared = prepareSessions(sessions)
  const answers: HeldOutAnswer[] = []
  const report = checkHeldOut(
    name,
    sessions,
    (part) => {
      const { model } = learnRules(part, { name })
      const held = prepared.flatMap((session, at) => (part.includes(sessions[at] as RecordedSession) ? [] : [{ session, at }]))
      const judged = judgeAnswers(
        model,
        held.map(({ session }) => session),
      )
      answers.push(...judged.map((answer) => ({ ...toTested(answer), session: held[answer.session]?.at ?? -1 })))
      return compileTwin(model)
    },
    { ...options, folds: parts, ...(isMuch ? { checked: 1 } : {}) },
  )
  const { scoreBp: measuredBp, statusBp, sessionsTotal } = report
  const measured = { measuredBp, learnedShare, statusBp, sessions: sessionsTotal }
  if (isMuch || measuredBp === 10_000) return { answers, score: { ...measured, scoreBp: measuredBp } }
  const half = checkHeldOut(name, sessions, (part) => compileTwin(learnRules(part, { name }).model), { ...options, folds: 2 })
  return { answers, score: { ...measured, scoreBp: carryOn(measuredBp, learnedShare, half.scoreBp) } }
}

/** Errors become no fewer than by this power of what was learned from; a steeper way is chance. */
const powerMax = 1.5

/** What errors are left when all is learned from, if they become fewer as from one half on: by a power of what was learned from. */
export function carryOn(measuredBp: number, learnedShare: number, halfBp: number): number {
  const wrong = 10_000 - measuredBp
  if (wrong <= 0 || learnedShare <= 0.5) return measuredBp
  const power = Math.log((10_000 - halfBp) / wrong) / Math.log(learnedShare / 0.5)
  return Math.floor(10_000 - wrong * learnedShare ** Math.min(powerMax, Math.max(0, power)))
}
