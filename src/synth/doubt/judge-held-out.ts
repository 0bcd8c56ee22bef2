import { type CheckOptions, checkHeldOut } from '#conform'
import { compileTwin } from '#engine'
import type { RecordedSession } from '#recording'
import { learnRules } from '../learn-rules.ts'
import { heldOutAsker } from './ask-held-out.ts'
import type { HeldOutAnswer } from './held-out-answer.ts'

/** How well rules answer sessions that they were not learned from. */
export interface HeldOutScore {
  /**
   * What share of the answers to unseen sessions is right once all sessions are learned from: the share that was right without a part of them
   * (`measuredBp`), carried on along the way that it took as more were learned from, or that it takes as a rule (`carryOn`). Basis points.
   */
  readonly scoreBp: number
  readonly measuredBp: number
  /** What share of the sessions that was learned from. */
  readonly learnedShare: number
  /** Share of right status codes, as measured. */
  readonly statusBp: number
  /** Sessions that were held out. */
  readonly sessions: number
  /** Webhooks of those sessions, how many the rules would have sent just so, and how many that the service did not; undefined where there were none. */
  readonly webhooks?: HeldOutWebhooks | undefined
}

export interface HeldOutWebhooks {
  readonly recorded: number
  readonly right: number
  readonly extra: number
}

/** How rules answer such sessions. */
export interface HeldOut {
  readonly score: HeldOutScore
  readonly answers: readonly HeldOutAnswer[]
}

/** One learning without a part of the sessions. Plain data, as is what comes of it: each may run in a thread of its own. */
export interface HeldOutPart {
  /** In how many parts the sessions are divided. */
  readonly folds: number
  /** Which of them is held out, from 0. */
  readonly fold: number
  /** Tells how good rules were that were learned from less: its answers are those of worse rules than are served. */
  readonly isEarlier: boolean
}

/** How the rules of one part did. */
export interface HeldOutResult {
  readonly part: HeldOutPart
  readonly exchanges: number
  readonly right: number
  readonly rightStatus: number
  readonly sessions: number
  readonly webhooks: HeldOutWebhooks | undefined
  readonly answers: readonly HeldOutAnswer[]
}

/** In how many parts the sessions are divided where several are held out, and where rules that were learned from less are asked as well. */
const folds = { few: 5, some: 3, earlier: 2 }
/** So many exchanges may be learned from again, all parts together, as long as it is more than one. */
const learnedMax = 1000

/** What has to be learned to tell how well rules answer unseen sessions; what takes longest comes first. Takes three sessions or more. */
export function planHeldOut(sessions: readonly RecordedSession[]): HeldOutPart[] {
  const exchanges = sessions.reduce((total, session) => total + session.exchanges.length, 0)
  const partsOf = (count: number, isEarlier: boolean): HeldOutPart[] => {
    const folds = Math.min(count, sessions.length)
    return Array.from({ length: folds }, (_, fold) => ({ folds, fold, isEarlier }))
  }
  const plans = [[...partsOf(folds.few, false), ...partsOf(folds.earlier, true)], partsOf(folds.some, false)]
  const learnedBy = (parts: readonly HeldOutPart[]) => parts.reduce((sum, { folds }) => sum + (exchanges * (folds - 1)) / folds, 0)
  return plans.find((parts) => learnedBy(parts) <= learnedMax) ?? partsOf(folds.some, false).slice(0, 1)
}

/** Learns without one part of the sessions, and asks for their answers. */
export function judgePart(
  name: string,
  sessions: readonly RecordedSession[],
  part: HeldOutPart,
  options: CheckOptions = {},
): HeldOutResult {
  const ask = heldOutAsker(sessions)
  const answers: HeldOutAnswer[] = []
  const learnTwin = (learned: readonly RecordedSession[]) => {
    const { model } = learnRules(learned, { name })
    if (!part.isEarlier) answers.push(...ask(model, learned))
    return compileTwin(model)
  }
  const report = checkHeldOut(name, sessions, learnTwin, { ...options, folds: part.folds, fold: part.fold })
  const exchanges = report.sessions.flatMap((session) => session.exchanges)
  return {
    part,
    exchanges: exchanges.length,
    right: report.exchangesPassed,
    rightStatus: exchanges.filter(({ status, twinStatus }) => status === twinStatus).length,
    sessions: report.sessionsTotal,
    webhooks: report.webhooks && { recorded: report.webhooks.recorded, right: report.webhooks.right, extra: report.webhooks.extra },
    answers,
  }
}

/** What all parts of a plan come to. */
export function putTogether(results: readonly HeldOutResult[]): HeldOut {
  const measured = results.filter(({ part }) => !part.isEarlier)
  const earlier = results.filter(({ part }) => part.isEarlier)
  const { folds = 1 } = measured[0]?.part ?? {}
  const learnedShare = (folds - 1) / folds
  const measuredBp = shareIn(measured, ({ right }) => right)
  return {
    answers: measured.flatMap(({ answers }) => answers),
    score: {
      measuredBp,
      learnedShare,
      statusBp: shareIn(measured, ({ rightStatus }) => rightStatus),
      sessions: measured.reduce((total, { sessions }) => total + sessions, 0),
      webhooks: joinWebhooks(measured),
      scoreBp: carryOn(measuredBp, learnedShare, earlier.length === 0 ? undefined : shareIn(earlier, ({ right }) => right)),
    },
  }
}

function joinWebhooks(results: readonly HeldOutResult[]): HeldOutWebhooks | undefined {
  const known = results.flatMap(({ webhooks }) => webhooks ?? [])
  if (known.length === 0) return undefined
  const sum = (count: (webhooks: HeldOutWebhooks) => number) => known.reduce((total, webhooks) => total + count(webhooks), 0)
  return { recorded: sum(({ recorded }) => recorded), right: sum(({ right }) => right), extra: sum(({ extra }) => extra) }
}

/** In basis points of the exchanges. */
function shareIn(results: readonly HeldOutResult[], count: (result: HeldOutResult) => number): number {
  const total = results.reduce((sum, { exchanges }) => sum + exchanges, 0)
  return total === 0 ? 0 : Math.floor((results.reduce((sum, result) => sum + count(result), 0) / total) * 10_000)
}

/** Learns without each part of the sessions, and asks for their answers. */
export function judgeHeldOut(name: string, sessions: readonly RecordedSession[], options: CheckOptions = {}): HeldOut {
  return putTogether(planHeldOut(sessions).map((part) => judgePart(name, sessions, part, options)))
}

/** Errors become no fewer than by this power of what was learned from; a steeper way is chance. */
const powerMax = 1.5
/** Where the way was not measured, errors become fewer as those of rules do that are there to be found: one over what was learned from. */
const powerUnmeasured = 1

/**
 * What errors are left when all is learned from, if they become fewer by a power of what was learned from: as from one half on, where
 * that was measured (`halfBp`).
 */
export function carryOn(measuredBp: number, learnedShare: number, halfBp: number | undefined): number {
  const wrong = 10_000 - measuredBp
  if (wrong <= 0 || learnedShare <= 0.5) return measuredBp
  const power = halfBp === undefined ? powerUnmeasured : Math.log((10_000 - halfBp) / wrong) / Math.log(learnedShare / 0.5)
  return Math.floor(10_000 - wrong * learnedShare ** Math.min(powerMax, Math.max(0, power)))
}
