import type { Recalls } from '#model'
import type { Answer } from '../twin.ts'
import { renderRecall } from './render-recall.ts'
import type { Situation } from './situation.ts'

/** What knows answers by heart. */
export interface RecallSource {
  /** Whether there are answers for a session with this history, or for one that goes on from it. */
  leads(history: string): boolean
  /** Whether there are answers for a session with this very history. */
  has(history: string): boolean
  /** The answer in place of the one that the rules gave; undefined when theirs stands. */
  answer(situation: Situation, byRule: Answer): Answer['response'] | undefined
}

/** Answers from what was read or learned. */
export function createRecallSource(recalls: Recalls): RecallSource {
  const histories = new Map(Object.entries(recalls.histories).map(([history, answers]) => [history, new Map(Object.entries(answers))]))
  return {
    leads: (history) => histories.has(history),
    has: (history) => (histories.get(history)?.size ?? 0) > 0,
    answer: (situation) => {
      const recall = histories.get(situation.history)?.get(situation.key)
      return recall && renderRecall(recall, situation)
    },
  }
}
