import type { CompileContext, Environment } from '#lang'
import type { Route } from '#model'
import { type ExplainedTest, explainTest } from './explain-test.ts'

/** The case of a route that a request came nearest to. */
export interface NearestCase {
  readonly variant: string
  /** Its tests that did not hold, each with what was compared: `body.total > 5 (left 3)`. */
  readonly failed: readonly string[]
}

/** The variant that fails the fewest of its tests, the first of those; undefined where the route has none. */
export function nearestCase({ variants }: Route, environment: Environment, context: CompileContext): NearestCase | undefined {
  const cases = variants.flatMap(({ name, when }): NearestCase[] =>
    when === undefined ? [] : [{ variant: name, failed: failedParts(explainTest(when, environment, context)).map(printFailed) }],
  )
  return cases.toSorted((a, b) => a.failed.length - b.failed.length)[0]
}

/** Of tests that must all hold, those that do not. */
function failedParts(explained: ExplainedTest): ExplainedTest[] {
  const { held, parts, isAll } = explained
  if (held) return []
  return parts && isAll ? parts.flatMap(failedParts) : [explained]
}

function printFailed({ test, left, right }: ExplainedTest): string {
  const sides = Object.entries({ left, right }).flatMap(([side, value]) => (value === undefined ? [] : [`${side} ${print(value)}`]))
  return sides.length === 0 ? test : `${test} (${sides.join(', ')})`
}

function print(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? String(item) : item))
}
