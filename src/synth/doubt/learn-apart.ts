import { foldSessions } from '#conform'
import type { Model, Recalls } from '#model'
import type { RecordedSession } from '#recording'
import { finishRules } from '../learn.ts'
import { learnRules } from '../learn-rules.ts'
import { heldOutAsker } from './ask-held-out.ts'
import type { HeldOutAnswer } from './held-out-answer.ts'

/**
 * Learns without each part of the sessions in turn, with marks that rest on the same evidence as those of a whole model: on what rules
 * answered that had not seen the session. For each part these are the rules of the other parts, asked for what was held out of them, so nothing is
 * learned more than once. Gives the models as they are asked for, by the number of the part (see `foldSessions`).
 */
export function learnApart(
  name: string,
  sessions: readonly RecordedSession[],
  folds: number,
  onFold: (done: number, total: number) => void = () => {},
): (fold: number) => { readonly model: Model; readonly recalls: Recalls } {
  const ask = heldOutAsker(sessions)
  const divided = foldSessions(sessions, folds)
  const parts = divided.map(({ learn: part }, at) => {
    onFold(at, divided.length)
    const { model, chancy, sessions: inOrder } = learnRules(part, { name })
    return { model, chancy, sessions: inOrder, answers: ask(model, part) }
  })
  return (fold) => {
    const { answers: _, ...rules } = parts[fold] as (typeof parts)[number]
    return finishRules(rules, { heldOut: othersThan(fold, parts) })
  }
}

function othersThan(fold: number, parts: readonly { readonly answers: readonly HeldOutAnswer[] }[]): HeldOutAnswer[] {
  return parts.flatMap(({ answers }, at) => (at === fold ? [] : answers))
}
