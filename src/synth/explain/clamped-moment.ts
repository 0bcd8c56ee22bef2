import { parseTime } from '#lang'
import { full } from './compose-explanation.ts'
import { explainMoment, gives } from './explain-moment.ts'
import type { Explanation, Observation } from './explanation.ts'
import type { ExplainContext } from './explanation-context.ts'

const candidatesMax = 6
const knownShare = 0.7

/**
 * The earlier, or the later, of a moment that is known and the present: what ends early ends now, and nothing begins in the past. Undefined
 * unless both came, and it is right wherever that moment is known: one that was never shown may be there all the same.
 */
export function clampedMoment(observations: readonly Observation[], context: ExplainContext): Explanation | undefined {
  if (observations.length < 2 || !observations.every(({ target }) => parseTime(target) !== undefined)) return undefined
  const read = observations.filter((observation) => explainMoment([observation])?.startsWith('time(now,'))
  const kept = observations.filter((observation) => !read.includes(observation))
  const now = read.length > 0 && kept.length > 0 ? explainMoment(read) : undefined
  if (now === undefined) return undefined
  for (const text of commonest(kept)) {
    const known = observations.filter(({ scope }) => context.scopes.evaluate(text, scope) !== undefined)
    if (known.every((observation) => kept.includes(observation)) || known.length < observations.length * knownShare) continue
    for (const clamped of [`moment(${text}) > now ? ${now} : ${text}`, `moment(${text}) > now ? ${text} : ${now}`]) {
      // What was never shown speaks against nothing.
      if (known.every((observation) => gives(clamped, observation, context))) return full(clamped, observations)
    }
  }
  return undefined
}

/** What is often the very moment, the cheapest of those first. */
function commonest(kept: readonly Observation[]): string[] {
  const votes = new Map<string, { count: number; cost: number }>()
  for (const { scope, target } of kept) {
    for (const { text, cost } of scope.terms.byValue(target)) votes.set(text, { count: (votes.get(text)?.count ?? 0) + 1, cost })
  }
  return [...votes]
    .sort(([one, a], [other, b]) => b.count - a.count || a.cost - b.cost || (one < other ? -1 : 1))
    .slice(0, candidatesMax)
    .map(([text]) => text)
}
