import { printJson } from '#lang'
import type { Model } from '#model'
import type { JudgedAnswer } from './judge-answers.ts'
import { visitTests } from './tests-of-answer.ts'

/** An answer of rules, with the tests that hold for it and the bits that it takes to say them. Plain data. */
export interface TestedJudgement {
  /** Route and variant, `GET /orders/{id} ok`. */
  readonly id: string
  readonly session: number
  readonly isRight: boolean
  readonly tests: ReadonlyMap<string, number>
}

/** An answer of rules that had not seen its session. */
export interface HeldOutAnswer extends TestedJudgement {
  /** What the variant that gave it answers (see `sayings`). */
  readonly says: string
}

export function toTested({ id, session, isRight, answered }: JudgedAnswer): TestedJudgement {
  const tests = new Map<string, number>()
  visitTests(answered, (text, cost) => tests.set(text, cost))
  return { id, session, isRight, tests }
}

/** A table that a value is looked up in: each recording adds to it, and the rule stays what it was. */
const table = /\bget\(\{[^{}]*\}/g

/** What each variant answers, by route and variant: equal texts for those of one route that answer in the same way, whatever their names. */
export function sayings({ routes }: Model): Map<string, string> {
  return new Map(
    routes.flatMap(({ method, path, variants }) =>
      variants.map(({ name, status, body }) => [
        `${method} ${path} ${name}`,
        printJson([method, path, status, body?.value ?? null]).replace(table, 'get({}'),
      ]),
    ),
  )
}

/**
 * The answers of variants that the model has, too, under the names that these have there. What was learned of a part may say something else:
 * whether that was right tells nothing of what is served.
 */
export function ofSameRules(model: Model, answers: readonly HeldOutAnswer[]): HeldOutAnswer[] {
  const own = sayings(model)
  const byText = new Map([...own].map(([id, says]) => [says, id]))
  return answers.flatMap((answer) => {
    const id = own.get(answer.id) === answer.says ? answer.id : byText.get(answer.says)
    return id === undefined ? [] : [{ ...answer, id }]
  })
}
