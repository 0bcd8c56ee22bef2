import type { Answer } from '#engine'
import type { Stage, StageCall } from './stage.ts'

/** Through the stages to the twin, which `ask` asks, and back: one that refuses is the last that is asked. */
export function answerThrough(stages: readonly Stage[], call: StageCall, ask: () => Answer, onRefused: () => void): Answer {
  const entered: Stage[] = []
  let answer: Answer | undefined
  for (const stage of stages) {
    entered.unshift(stage)
    answer = stage.enter(call)
    if (answer !== undefined) break
  }
  if (answer === undefined) answer = ask()
  else onRefused()
  for (const stage of entered) answer = stage.leave?.(call, answer) ?? answer
  return answer
}
