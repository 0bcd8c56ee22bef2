import { type PreparedSession, prepareSessions } from '#conform'
import { compileTwin } from '#engine'
import { fingerprintModel, type Model, type Recalls } from '#model'
import type { RecordedSession } from '#recording'
import { gatherRecalls } from './gather-recalls.ts'
import { type Finding, findRecalls } from './recall-pass.ts'

/** A dispute that is found changes what comes after it, where there may be another one; more rounds than this settle nothing. */
const roundsMax = 8

/** So many exchanges are replayed to look for what is wrong; of many sessions, the beginnings. */
const exchangesMax = 50_000
const exchangesOfSessionMin = 20

/**
 * Answers that the rules of a model get wrong, to be known by heart: each for the very request in the very situation in which it was
 * recorded. Where sessions disagree, nothing is kept.
 */
export function learnRecalls(
  model: Model,
  sessions: readonly RecordedSession[],
  onRound: (done: number, total: number) => void = () => {},
  prepared: readonly PreparedSession[] = prepareSessions(sessions),
): Recalls {
  const twin = compileTwin(model)
  const disputed = new Set<string>()
  const ofSession = Math.max(exchangesOfSessionMin, Math.floor(exchangesMax / sessions.length))
  let findings: Finding[][] = []
  /** Disputes that came up in the round before: a session that has met none of them would go the same way again. */
  let fresh: ReadonlySet<string> = new Set()
  for (let round = 0; round < roundsMax; round++) {
    onRound(round, roundsMax)
    findings = sessions.map((session, at) => {
      const known = findings[at]
      if (known && !known.some(({ key }) => fresh.has(key))) return known
      return findRecalls(twin, session, prepared[at] as PreparedSession, disputed, ofSession)
    })
    fresh = new Set([...findDisputes(findings)].filter((key) => !disputed.has(key)))
    for (const key of fresh) disputed.add(key)
    if (fresh.size === 0) break
  }
  return { format: 'doppel-recalls/1', model: fingerprintModel(model), disputed: disputed.size, ...gatherRecalls(findings, disputed) }
}

/** Situations in which sessions need different answers: two by heart, one by heart and that of the rules, or one that can't be kept. */
function findDisputes(sessions: readonly (readonly Finding[])[]): Set<string> {
  const disputes = new Set<string>()
  const answers = new Map<string, string>()
  for (const { key, recall, isRight } of sessions.flat()) {
    const answer = recall === undefined ? String(isRight) : JSON.stringify(recall)
    if ((answers.get(key) ?? answer) !== answer) disputes.add(key)
    answers.set(key, answer)
  }
  return disputes
}
