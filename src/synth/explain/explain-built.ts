import { full, guess, prefix } from './compose-explanation.ts'
import { explainAlike } from './explain-alike.ts'
import { explainColumns } from './explain-columns.ts'
import { splitByPredicate } from './explain-conditions.ts'
import { gives } from './explain-moment.ts'
import type { Explanation, Observation } from './explanation.ts'
import type { ExplainContext } from './explanation-context.ts'
import type { Term } from './terms.ts'

/** What most observations are built by, with a condition for those that it does not give, where there is one. */
export function explainAround(
  built: string,
  observations: readonly Observation[],
  name: string,
  context: ExplainContext,
  depth: number,
): Explanation {
  const rest = observations.filter((observation) => !gives(built, observation, context))
  // What a digest misses was scrubbed after it was made: no condition tells it apart.
  const isDigest = /\bhash(Entries)?\(/.test(built)
  const split = rest.length > 0 && !isDigest ? splitByPredicate(observations, built, name, context, depth) : undefined
  if (isDigest) return { ...full(built, observations), hits: observations.length - rest.length }
  return split ? prefix([], split, observations, context) : guess([built], rest, observations, context)
}

const seedSize = 2

const seedsMax = 6

/** What a few of the observations are built by, where that gives more of all of them than any term does. */
export function bestBuilt(
  observations: readonly Observation[],
  best: Term | undefined,
  name: string,
  context: ExplainContext,
): string | undefined {
  const count = (text: string) => observations.filter((observation) => gives(text, observation, context)).length
  const needed = Math.max(best ? count(best.text) + 1 : 0, observations.length * 0.5)
  const columns = explainColumns(observations, name, context)
  if (columns !== undefined) return columns
  if (observations.length < seedSize * 2 || !observations.every(({ target }) => target === undefined || typeof target === 'string'))
    return undefined
  const step = Math.max(seedSize, Math.floor(observations.length / seedsMax))
  // Two neighbours may have by chance in common what others do not: the seed whose rule goes furthest wins.
  let built: { text: string; hits: number } | undefined
  for (let at = 0; at + seedSize <= observations.length && built?.hits !== observations.length; at += step) {
    const text = explainAlike(observations.slice(at, at + seedSize), name, context)
    if (text === undefined || text === built?.text || !/[a-z]\(|\+/.test(text) || /\b(mint|next)\(/.test(text)) continue
    // A digest is never right by chance: what it misses was hashed before something in it was scrubbed.
    const enough = /\bhash(Entries)?\(/.test(text) ? Math.max(seedSize + 1, observations.length * 0.15) : needed
    const hits = count(text)
    if (hits >= enough && hits > (built?.hits ?? 0)) built = { text, hits }
  }
  return built?.text
}
