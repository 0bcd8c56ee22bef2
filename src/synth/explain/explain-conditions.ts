import { parseExpression, printLiteral } from '#lang'
import { valueKey } from '../call.ts'
import { findPredicate } from '../guard/find-predicate.ts'
import { learnCases } from '../guard/learn-cases.ts'
import { sameField } from '../naming.ts'
import { expressionText } from './compose-explanation.ts'
import { explainAlike } from './explain-alike.ts'
import { explainMoment, gives } from './explain-moment.ts'
import { explainScalar } from './explain-scalar.ts'
import type { Observation } from './explanation.ts'
import type { ExplainContext } from './explanation-context.ts'
import { momentTerms } from './rank-terms.ts'
import type { Term } from './terms.ts'

const pairsMax = 10
/** Share of the observations that a pair must give to be nearly right. */
const nearlyAll = 0.85

/** Two expressions of which the first, where it is there, wins: what the client sent, else what was there before. */
export function coalescedPair(observations: readonly Observation[], name: string, context: ExplainContext): string | undefined {
  return pairsOf(observations, name).find((text) => observations.every((observation) => gives(text, observation, context)))
}

/** Such a pair that is right in nearly all observations: something that nobody asked for may have moved the value once. */
export function nearlyPair(
  observations: readonly Observation[],
  name: string,
  context: ExplainContext,
): { text: string; hits: number } | undefined {
  const missesMax = Math.floor(observations.length * (1 - nearlyAll))
  if (missesMax === 0) return undefined
  let best: { text: string; hits: number } | undefined
  for (const text of pairsOf(observations, name)) {
    const most = best ? observations.length - best.hits - 1 : missesMax
    const misses = countMisses(text, observations, most, context)
    if (misses <= most) best = { text, hits: observations.length - misses }
  }
  return best
}

/** How many observations a text does not give; counted no further than one above `most`. */
function countMisses(text: string, observations: readonly Observation[], most: number, context: ExplainContext): number {
  let misses = 0
  for (const observation of observations) {
    if (!gives(text, observation, context)) misses++
    if (misses > most) break
  }
  return misses
}

/** The likeliest pairs first. */
function pairsOf(observations: readonly Observation[], name: string): string[] {
  const votes = new Map<string, { term: Term; count: number }>()
  const constants = new Map<string, number>()
  for (const { scope, target } of observations) {
    if (target === undefined) continue
    for (const term of [...scope.terms.byValue(target), ...momentTerms(scope, target)]) {
      const vote = votes.get(term.text) ?? { term, count: 0 }
      vote.count++
      votes.set(term.text, vote)
    }
    const literal = printLiteral(target)
    constants.set(literal, (constants.get(literal) ?? 0) + 1)
  }
  const ranked = [...votes.values()]
    .map(({ term, count }) => ({ term, isNamed: sameField(term.field, name), count }))
    .map((vote) => ({ ...vote, rank: vote.count * 2 - vote.term.cost + (vote.isNamed ? 3 : 0) }))
    .sort((a, b) => b.rank - a.rank || (a.term.text < b.term.text ? -1 : 1))
  const firsts = ranked
    .filter(({ term }) => /^(number\()?(body|query|entry|time\(moment\((body|entry))|find\(.*(body|entry)/.test(term.text))
    .slice(0, pairsMax)
  const common = [...constants].sort((a, b) => b[1] - a[1])[0]?.[0]
  // A constant says less than what was there before under the same name, and more than a chance find elsewhere.
  const near = ranked.filter(({ term, isNamed }) => isNamed || term.cost < 2.5).slice(0, pairsMax)
  const far = ranked.filter(({ term, isNamed }) => !isNamed && term.cost >= 2.5).slice(0, pairsMax)
  const texts = (list: typeof ranked) => list.map(({ term }) => term.text)
  const seconds = [...texts(near), ...(common === undefined ? [] : [common]), ...texts(far)]
  return firsts.flatMap(({ term }) => seconds.filter((second) => second !== term.text).map((second) => `coalesce(${term.text}, ${second})`))
}

/** A condition that holds where a term is right and nowhere else, and an explanation of the rest. */
export function splitByPredicate(
  observations: readonly Observation[],
  text: string,
  name: string,
  context: ExplainContext,
  depth: number,
): { text: string; hits: number } | undefined {
  if (depth >= 3) return undefined
  const right = observations.filter((observation) => gives(text, observation, context))
  const wrong = observations.filter((observation) => !gives(text, observation, context))
  const scopesOf = (some: readonly Observation[]) => some.map(({ scope }) => scope)
  const apart = findPredicate(scopesOf(wrong), scopesOf(right), context)
  if (!apart && wrong.length > right.length) return undefined
  const rest = explainScalar(wrong, name, context, depth + 1)
  const restText = expressionText(rest.template)
  if (restText === undefined || rest.hits === 0) return undefined
  // What both give says nothing of when it is the one and when the other; a fixed value for the rest may be all that few of them have in common.
  const isMade = !/^(absent|null)$/.test(restText) && parseExpression(restText).kind !== 'literal'
  const predicate =
    apart ??
    (isMade
      ? findPredicate(scopesOf(wrong), scopesOf(right.filter((observation) => !gives(restText, observation, context))), context)
      : undefined)
  if (!predicate) return undefined
  return { text: `${predicate} ? ${restText} : ${text}`, hits: right.length + rest.hits }
}

/** A value that is there on some condition only, and made in one way where it is; a time, that is null otherwise. */
export function explainOnDemand(observations: readonly Observation[], name: string, context: ExplainContext): string | undefined {
  const isNull = observations.every(({ target }) => target !== undefined)
  const none = isNull ? null : undefined
  const present = observations.filter(({ target }) => target !== none)
  const absent = observations.filter(({ target }) => target === none)
  if (present.length < 2 || absent.length < 2) return undefined
  const value = isNull ? explainMoment(present) : explainAlike(present, name, context)
  const missing = isNull ? 'null' : 'absent'
  if (value === undefined || parseExpression(value).kind === 'literal' || /\b(absent|mint|next)\b/.test(value)) return undefined
  const scopesOf = (some: readonly Observation[]) => some.map(({ scope }) => scope)
  const shown = findPredicate(scopesOf(present), scopesOf(absent), context)
  if (shown !== undefined) return `${shown} ? ${value} : ${missing}`
  const hidden = findPredicate(scopesOf(absent), scopesOf(present), context)
  return hidden === undefined ? undefined : `${hidden} ? ${missing} : ${value}`
}

const casesMax = 6

/** A few values that recur, each with the tests under which it comes. */
export function explainCases(observations: readonly Observation[], context: ExplainContext): { text: string; hits: number } | undefined {
  const groups = Map.groupBy(observations, ({ target }) => valueKey(target))
  if (groups.size < 2 || groups.size > casesMax || observations.length < groups.size * 3) return undefined
  const [fallback] = [...groups].sort((a, b) => b[1].length - a[1].length)
  if (!fallback) return undefined
  const examples = observations.map(({ scope, target }) => ({ label: valueKey(target), scope }))
  const { rules, misses } = learnCases(examples, fallback[0], context)
  // Rules that cover one observation each are a list of what was seen, not knowledge.
  if (rules.length === 0 || rules.length > groups.size * 1.5 || rules.some((rule) => rule.covers < 2)) return undefined
  const literal = (key: string) => {
    const value = groups.get(key)?.[0]?.target
    return value === undefined ? 'absent' : printLiteral(value)
  }
  const text = rules.reduceRight((rest, rule) => `(${rule.when}) ? ${literal(rule.label)} : ${rest}`, literal(fallback[0]))
  return { text, hits: observations.length - misses }
}
