import { equal, parseTime, timeFormatOf, type Value } from '#lang'
import { valueKey } from '../call.ts'
import { sameField } from '../naming.ts'
import type { Observation } from './explanation.ts'
import type { ExplainContext } from './explanation-context.ts'
import type { Term } from './terms.ts'

/** The term that gives most of the observations; ties go to the same name, then to the cheaper one. */
export function bestTerm(observations: readonly Observation[], name: string, context: ExplainContext, needed = 1): Term | undefined {
  const votes = needed === observations.length ? sharedTerms(observations, context) : countTerms(observations, needed)
  if (!votes) return undefined
  const absent = observations.filter(({ target }) => target === undefined)
  let best: { term: Term; score: number } | undefined
  for (const { term, count, distinct } of votes.values()) {
    if (count < needed || (needed === observations.length && absent.length > 0)) continue
    const own = Math.min(distinct.size, 8) - term.cost - (sameField(term.field, name) ? 0 : 1.5)
    // What could not win if it were absent wherever it should be need not be asked there.
    if (best && (count + absent.length) * 4 + own < best.score) continue
    const score = (count + countAbsent(term, absent, context)) * 4 + own
    if (!best || score > best.score || (score === best.score && term.text < best.term.text)) best = { term, score }
  }
  if (best || needed < observations.length) return best?.term
  return bestOptional(observations, votes, context)
}

function countAbsent({ text }: Term, absent: readonly Observation[], context: ExplainContext): number {
  return absent.filter(({ scope }) => context.scopes.evaluate(text, scope) === undefined).length
}

interface Vote {
  readonly term: Term
  count: number
  readonly distinct: Set<Value>
}

/** The terms of the same observations are counted for several questions. */
let counted: { readonly observations: readonly Observation[]; readonly votes: ReadonlyMap<string, Vote> } | undefined

/** How many observations each term gives; undefined where no term can give as many as are needed. */
function countTerms(observations: readonly Observation[], needed: number): ReadonlyMap<string, Vote> | undefined {
  if (counted?.observations === observations) return counted.votes
  const votes = new Map<string, Vote>()
  let misses = 0
  for (const observation of observations) {
    if (observation.target === undefined) continue
    const key = identityOf(observation.target)
    const terms = termsOf(observation)
    if (terms.size === 0 && ++misses > observations.length - needed) return undefined
    for (const term of terms.values()) {
      const vote = votes.get(term.text)
      if (!vote) votes.set(term.text, { term, count: 1, distinct: new Set([key]) })
      else {
        vote.count++
        vote.distinct.add(key)
      }
    }
  }
  counted = { observations, votes }
  return votes
}

/** The same for terms that must give every observation: those of the first that give all the others too. */
function sharedTerms(observations: readonly Observation[], context: ExplainContext): Map<string, Vote> | undefined {
  let shared: Map<string, Term> | undefined
  let count = 0
  const distinct = new Set<Value>()
  for (const observation of observations) {
    if (observation.target === undefined) continue
    shared ??= termsOf(observation)
    if (shared.size === 0) return undefined
    count++
    distinct.add(identityOf(observation.target))
  }
  const left = [...(shared ?? [])].filter(([text]) =>
    observations.every(({ scope, target }) => target === undefined || equal(context.scopes.evaluate(text, scope), target)),
  )
  return new Map(left.map(([text, term]) => [text, { term, count, distinct }]))
}

/** The terms that give all of the observations, the likeliest first. */
export function termsOfAll(observations: readonly Observation[], name: string, context: ExplainContext): Term[] {
  const costOf = ({ cost, field }: Term) => cost + (sameField(field, name) ? 0 : 1.5)
  const terms = [...(sharedTerms(observations, context)?.values() ?? [])].map(({ term }) => term)
  return terms
    .filter(({ text }) => observations.every(({ scope, target }) => equal(context.scopes.evaluate(text, scope), target)))
    .sort((a, b) => costOf(a) - costOf(b) || (a.text < b.text ? -1 : 1))
}

/** What is the same for equal values. */
function identityOf(value: Value): Value {
  return typeof value === 'object' && value !== null ? valueKey(value) : value
}

/** The terms that give the target of an observation, by text. */
function termsOf({ scope, target }: Observation): Map<string, Term> {
  const terms = new Map<string, Term>()
  for (const term of scope.terms.byValue(target)) terms.set(term.text, term)
  for (const term of momentTerms(scope, target)) terms.set(term.text, term)
  return terms
}

/** The terms that give most of the observations, the best first. */
export function rankTerms(observations: readonly Observation[], name: string, context: ExplainContext, most: number): Term[] {
  const absent = observations.filter(({ target }) => target === undefined)
  const scored = [...(countTerms(observations, 0)?.values() ?? [])].map(({ term, count }) => {
    const own = count * 4 - term.cost - (sameField(term.field, name) ? 0 : 1.5)
    return { term, own, score: own + absent.length * 4 }
  })
  scored.sort((a, b) => b.score - a.score)
  const best: typeof scored = []
  for (const { term, own, score } of scored) {
    // The rest could not come among the best if it were absent wherever it should be.
    if (best.length >= most && score < (best[most - 1] as (typeof scored)[0]).score) break
    best.push({ term, own, score: own + countAbsent(term, absent, context) * 4 })
    best.sort((a, b) => b.score - a.score || (a.term.text < b.term.text ? -1 : 1))
  }
  return best.slice(0, most).map(({ term }) => term)
}

/** For targets that are sometimes absent: a term that is absent there too. */
function bestOptional(
  observations: readonly Observation[],
  votes: ReadonlyMap<string, { term: Term; count: number }>,
  context: ExplainContext,
): Term | undefined {
  const present = observations.filter(({ target }) => target !== undefined).length
  if (present === 0 || present === observations.length) return undefined
  const fitting = [...votes.values()].filter(
    ({ term, count }) =>
      count === present &&
      observations.every(({ scope, target }) => target !== undefined || context.scopes.evaluate(term.text, scope) === undefined),
  )
  return fitting.sort((a, b) => a.term.cost - b.term.cost)[0]?.term
}

/** Terms that name the same moment in another format. */
export function momentTerms(scope: Observation['scope'], target: Value): Term[] {
  const ms = typeof target === 'string' ? parseTime(target) : undefined
  const format = ms === undefined ? undefined : timeFormatOf(target)
  if (ms === undefined || format === undefined) return []
  return scope.terms
    .byMoment(ms)
    .map(({ text, field, cost }) => ({ text: `time(moment(${text}), ${JSON.stringify(format)})`, field, cost: cost + 2 }))
}
