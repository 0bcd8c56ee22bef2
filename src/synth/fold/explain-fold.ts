import { valueKey } from '../call.ts'
import { gives } from '../explain/explain-moment.ts'
import type { Observation } from '../explain/explanation.ts'
import type { ExplainContext } from '../explain/explanation-context.ts'
import { type Condition, conditionsOf } from './conditions.ts'
import { costMax } from './evidence.ts'
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
  const places = sampleOf(observations)
  const sample = places.map((place) => observations[place] as Observation)
  const digits = Math.max(...sample.map(({ target }) => decimalsOf(target)))
  // The lists that are at hand do not depend on what is to be explained.
  const asked = `lists ${context.scopes.numbersOf(observations.map(({ scope }) => scope))}`
  const materials = context.scopes.remember(asked, () => gatherMaterials(observations, context))
  const shown = materials.map((material) => ({ ...material, source: seenAt(material.source, places) }))
  const question = {
    observations: sample,
    type,
    name,
    missesMax: Math.floor(sample.length * missShare),
    costMax: costMax(sample.map(({ target }) => target)),
    digits,
  }
  const best = findBest(question, shown)
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

/** A list at hand with what of its items can be put together, and which of them. */
interface Material {
  readonly source: ListSource
  readonly projections: readonly Projection[]
  readonly conditions: () => readonly Condition[]
}

function gatherMaterials(observations: readonly Observation[], context: ExplainContext): Material[] {
  return listSources(observations, context).map((source) => {
    let conditions: readonly Condition[] | undefined
    return {
      source,
      projections: projectionsOf(source, observations, context),
      conditions() {
        conditions ??= conditionsOf(source).slice(0, conditionsMax)
        return conditions
      },
    }
  })
}

function seenAt(source: ListSource, places: readonly number[]): ListSource {
  return { ...source, lists: places.map((place) => source.lists[place]) }
}

/** Places of a number of observations of which as many as may be differ in their targets; the commonest, which may stand for nothing, then the rarest. */
function sampleOf(observations: readonly Observation[]): number[] {
  const rarest = [...Map.groupBy(observations.keys(), (place) => valueKey(observations[place]?.target)).values()].sort(
    (a, b) => a.length - b.length,
  )
  const groups = [...rarest.slice(-1), ...rarest.slice(0, -1)]
  const sample: number[] = []
  const sizeMax = Math.min(sampleMax, observations.length)
  for (let round = 0; sample.length < sizeMax; round++) {
    for (const group of groups) if (sample.length < sizeMax && group[round] !== undefined) sample.push(group[round] as number)
  }
  return sample
}

function findBest(question: Question, materials: readonly Material[]): Candidate | undefined {
  const { observations, type } = question
  const targets = observations.map(({ target }) => target)
  const able = folds.filter((fold) => fold.gives.includes(type) && (fold.fits?.(targets) ?? true))
  let best: Candidate | undefined
  const consider = (source: ListSource, lists: FoldedLists, fold: Fold, projection: Projection | undefined) => {
    const candidate = rateFold(question, source, lists, fold, projection)
    if (candidate && isBetter(candidate, best)) best = candidate
  }
  for (const { source, projections } of materials) {
    const lists = foldedLists(source, undefined, question)
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
  for (const { source, projections, conditions } of materials.slice(0, conditionedMax)) {
    const numbers = projections.filter((projection) => isNumeric(projection, source, observations))
    for (const condition of conditions()) {
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
