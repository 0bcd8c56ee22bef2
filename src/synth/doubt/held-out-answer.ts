import type { JudgedAnswer } from './judge-answers.ts'
import { visitTests } from './tests-of-answer.ts'

/** An answer of rules that had not seen its session, with the tests that hold for it and the bits that it takes to say them. Plain data. */
export interface HeldOutAnswer {
  /** Route and variant, `GET /orders/{id} ok`. */
  readonly id: string
  readonly session: number
  readonly isRight: boolean
  readonly tests: ReadonlyMap<string, number>
}

export function toTested({ id, session, isRight, answered }: JudgedAnswer): HeldOutAnswer {
  const tests = new Map<string, number>()
  visitTests(answered, (text, cost) => tests.set(text, cost))
  return { id, session, isRight, tests }
}
