import { compileQuery, type RunQuery } from '#engine'
import { type CompileContext, compileExpression, parseExpression } from '#lang'
import type { Query } from '#model'
import type { Scope } from '../explain/scope.ts'
import type { Moment } from '../timeline/moment.ts'
import type { Move } from './moves.ts'

/** One list that the service answered. */
export interface ListObservation {
  readonly scope: Scope
  /** The world that the list shows. */
  readonly moment: Moment
  /** Keys of the items in their order. */
  readonly keys: readonly string[]
}

function shownKeys(run: RunQuery, { scope, moment }: ListObservation): string[] {
  // Items of a feed of changes hold the entities.
  return run(scope.environment, moment).items.map((item) => moment.ownKey(item) ?? moment.changedKey(item.value) ?? '')
}

export function isExact(run: RunQuery, observation: ListObservation): boolean {
  return isSame(shownKeys(run, observation), observation.keys)
}

function isSame(shown: readonly string[], expected: readonly string[]): boolean {
  return shown.length === expected.length && shown.every((key, at) => key === expected[at])
}

/** The most that one list can score. */
export const scoreMax = 2

/** How much of each list a query shows, and one more where it is the same to the letter. */
export function scoreLists(query: Query, observations: readonly ListObservation[], context: CompileContext): number[] {
  const run = compileQuery(query, context)
  return observations.map((observation) => scoreList(run, observation))
}

/**
 * How much more than `current` a query scores over all lists; undefined as soon as it can't be more than `floor`. Lists that
 * are shown to the letter can only lose, so those with most to gain are best put first.
 */
export function gainOver(
  { query, given }: Pick<Move, 'query' | 'given'>,
  observations: readonly ListObservation[],
  current: readonly number[],
  floor: number,
  context: CompileContext,
): number | undefined {
  const run = compileQuery(query, context)
  const isGiven = given === undefined ? undefined : compileExpression(parseExpression(given), context)
  let possible = current.reduce((sum, score) => sum + scoreMax - score, 0)
  let gain = 0
  for (const [at, observation] of observations.entries()) {
    if (gain + possible <= floor) return undefined
    const before = current[at] as number
    possible -= scoreMax - before
    if (isGiven && isGiven(observation.scope.environment) === undefined) continue
    gain += scoreList(run, observation) - before
  }
  return gain
}

function scoreList(run: RunQuery, observation: ListObservation): number {
  const shown = shownKeys(run, observation)
  const expected = new Set(observation.keys)
  const common = shown.filter((key) => expected.has(key))
  const union = expected.size + shown.length - common.length
  const share = union === 0 ? 1 : common.length / union
  if (isSame(shown, observation.keys)) return share + 1
  return common.length > 1 ? share + 0.5 * inOrder(common, observation.keys) : share
}

/** Share of neighbours that stand in the expected order. */
function inOrder(shown: readonly string[], expected: readonly string[]): number {
  let right = 0
  for (let at = 1; at < shown.length; at++) if (expected.indexOf(shown[at - 1] as string) < expected.indexOf(shown[at] as string)) right++
  return right / (shown.length - 1)
}
