import type { Observation } from '../explain/explanation.ts'
import { type Evidence, isEnough } from './evidence.ts'
import type { Fold } from './fold.ts'
import { type FoldedLists, withFallback } from './folded-lists.ts'
import type { ListSource } from './list-source.ts'
import type { Projection } from './projections.ts'
import { RoundingSearch } from './rounding.ts'

/** What is to be explained. */
export interface Question {
  readonly observations: readonly Observation[]
  readonly type: 'number' | 'string' | 'boolean'
  /** The name of the field. */
  readonly name: string
  /** Observations that may stay unexplained. */
  readonly missesMax: number
  /** What costs more may be a coincidence (see `costMax`). */
  readonly costMax: number
  /** Digits behind the point of the targets. */
  readonly digits: number
}

export interface Candidate {
  readonly text: string
  /** Observations that it gives. */
  readonly hits: number
  readonly cost: number
}

/** Misses before as many hits: what is mostly wrong at first is given up. */
const missesAhead = 2

/** How much a fold of lists gives, or undefined where that is too little or may be a coincidence. */
export function rateFold(
  { observations, name, missesMax, costMax, digits }: Question,
  source: ListSource,
  lists: FoldedLists,
  fold: Fold,
  projection: Projection | undefined,
): Candidate | undefined {
  const costMin = lists.cost + fold.cost + (projection?.cost ?? 0)
  if (costMin > costMax) return undefined
  let misses = 0
  const rounding = new RoundingSearch(digits)
  const hits: Evidence[] = []
  for (const { at, items } of lists.filled) {
    const { scope, target } = observations[at] as Observation
    const value = fold.run(projection ? items.map((item) => projection.read(item, scope)) : items)
    if (rounding.admits(value, target)) hits.push({ target, items })
    else if (++misses > Math.min(missesMax, hits.length + missesAhead)) return undefined
  }
  if (misses * 3 > hits.length) return undefined
  const values = projection && projection.text !== 'e' ? `${lists.text}.map(e, ${projection.text})` : lists.text
  const plain = rounding.print(fold.print(values))
  const { text, misses: others, cost: extra } = withFallback(plain, fold.run([]), lists)
  const cost = costMin + rounding.best.cost + extra
  const names = [source.noun, ...(projection ? [projection.field] : [])]
  if (misses + others > missesMax || !isEnough(hits, cost, name, names)) return undefined
  return { text, hits: observations.length - misses - others, cost }
}
