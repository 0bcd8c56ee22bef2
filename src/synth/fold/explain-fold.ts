import { valueKey } from '../call.ts'
import { gives } from '../explain/explain-moment.ts'
import type { Observation } from '../explain/explanation.ts'
import type { ExplainContext } from '../explain/explanation-context.ts'
import { conditionsOf } from './conditions.ts'
import { type Fold, folds } from './fold.ts'
import { type FoldedLists, foldedLists } from './folded-lists.ts'
import { type ListSource, listSources } from './list-source.ts'
import { isNumeric, numbersOf, type Projection, projectionsOf } from './projections.ts'
import { type Candidate, type Question, rateFold } from './rate-fold.ts'
import { decimalsOf } from './rounding.ts'

export interface Folded {
  readonly text: string
  /** Observations that it gives. */
  readonly hits: number
}

const sampleMax = 40
const missShare = 0.15
/** Sources that are looked at with conditions, and conditions for each. */
const conditionedMax = 16
const conditionsMax = 24
const picksMax = 6

/**
 * A value made of many: the sum, number, mean, largest or smallest, first or last of a list at hand or of the entities that hold a key at
 * hand, of all or of those that meet a simple condition. The cheapest that gives the most, where what it gives is no coincidence.
 */
export function explainFold(observations: readonly Observation[], name: string, context: ExplainContext): Folded | undefined {
  const type = foldableType(observations)
  if (type === undefined) return undefined
  const sample = sampleOf(observations)
  const digits = Math.max(...sample.map(({ target }) => decimalsOf(target)))
  const best = findBest({ observations: sample, type, name, missesMax: Math.floor(sample.length * missShare), digits }, context)
  if (!best) return undefined
  const hits = observations.filter((observation) => gives(best.text, observation, context)).length
  return hits >= observations.length * (1 - missShare) ? { text: best.text, hits } : undefined
}

/** The type of the targets where they are such as folds give: scalars of one type, null or absent at times, and not all the same. */
function foldableType(observations: readonly Observation[]): Question['type'] | undefined {
  const types = new Set(observations.map(({ target }) => (target === null || target === undefined ? 'none' : typeof target)))
  types.delete('none')
  const [type] = types
  return types.size === 1 && (type === 'number' || type === 'string' || type === 'boolean') ? type : undefined
}

/** A number of observations of which as many as may be differ in their targets; rare targets come first. */
function sampleOf(observations: readonly Observation[]): Observation[] {
  const groups = [...Map.groupBy(observations, ({ target }) => valueKey(target)).values()].sort((a, b) => a.length - b.length)
  const sample: Observation[] = []
  const sizeMax = Math.min(sampleMax, observations.length)
  for (let round = 0; sample.length < sizeMax; round++) {
    for (const group of groups) if (sample.length < sizeMax && group[round]) sample.push(group[round] as Observation)
  }
  return sample
}

function findBest(question: Question, context: ExplainContext): Candidate | undefined {
  const { observations, type } = question
  const targets = observations.map(({ target }) => target)
  const able = folds.filter((fold) => fold.gives.includes(type) && (fold.fits?.(targets) ?? true))
  const sources = listSources(observations, context)
  const shown = sources.map((source) => projectionsOf(source, observations, context))
  let best: Candidate | undefined
  const consider = (source: ListSource, lists: FoldedLists, fold: Fold, projection: Projection | undefined) => {
    const candidate = rateFold(question, source, lists, fold, projection)
    if (candidate && isBetter(candidate, best)) best = candidate
  }
  for (const [at, source] of sources.entries()) {
    const lists = foldedLists(source, undefined, question)
    const projections = shown[at] ?? []
    if (!lists) continue
    for (const fold of able.filter((each) => each.of === 'items')) consider(source, lists, fold, undefined)
    for (const projection of projections) {
      const isHeld = mayPick(question, lists, projection)
      for (const fold of able) if (fold.of === 'scalars' && (isHeld || !fold.isPick)) consider(source, lists, fold, projection)
    }
    const numbers = type === 'number' ? numbersOf(projections, source, observations) : []
    for (const fold of able) if (fold.of === 'numbers') for (const projection of numbers) consider(source, lists, fold, projection)
  }
  // What explains all without a condition needs none.
  if (best?.hits === observations.length || type === 'string') return best
  for (const [at, source] of sources.slice(0, conditionedMax).entries()) {
    const numbers = (shown[at] ?? []).filter((projection) => isNumeric(projection, source, observations))
    for (const condition of conditionsOf(source).slice(0, conditionsMax)) {
      const lists = foldedLists(source, condition, question)
      if (!lists) continue
      for (const fold of able) {
        if (fold.of === 'items') consider(source, lists, fold, undefined)
        else if (fold.of === 'numbers') for (const projection of numbers) consider(source, lists, fold, projection)
      }
    }
  }
  return best
}

/** Whether the first few targets are found among the values of their lists. */
function mayPick({ observations }: Question, { filled }: FoldedLists, { read }: Projection): boolean {
  const first = filled.slice(0, picksMax)
  const held = first.filter(({ at, items }) => {
    const { scope, target } = observations[at] as Observation
    return items.some((item) => read(item, scope) === target)
  })
  return held.length * 2 > first.length
}

function isBetter(candidate: Candidate, best: Candidate | undefined): boolean {
  return !best || candidate.hits > best.hits || (candidate.hits === best.hits && candidate.cost < best.cost)
}
