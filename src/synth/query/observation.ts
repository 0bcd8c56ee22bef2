import { compileQuery, type RunQuery } from '#engine'
import { type CompileContext, compileExpression, parseExpression } from '#lang'
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
  /** Where the service says how many there are in place of the items. */
  readonly count?: number
}

function shownKeys(run: RunQuery, { scope, moment }: ListObservation): string[] {
  // Items of a feed of changes hold the entities.
  return run(scope.environment, moment).items.map((item) => moment.ownKey(item) ?? moment.changedKey(item.value) ?? '')
}

export function isExact(run: RunQuery, observation: ListObservation): boolean {
  if (observation.count !== undefined) return run(observation.scope.environment, observation.moment).total === observation.count
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

/** A list, and how much of it the query shows that is to be bettered. */
export interface ScoredList {
  readonly observation: ListObservation
  readonly score: number
}

/**
 * How much more a query scores over lists than these do now; undefined as soon as it can't be more than `floor`. Lists that are shown to the
 * letter can only lose, so those with most to gain are best put first. A query that can't gain enough is not even compiled.
 */
export function gainOver(query: Query, lists: readonly ScoredList[], floor: number, context: CompileContext): number | undefined {
  let possible = lists.reduce((sum, { score }) => sum + scoreMax - score, 0)
  let gain = 0
  let run: RunQuery | undefined
  for (const { observation, score } of lists) {
    if (gain + possible <= floor) return undefined
    run ??= compileQuery(query, context)
    possible -= scoreMax - score
    gain += scoreList(run, observation) - score
  }
  return gain
}

/** The lists that were asked for with a parameter. */
export function listsGiven(parameter: string, lists: readonly ScoredList[], context: CompileContext): ScoredList[] {
  const read = compileExpression(parseExpression(parameter), context)
  return lists.filter(({ observation }) => read(observation.scope.environment) !== undefined)
}

function scoreList(run: RunQuery, observation: ListObservation): number {
  if (observation.count !== undefined) {
    const { total } = run(observation.scope.environment, observation.moment)
    return total === observation.count ? scoreMax : Math.min(total, observation.count) / Math.max(total, observation.count)
  }
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
