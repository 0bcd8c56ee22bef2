import { explainFold } from '../fold/explain-fold.ts'
import { ownName, sameField } from '../naming.ts'
import { clampedMoment } from './clamped-moment.ts'
import { expressionText, full, guess, joinParts, prefix } from './compose-explanation.ts'
import { explainAlike } from './explain-alike.ts'
import { explainArithmetic } from './explain-arithmetic.ts'
import { bestBuilt, explainAround } from './explain-built.ts'
import { explainByPresence } from './explain-by-presence.ts'
import { explainBySample } from './explain-by-sample.ts'
import { coalescedPair, explainCases, explainOnDemand, nearlyPair, splitByPredicate } from './explain-conditions.ts'
import { explainFixed } from './explain-fixed.ts'
import { gives } from './explain-moment.ts'
import { explainPageLink } from './explain-page-link.ts'
import { explainToken } from './explain-token.ts'
import { explainUntaken } from './explain-untaken.ts'
import { type Explanation, isExact, type Observation } from './explanation.ts'
import type { ExplainContext } from './explanation-context.ts'
import { numberOfRightPage } from './page-of-list.ts'
import { bestTerm, rankTerms } from './rank-terms.ts'
import type { Term } from './terms.ts'

const roundsMax = 5
/** What is put together for so many of the observations needs no list. */
const builtShare = 0.8

/** An address with parameters, in a field: of another page of the list, perhaps. */
function explainLinkField(observations: readonly Observation[], context: ExplainContext): Explanation | undefined {
  const present = observations.filter(({ target }) => typeof target === 'string')
  if (present.length === 0 || !present.every(({ target }) => /^(https?:\/\/|\/)[^\s?]*\?[^\s?]*=/.test(target as string))) return undefined
  const text = explainPageLink(observations, context)
  if (text === undefined) return undefined
  const hits = observations.filter((observation) => gives(text, observation, context)).length
  return { ...full(text, observations), hits }
}

/** A token of another page of the list. */
function explainTokenField(observations: readonly Observation[], context: ExplainContext): Explanation | undefined {
  const text = explainToken(observations, context)
  if (text === undefined) return undefined
  const hits = observations.filter((observation) => gives(text, observation, context)).length
  return { ...full(text, observations), hits }
}

/**
 * Finds an expression for a value that is no map: the cheapest term that gives it everywhere; else terms that give way to
 * each other where one is absent; else terms told apart by a condition. `name` is the field's own name.
 */
export function explainScalar(observations: readonly Observation[], name: string, context: ExplainContext, depth = 0): Explanation {
  const sampled = depth === 0 ? explainBySample(observations, context, (sample) => searchScalar(sample, name, context, 0)) : undefined
  return sampled ?? searchScalar(observations, name, context, depth)
}

function searchScalar(observations: readonly Observation[], name: string, context: ExplainContext, depth: number): Explanation {
  const whole = explainAlike(observations, name, context, depth)
  const isOpen = depth === 0 && (whole === undefined || whole.includes('mint('))
  const link = isOpen ? (explainLinkField(observations, context) ?? explainTokenField(observations, context)) : undefined
  if (link) return link
  // What looks made up may be built for all but a few.
  const built = whole?.includes('mint(') && depth === 0 ? bestBuilt(observations, undefined, name, context) : undefined
  if (whole && !built) return full(whole, observations)
  const counted = depth === 0 ? numberOfRightPage(observations, ownName(name), context) : undefined
  if (counted) return { ...full(counted, observations), hits: observations.filter((each) => gives(counted, each, context)).length }
  const fixed = depth === 0 ? explainFixed(observations, ownName(name), context) : undefined
  if (fixed) return full(fixed, observations)
  const apart = depth === 0 ? explainUntaken(observations, ownName(name), context) : undefined
  if (apart) return explainAround(apart, observations, name, context, depth)
  if (built) return explainAround(built, observations, name, context, depth)
  const clamped = depth === 0 ? clampedMoment(observations, context) : undefined
  if (clamped) return clamped
  const composed = depth === 0 ? bestBuilt(observations, bestTerm(observations, name, context), name, context) : undefined
  const around = composed ? explainAround(composed, observations, name, context, depth) : undefined
  if (around && isExact(around) && casesOf(around) < 2) return around
  const isBuilt = around !== undefined && around.hits >= observations.length * builtShare
  const folded = depth === 0 && !isBuilt ? explainFold(observations, name, context) : undefined
  if (folded && folded.hits === observations.length) return full(folded.text, observations)
  const demanded = depth === 0 ? explainOnDemand(observations, name, context) : undefined
  if (demanded) return full(demanded, observations)
  // What does not depend on the term that comes first is looked for once.
  const pairOf = once(observations, (rest) => coalescedPair(rest, name, context))
  const listOf = once(observations, (rest) => explainCases(rest, context))
  const tries = rankTerms(observations, name, context, firstsMax).map((first) =>
    explainInTurn(observations, first, name, context, depth, pairOf, listOf),
  )
  const best = tries.sort((a, b) => b.explanation.hits - a.explanation.hits || a.cost - b.cost)[0]
  // Of what gives everything, that which needs no test.
  if (around && isExact(around) && !(best && isExact(best.explanation) && casesOf(best.explanation) < 2)) return around
  const most = Math.max(around?.hits ?? 0, best?.explanation.hits ?? 0)
  if (folded && folded.hits > most) return explainAround(folded.text, observations, name, context, depth)
  if (around && around.hits > (best?.explanation.hits ?? 0)) return around
  // A number on a condition is mostly one that was seen: one that is computed everywhere is a rule.
  const computed = depth === 0 && isExactOnCondition(best?.explanation) ? explainArithmetic(observations, name, context) : undefined
  if (computed?.hits === observations.length) return full(computed.text, observations)
  if (best && isExact(best.explanation) && !isListOfCases(best.explanation)) return best.explanation
  const parted = depth === 0 ? explainByPresence(observations, name, context) : undefined
  if (parted) return full(parted, observations)
  const pair = depth === 0 && !(best && isExact(best.explanation)) ? nearlyPair(observations, name, context) : undefined
  if (pair && pair.hits > most) return prefix([], pair, observations, context)
  if (best && isExact(best.explanation)) return best.explanation
  const nearly = depth === 0 ? explainArithmetic(observations, name, context) : undefined
  if (nearly && nearly.hits > (best?.explanation.hits ?? 0)) return explainAround(nearly.text, observations, name, context, depth)
  // Nothing at hand gives it anywhere: it may be one of a few values all the same.
  const cases = depth === 0 && best === undefined ? listOf(observations) : undefined
  if (cases) return prefix([], cases, observations, context)
  return best?.explanation ?? guess([], observations, observations, context)
}

/** The same function, remembering what it gave for all of the observations. */
function once<R>(all: readonly Observation[], explain: (rest: readonly Observation[]) => R): (rest: readonly Observation[]) => R {
  let known: { readonly result: R } | undefined
  return (rest) => {
    if (rest !== all) return explain(rest)
    known ??= { result: explain(rest) }
    return known.result
  }
}

function isExactOnCondition(explanation: Explanation | undefined): boolean {
  return explanation !== undefined && isExact(explanation) && / \? /.test(expressionText(explanation.template) ?? '')
}

/** Whether values are told apart by other values, one by one: what was seen, rather than a rule. */
function isListOfCases(explanation: Explanation): boolean {
  return casesOf(explanation) > 2
}

/** How many cases tests tell apart; one where there is no test. */
function casesOf({ template }: Explanation): number {
  return expressionText(template)?.split(' ? ').length ?? 0
}

/** So many terms may come first where several take turns: those that are right most often. */
const firstsMax = 4

/** Terms that give way to each other where one is absent, beginning with a given one. */
function explainInTurn(
  observations: readonly Observation[],
  first: Term,
  name: string,
  context: ExplainContext,
  depth: number,
  pairOf: (rest: readonly Observation[]) => ReturnType<typeof coalescedPair>,
  listOf: (rest: readonly Observation[]) => ReturnType<typeof explainCases>,
): { explanation: Explanation; cost: number } {
  const parts: string[] = []
  let cost = 0
  let rest = observations
  let term: Term | undefined = first
  for (let round = 0; round < roundsMax && term && rest.length > 0; round++) {
    const { text } = term
    const missed = rest.filter((observation) => !gives(text, observation, context))
    const conflicts = missed.filter(({ scope }) => context.scopes.evaluate(text, scope) !== undefined)
    if (conflicts.length > 0) {
      const pair = pairOf(rest)
      if (pair) return { explanation: prefix(parts, { text: pair, hits: rest.length }, observations, context), cost: cost + 4 }
      const split = splitByPredicate(rest, text, name, context, depth)
      if (split) return { explanation: prefix(parts, split, observations, context), cost: cost + 8 }
      break
    }
    parts.push(text)
    cost += term.cost + (sameField(term.field, name) ? 0 : 1.5)
    rest = missed
    const alike = rest.length > 0 ? explainAlike(rest, name, context, depth) : undefined
    if (alike !== undefined)
      return { explanation: prefix(parts, { text: alike, hits: rest.length }, observations, context), cost: cost + 2 }
    const composed: string | undefined = depth === 0 && rest.length > 0 ? bestBuilt(rest, undefined, name, context) : undefined
    if (composed) {
      const around = explainAround(composed, rest, name, context, depth)
      const text = expressionText(around.template)
      if (text !== undefined) return { explanation: prefix(parts, { text, hits: around.hits }, observations, context), cost: cost + 6 }
    }
    term = bestTerm(rest, name, context)
  }
  if (rest.length === 0) return { explanation: full(joinParts(parts), observations), cost }
  const cases = depth === 0 ? listOf(rest) : undefined
  if (cases) return { explanation: prefix(parts, cases, observations, context), cost: cost + 10 }
  return { explanation: guess(parts, rest, observations, context), cost: cost + 12 }
}
