import { type PreparedSession, prepareSessions } from '#conform'
import type { Model } from '#model'
import type { RecordedSession } from '#recording'
import { type HeldOutAnswer, sayings, toTested } from './held-out-answer.ts'
import { judgeAnswers } from './judge-answers.ts'

/** Asks rules that were learned of a part of the sessions for the answers of the others. */
export type AskHeldOut = (model: Model, part: readonly RecordedSession[]) => HeldOutAnswer[]

/** The sessions are prepared together: what all have in common is a constant, whoever is held out. */
export function heldOutAsker(sessions: readonly RecordedSession[]): AskHeldOut {
  const prepared = prepareSessions(sessions)
  return (model, part) => {
    const learned = new Set(part)
    const held = sessions.flatMap((session, at) => (learned.has(session) ? [] : [{ session: prepared[at] as PreparedSession, at }]))
    const says = sayings(model)
    const judged = judgeAnswers(
      model,
      held.map(({ session }) => session),
    )
    return judged.map((answer) => ({ ...toTested(answer), says: says.get(answer.id) ?? '', session: held[answer.session]?.at ?? -1 }))
  }
}
