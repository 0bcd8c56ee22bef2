import { expressionText, full } from './compose-explanation.ts'
import { gives } from './explain-moment.ts'
import { type Explanation, isExact, type Observation } from './explanation.ts'
import type { ExplainContext } from './explanation-context.ts'

/** So many observations are searched first: what gives these mostly gives the others, and whether it does is cheap to ask. */
const sampleSize = 16
/** Of fewer observations a search costs little more than one of a sample, and the latter is for nothing where nothing gives all of them. */
const sampledMin = 256
/** After so many samples that an observation outside contradicted, all are searched. */
const samplesMax = 3

/**
 * What gives all observations, found with a few of them; each that contradicts it joins them. Undefined where a search of all of them has to
 * decide: because there are few, because nothing gives even the sample without a condition, or because what does makes new values, which prove nothing.
 */
export function explainBySample(
  observations: readonly Observation[],
  context: ExplainContext,
  explain: (sample: readonly Observation[]) => Explanation,
): Explanation | undefined {
  if (observations.length <= sampledMin) return undefined
  const chosen = new Set(spread(observations, sampleSize))
  for (let count = 0; count < samplesMax && chosen.size * 2 < observations.length; count++) {
    const found = explain(observations.filter((each) => chosen.has(each)))
    const text = isExact(found) ? expressionText(found.template) : undefined
    // Which condition parts values best shows among all of them.
    if (text === undefined || text.includes(' ? ')) return undefined
    const missed = observations.filter((each) => !gives(text, each, context))
    if (missed.length === 0) return full(text, observations)
    if (missed.some((each) => chosen.has(each))) return undefined
    for (const each of spread(missed, sampleSize / 2)) chosen.add(each)
  }
  return undefined
}

/** So many items, evenly spread: neighbours are mostly of one answer, and alike. */
function spread<T>(items: readonly T[], count: number): T[] {
  const step = Math.max(1, items.length / count)
  return Array.from({ length: Math.min(count, items.length) }, (_, at) => items[Math.floor(at * step)] as T)
}
