import { compileQuery, type RunQuery } from '#engine'
import { type CompileContext, entityKey } from '#lang'
import type { Query } from '#model'
import type { Scope } from '../explain/scope.ts'
import type { Moment } from '../timeline/moment.ts'

/** One list that the service answered. */
export interface ListObservation {
  readonly scope: Scope
  /** The world that the list shows. */
  readonly moment: Moment
  /** Keys of the items in their order. */
  readonly keys: readonly string[]
}

function shownKeys(run: RunQuery, { scope, moment }: ListObservation): string[] {
  const keys = new Map<unknown, string>()
  const source = {
    entities: (name: string) => {
      const list = [...moment.entities(name)]
      for (const entity of list) keys.set(entity.value, entityKey([entity.parts.at(-1)]) ?? '')
      return list
    },
  }
  return run(scope.environment, source).items.map((item) => keys.get(item) ?? '')
}

export function isExact(run: RunQuery, observation: ListObservation): boolean {
  return isSame(shownKeys(run, observation), observation.keys)
}

function isSame(shown: readonly string[], expected: readonly string[]): boolean {
  return shown.length === expected.length && shown.every((key, at) => key === expected[at])
}

/** For each list: how much of it is shown, and one more when it is the same to the letter. */
export function scoreQuery(query: Query, observations: readonly ListObservation[], context: CompileContext): number {
  const run = compileQuery(query, context)
  let score = 0
  for (const observation of observations) {
    const shown = shownKeys(run, observation)
    const expected = new Set(observation.keys)
    const common = shown.filter((key) => expected.has(key))
    const union = expected.size + shown.length - common.length
    score += union === 0 ? 1 : common.length / union
    if (isSame(shown, observation.keys)) score += 1
    else if (common.length > 1) score += 0.5 * inOrder(common, observation.keys)
  }
  return score
}

/** Share of neighbours that stand in the expected order. */
function inOrder(shown: readonly string[], expected: readonly string[]): number {
  let right = 0
  for (let at = 1; at < shown.length; at++) if (expected.indexOf(shown[at - 1] as string) < expected.indexOf(shown[at] as string)) right++
  return right / (shown.length - 1)
}
