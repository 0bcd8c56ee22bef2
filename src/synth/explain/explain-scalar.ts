import type { Json } from '#base'
import { equal, inferMintShape, parseExpression, parseTime, printExpression, printLiteral, type Template, type TimeFormat, timeFormatOf, timeResolutionMs, type Value } from '#lang'
import { valueKey } from '../call.ts'
import { type Explanation, isExact, type Observation } from './explanation.ts'
import { findPredicate } from '../guard/find-predicate.ts'
import { learnCases } from '../guard/learn-cases.ts'
import { explainHash } from './explain-hash.ts'
import { explainText } from './explain-text.ts'
import type { History } from './history.ts'
import type { Scopes } from './scope.ts'
import type { Term } from './terms.ts'

export interface ExplainContext {
  readonly scopes: Scopes
  readonly history: History
  /** Name of the collection whose new entity is being explained: its numbers count in sequences of that name. */
  readonly subject?: string
  /** The name of the field that holds its key, and the numbers that it counts in. */
  readonly sequence?: { readonly field: string; readonly name: string; readonly start: number } | undefined
}

const roundsMax = 5

/**
 * Finds an expression for a value that is no map: the cheapest term that gives it everywhere; else terms that give way to
 * each other where one is absent; else terms told apart by a condition. `name` is the field's own name.
 */
export function explainScalar(observations: readonly Observation[], name: string, context: ExplainContext, depth = 0): Explanation {
  const whole = explainAlike(observations, name, context, depth)
  // What looks made up may be built for all but a few.
  const built = whole?.includes('mint(') && depth === 0 ? bestBuilt(observations, undefined, name, context) : undefined
  if (whole && !built) return full(whole, observations)
  if (built) return explainAround(built, observations, name, context, depth)
  const composed = depth === 0 ? bestBuilt(observations, bestTerm(observations, name, context), name, context) : undefined
  const around = composed ? explainAround(composed, observations, name, context, depth) : undefined
  if (around && isExact(around)) return around
  const tries = firstTerms(observations, name, context).map((first) => explainInTurn(observations, first, name, context, depth))
  const best = tries.sort((a, b) => b.explanation.hits - a.explanation.hits || a.cost - b.cost)[0]
  if (around && around.hits > (best?.explanation.hits ?? 0)) return around
  return best?.explanation ?? guess([], observations, observations, context)
}

const firstsMax = 4

/** The terms that may come first where several take turns: those that are right most often. */
function firstTerms(observations: readonly Observation[], name: string, context: ExplainContext): Term[] {
  const firsts: Term[] = []
  for (const term of rankTerms(observations, name, context)) {
    if (firsts.length >= firstsMax) break
    firsts.push(term)
  }
  return firsts
}

/** Terms that give way to each other where one is absent, beginning with a given one. */
function explainInTurn(observations: readonly Observation[], first: Term, name: string, context: ExplainContext, depth: number): { explanation: Explanation; cost: number } {
  const parts: string[] = []
  let cost = 0
  let rest = observations
  let term: Term | undefined = first
  for (let round = 0; round < roundsMax && term && rest.length > 0; round++) {
    const { text } = term
    const missed = rest.filter((observation) => !gives(text, observation, context))
    const conflicts = missed.filter(({ scope }) => context.scopes.evaluate(text, scope) !== undefined)
    if (conflicts.length > 0) {
      const pair = coalescedPair(rest, name, context)
      if (pair) return { explanation: prefix(parts, { text: pair, hits: rest.length }, observations, context), cost: cost + 4 }
      const split = splitByPredicate(rest, text, name, context, depth)
      if (split) return { explanation: prefix(parts, split, observations, context), cost: cost + 8 }
      break
    }
    parts.push(text)
    cost += term.cost + (term.field === name ? 0 : 1.5)
    rest = missed
    const alike = rest.length > 0 ? explainAlike(rest, name, context, depth) : undefined
    if (alike !== undefined) return { explanation: prefix(parts, { text: alike, hits: rest.length }, observations, context), cost: cost + 2 }
    const composed: string | undefined = depth === 0 && rest.length > 0 ? bestBuilt(rest, undefined, name, context) : undefined
    if (composed) {
      const around = explainAround(composed, rest, name, context, depth)
      const text = expressionText(around.template)
      if (text !== undefined) return { explanation: prefix(parts, { text, hits: around.hits }, observations, context), cost: cost + 6 }
    }
    term = bestTerm(rest, name, context)
  }
  if (rest.length === 0) return { explanation: full(joinParts(parts), observations), cost }
  const cases = depth === 0 ? explainCases(rest, context) : undefined
  if (cases) return { explanation: prefix(parts, cases, observations, context), cost: cost + 10 }
  return { explanation: guess(parts, rest, observations, context), cost: cost + 12 }
}

/** What most observations are built by, with a condition for those that it does not give, where there is one. */
function explainAround(built: string, observations: readonly Observation[], name: string, context: ExplainContext, depth: number): Explanation {
  const rest = observations.filter((observation) => !gives(built, observation, context))
  // What a digest misses was scrubbed after it was made: no condition tells it apart.
  const isDigest = /\bhash(Entries)?\(/.test(built)
  const split = rest.length > 0 && !isDigest ? splitByPredicate(observations, built, name, context, depth) : undefined
  if (isDigest) return { ...full(built, observations), hits: observations.length - rest.length }
  return split ? prefix([], split, observations, context) : guess([built], rest, observations, context)
}

const seedSize = 2
const seedsMax = 12

/** What a few of the observations are built by, where that gives more of all of them than any term does. */
function bestBuilt(observations: readonly Observation[], best: Term | undefined, name: string, context: ExplainContext): string | undefined {
  const count = (text: string) => observations.filter((observation) => gives(text, observation, context)).length
  const needed = Math.max(best ? count(best.text) + 1 : 0, observations.length * 0.5)
  if (observations.length < seedSize * 2 || !observations.every(({ target }) => target === undefined || typeof target === 'string')) return undefined
  const step = Math.max(seedSize, Math.floor(observations.length / seedsMax))
  for (let at = 0; at + seedSize <= observations.length; at += step) {
    const text = explainAlike(observations.slice(at, at + seedSize), name, context)
    if (text === undefined || !/[a-z]\(|\+/.test(text) || /\b(mint|next)\(/.test(text)) continue
    // A digest is never right by chance: what it misses was hashed before something in it was scrubbed.
    const enough = /\bhash(Entries)?\(/.test(text) ? Math.max(seedSize + 1, observations.length * 0.15) : needed
    if (count(text) >= enough) return text
  }
  return undefined
}

/** One expression for all observations, or undefined. */
export function explainAlike(observations: readonly Observation[], name: string, context: ExplainContext, depth = 0): string | undefined {
  const first = observations[0]
  if (!first) return undefined
  const { sequence } = context
  if (sequence?.field === name && depth === 0 && observations.every(({ target }) => typeof target === 'number')) {
    return `next(${JSON.stringify(sequence.name)}, ${sequence.start})`
  }
  const constant = observations.every(({ target }) => equal(target, first.target))
  const term = bestTerm(observations, name, context, observations.length)
  if (constant) {
    if (first.target === undefined) return 'absent'
    const moment = parseTime(first.target) === undefined || term ? undefined : explainMoment(observations)
    if (moment?.startsWith('time(now,')) return moment
    if (term && preferTerm(term, first.target, name, observations)) return term.text
    if (isPlainConstant(first, observations, context)) return printLiteral(first.target as Json)
  }
  if (term && term.cost < (term.field === name ? 4 : 2.5)) return term.text
  const clock = term ? explainMoment(observations) : undefined
  if (clock?.startsWith('time(now,')) return clock
  if (term) return term.text
  const moved = explainMoment(observations) ?? explainSequence(observations, name, context)
  if (moved) return moved
  if (depth < 2 && observations.every(({ target }) => typeof target === 'string')) {
    const built = explainHash(observations, context) ?? explainText(observations, name, context, depth)
    if (built !== undefined) return built
  }
  const made = explainMint(observations, context)
  if (made) return made
  return constant ? printLiteral(first.target as Json) : undefined
}

/** A constant that varies nowhere is knowledge only where it was seen often, or does not look made up. */
function isPlainConstant(first: Observation, observations: readonly Observation[], context: ExplainContext): boolean {
  if (observations.length > 1) return true
  const { target } = first
  if (typeof target === 'string') {
    if (parseTime(target) !== undefined && explainMoment(observations)) return false
    return !(looksRandom(target) && context.history.isFresh(first.scope.call, target))
  }
  return true
}

/** Whether a single text looks made up: a UUID, or long with digits among letters. */
function looksRandom(text: string): boolean {
  const shape = inferMintShape([text])
  return shape !== undefined && (/^uuid/.test(shape) || (text.length >= 16 && /\d/.test(text)))
}

/** Whether a term beats a constant that fits as well: an echo under the same name, or a value that is no coincidence. */
function preferTerm(term: Term, target: Value, name: string, observations: readonly Observation[]): boolean {
  if (term.field === name && term.cost < 3) return true
  if (observations.length >= 3) return false
  return (typeof target === 'string' && target.length >= 6) || (typeof target === 'number' && Math.abs(target) >= 1000)
}

/** The term that gives most of the observations; ties go to the same name, then to the cheaper one. */
export function bestTerm(observations: readonly Observation[], name: string, context: ExplainContext, needed = 1): Term | undefined {
  const votes = new Map<string, { term: Term; count: number; distinct: Set<string> }>()
  let misses = 0
  for (const { scope, target } of observations) {
    if (target === undefined) continue
    const key = valueKey(target)
    const terms = [...scope.terms.byValue(target), ...momentTerms(scope, target)]
    if (terms.length === 0 && ++misses > observations.length - needed) return undefined
    for (const term of new Map(terms.map((each) => [each.text, each])).values()) {
      const vote = votes.get(term.text) ?? { term, count: 0, distinct: new Set() }
      vote.count++
      vote.distinct.add(key)
      votes.set(term.text, vote)
    }
  }
  let best: { term: Term; score: number } | undefined
  for (const { term, count, distinct } of votes.values()) {
    if (count < needed) continue
    const absent = observations.filter(({ scope, target }) => target === undefined && context.scopes.evaluate(term.text, scope) === undefined).length
    if (needed === observations.length && count + absent < needed) continue
    const score = (count + absent) * 4 + Math.min(distinct.size, 8) - term.cost - (term.field === name ? 0 : 1.5)
    if (!best || score > best.score || (score === best.score && term.text < best.term.text)) best = { term, score }
  }
  if (best || needed < observations.length) return best?.term
  return bestOptional(observations, votes, context)
}

/** All terms that give some of the observations, the best first. */
function rankTerms(observations: readonly Observation[], name: string, context: ExplainContext): Term[] {
  const votes = new Map<string, { term: Term; count: number }>()
  for (const { scope, target } of observations) {
    if (target === undefined) continue
    for (const term of new Map([...scope.terms.byValue(target), ...momentTerms(scope, target)].map((each) => [each.text, each])).values()) {
      const vote = votes.get(term.text) ?? { term, count: 0 }
      vote.count++
      votes.set(term.text, vote)
    }
  }
  const absent = observations.filter(({ target }) => target === undefined)
  const scored = [...votes.values()].map(({ term, count }) => {
    const both = absent.length === 0 ? 0 : absent.filter(({ scope }) => context.scopes.evaluate(term.text, scope) === undefined).length
    return { term, score: (count + both) * 4 - term.cost - (term.field === name ? 0 : 1.5) }
  })
  return scored.sort((a, b) => b.score - a.score || (a.term.text < b.term.text ? -1 : 1)).map(({ term }) => term)
}

/** For targets that are sometimes absent: a term that is absent there too. */
function bestOptional(observations: readonly Observation[], votes: ReadonlyMap<string, { term: Term; count: number }>, context: ExplainContext): Term | undefined {
  const present = observations.filter(({ target }) => target !== undefined).length
  if (present === 0 || present === observations.length) return undefined
  const fitting = [...votes.values()].filter(
    ({ term, count }) => count === present && observations.every(({ scope, target }) => target !== undefined || context.scopes.evaluate(term.text, scope) === undefined),
  )
  return fitting.sort((a, b) => a.term.cost - b.term.cost)[0]?.term
}

const pairsMax = 10

/** Two expressions of which the first, where it is there, wins: what the client sent, else what was there before. */
function coalescedPair(observations: readonly Observation[], name: string, context: ExplainContext): string | undefined {
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
  const rank = ({ term, count }: { term: Term; count: number }) => count * 2 - term.cost + (term.field === name ? 3 : 0)
  const ranked = [...votes.values()].sort((a, b) => rank(b) - rank(a) || (a.term.text < b.term.text ? -1 : 1))
  const firsts = ranked.filter(({ term }) => /^(number\()?(body|query|entry|time\(moment\((body|entry))|find\(.*(body|entry)/.test(term.text)).slice(0, pairsMax)
  const common = [...constants].sort((a, b) => b[1] - a[1])[0]?.[0]
  const seconds = [...ranked.slice(0, pairsMax).map(({ term }) => term.text), ...(common === undefined ? [] : [common])]
  for (const { term } of firsts) {
    for (const second of seconds) {
      if (second === term.text) continue
      const text = `coalesce(${term.text}, ${second})`
      if (observations.every((observation) => gives(text, observation, context))) return text
    }
  }
  return undefined
}

/** Terms that name the same moment in another format. */
function momentTerms(scope: Observation['scope'], target: Value): Term[] {
  const ms = typeof target === 'string' ? parseTime(target) : undefined
  const format = ms === undefined ? undefined : timeFormatOf(target)
  if (ms === undefined || format === undefined) return []
  return scope.terms.byMoment(ms).map((term) => ({ ...term, text: `time(moment(${term.text}), ${JSON.stringify(format)})`, cost: term.cost + 2 }))
}

/** The clock, or the clock and a fixed time. */
function explainMoment(observations: readonly Observation[]): string | undefined {
  const formats = new Set<TimeFormat>()
  const offsets: number[] = []
  for (const { scope, target } of observations) {
    const ms = parseTime(target)
    const format = timeFormatOf(target)
    if (ms === undefined || format === undefined) return undefined
    formats.add(format)
    const { startedAtMs, endedAtMs } = scope.call
    const resolution = timeResolutionMs(format)
    const isNow = ms >= Math.floor((startedAtMs - 1500) / resolution) * resolution && ms <= endedAtMs + 1500
    offsets.push(isNow ? 0 : ms - (startedAtMs + endedAtMs) / 2)
  }
  const format = commonFormat([...formats])
  if (format === undefined) return undefined
  if (offsets.every((offset) => offset === 0)) return `time(now, ${JSON.stringify(format)})`
  const rounded = Math.round((offsets[0] ?? 0) / 1000) * 1000
  if (observations.length < 2 || Math.abs(rounded) > 400 * 86_400_000 || !offsets.every((offset) => Math.abs(offset - rounded) <= 1500)) return undefined
  return `time(now ${rounded < 0 ? '-' : '+'} ${Math.abs(rounded)}, ${JSON.stringify(format)})`
}

/** Formats that differ in the number of digits of the fraction only write as many as are needed. */
export function commonFormat(formats: readonly TimeFormat[]): TimeFormat | undefined {
  if (formats.length <= 1) return formats[0]
  const parts = formats.map((format) => format.split('|'))
  const [first] = parts
  if (!first || !parts.every((part) => part[0] === 'iso' && part[2] === first[2] && part[3] === first[3])) return undefined
  return ['iso', 't', first[2], first[3]].join('|')
}

/** Numbers that count up by one within each session, from the same start in all. */
function explainSequence(observations: readonly Observation[], name: string, context: ExplainContext): string | undefined {
  if (!observations.every(({ target }) => typeof target === 'number' && Number.isInteger(target))) return undefined
  const sessions = new Map<number, number[]>()
  for (const { scope, target } of observations) sessions.set(scope.call.session, [...(sessions.get(scope.call.session) ?? []), target as number])
  let steps = 0
  let ones = 0
  for (const numbers of sessions.values()) {
    for (let at = 1; at < numbers.length; at++) {
      steps++
      const step = (numbers[at] ?? 0) - (numbers[at - 1] ?? 0)
      if (step <= 0) return undefined
      if (step === 1) ones++
    }
  }
  const starts = [...sessions.values()].map((numbers) => numbers[0] ?? 0)
  const start = Math.min(...starts)
  const same = starts.filter((first) => first === start).length
  if (ones < steps * 0.6 || same < starts.length * 0.6) return undefined
  if (!observations.some(({ scope, target }) => context.history.isFresh(scope.call, String(target))) && steps === 0) return undefined
  return `next(${JSON.stringify(`${context.subject ?? observations[0]?.scope.call.route.pattern ?? ''}.${name}`)}, ${start})`
}

/** Values that appear for the first time in the answer and have one shape. */
function explainMint(observations: readonly Observation[], context: ExplainContext): string | undefined {
  const texts = observations.map(({ target }) => target)
  if (!texts.every((text): text is string => typeof text === 'string' && text.length >= 6)) return undefined
  if (!observations.every(({ scope, target }) => context.history.isFresh(scope.call, target as string))) return undefined
  if (new Set(texts).size < texts.length) return undefined
  const shape = inferMintShape(texts)
  return shape === undefined ? undefined : `mint(${JSON.stringify(shape)})`
}

function gives(text: string, { scope, target }: Observation, context: ExplainContext): boolean {
  const value = context.scopes.evaluate(text, scope)
  return equal(value, target) || (text.includes('now') && isSameMoment(value, target))
}

/** The service read its clock while the call was under way: readings some moments apart are the same. */
function isSameMoment(value: Value, target: Value): boolean {
  const [a, b] = [parseTime(value), parseTime(target)]
  return a !== undefined && b !== undefined && timeFormatOf(value)?.split('|')[0] === timeFormatOf(target)?.split('|')[0] && Math.abs(a - b) <= 1500
}

/** A condition that holds where a term is right and nowhere else, and an explanation of the rest. */
function splitByPredicate(
  observations: readonly Observation[],
  text: string,
  name: string,
  context: ExplainContext,
  depth: number,
): { text: string; hits: number } | undefined {
  if (depth >= 3) return undefined
  const right = observations.filter((observation) => gives(text, observation, context))
  const wrong = observations.filter((observation) => !gives(text, observation, context))
  const predicate = findPredicate(
    wrong.map(({ scope }) => scope),
    right.map(({ scope }) => scope),
    context,
  )
  if (!predicate) return undefined
  const rest = explainScalar(wrong, name, context, depth + 1)
  const restText = expressionText(rest.template)
  if (restText === undefined || rest.hits === 0) return undefined
  return { text: `${predicate} ? ${restText} : ${text}`, hits: right.length + rest.hits }
}

const casesMax = 6

/** A few values that recur, each with the tests under which it comes. */
function explainCases(observations: readonly Observation[], context: ExplainContext): { text: string; hits: number } | undefined {
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

function expressionText(template: Template): string | undefined {
  if (template.kind === 'literal') return printLiteral(template.value)
  return template.kind === 'expression' ? printExpression(template.expression) : undefined
}

function toTemplate(text: string): Template {
  const expression = parseExpression(text)
  return expression.kind === 'literal' ? { kind: 'literal', value: expression.value } : { kind: 'expression', expression }
}

function full(text: string, observations: readonly Observation[]): Explanation {
  return { template: toTemplate(text), hits: observations.length, of: observations.length }
}

function joinParts(parts: readonly string[]): string {
  return parts.length === 1 ? (parts[0] as string) : `coalesce(${parts.join(', ')})`
}

function prefix(parts: readonly string[], last: { text: string; hits: number }, observations: readonly Observation[], context: ExplainContext): Explanation {
  const before = observations.filter((observation) => parts.some((part) => gives(part, observation, context))).length
  const texts = last.text === 'absent' && parts.length > 0 ? parts : [...parts, last.text]
  return { template: toTemplate(joinParts(texts)), hits: Math.min(observations.length, before + last.hits), of: observations.length }
}

/** Nothing explains it all: the parts found so far, then the term or the constant that is right most often. */
function guess(parts: readonly string[], rest: readonly Observation[], observations: readonly Observation[], context: ExplainContext): Explanation {
  const counts = new Map<string, { value: Value; count: number }>()
  for (const { target } of rest) {
    const entry = counts.get(valueKey(target)) ?? { value: target, count: 0 }
    entry.count++
    counts.set(valueKey(target), entry)
  }
  const common = [...counts.values()].sort((a, b) => b.count - a.count)[0]
  const term = bestTerm(rest, '', context)
  const termHits = term ? rest.filter((observation) => gives(term.text, observation, context)).length : 0
  const last = term && termHits > (common?.count ?? 0) ? term.text : common?.value === undefined ? 'absent' : printLiteral(common.value)
  const texts = last === 'absent' && parts.length > 0 ? parts : [...parts, last]
  const explanation = toTemplate(joinParts(texts))
  const hits = observations.filter((observation) => gives(joinParts(texts), observation, context)).length
  return { template: explanation, hits, of: observations.length }
}
