import { prepareSessions } from '#conform'
import { type Evidence, foldModel, type Latencies, type Model, type Recalls, unfoldModel } from '#model'
import type { RecordedSession } from '#recording'
import { judgeAnswers } from './doubt/judge-answers.ts'
import { type Doubts, learnDoubts } from './doubt/learn-doubts.ts'
import { gatherEvidence } from './evidence/gather-evidence.ts'
import { gatherLatencies } from './evidence/gather-latencies.ts'
import { type LearnOptions, learnRules, type Rules } from './learn-rules.ts'
import { learnRecalls } from './recall/learn-recalls.ts'

export interface Learned {
  readonly model: Model
  /** What stays unexplained, by route. */
  readonly notes: ReadonlyMap<string, readonly string[]>
  /** What the rules rest on. */
  readonly evidence: Evidence
  /** Answers to be known by heart: those that the model gets wrong. */
  readonly recalls: Recalls
  /** How long answers took. */
  readonly latencies: Latencies
}

/** Learns a model from recorded sessions. Pure: the same sessions give the same model, in whatever order they are given. */
export function learn(sessions: readonly RecordedSession[], options: LearnOptions = {}): Learned {
  return finishModel(learnRules(sessions, options), options)
}

/** Asks rules what was recorded: the part of finishing a model that can be done before it is known how rules answer unseen sessions. */
export function judgeRules(rules: Rules): Rules {
  return { ...rules, judged: judgeAnswers(rules.model, rules.prepared) }
}

/** What of the model is a guess, what has to be known by heart, and what it all rests on. */
export function finishModel(rules: Rules, options: LearnOptions = {}): Learned {
  const { model, recalls, records } = finishRules(rules, options)
  const { routes, notes, sessions } = rules
  const evidence = gatherEvidence({ model, routes, records, notes, sessions })
  return { model, notes, evidence, recalls, latencies: gatherLatencies(routes) }
}

/** What of the model is a guess and what has to be known by heart. */
export function finishRules(
  { model, sessions, chancy, prepared = prepareSessions(sessions), judged }: Pick<Rules, 'model' | 'sessions' | 'chancy'> & Partial<Rules>,
  { heldOut, onProgress }: LearnOptions = {},
): Pick<Learned, 'model' | 'recalls'> & Pick<Doubts, 'records'> {
  const doubts = learnDoubts(model, prepared, chancy, heldOut, judged)
  // As it will be read from its file: recalls belong to that.
  const written = unfoldModel(foldModel(doubts.model))
  const recalls = learnRecalls(written, sessions, (done, total) => onProgress?.('by heart', done, total), prepared)
  return { model: written, recalls, records: doubts.records }
}
