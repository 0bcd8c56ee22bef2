import { equal } from '#lang'
import { sameField } from '../naming.ts'
import type { Observation } from './explanation.ts'
import type { ExplainContext } from './explanation-context.ts'
import { type Formula, type FormulaSearch, pairs, precisionOf, shares, steps, toFormula, toSearch, triples } from './formulas.ts'
import { gatherOperands } from './operands.ts'
import { fitRounding, roundedTexts } from './rounding.ts'

/** An expression for numbers, with the observations that it gives. */
export interface Computed {
  readonly text: string
  readonly hits: number
}

/** Of the observations, what is wrong for more is no rule. */
const shareMin = 0.9
const observationsMin = 3
const distinctMin = 3
const candidateBits = 4
const fewBits = 8
const nameBits = 4
const valueBitsMax = 12
const repeatedBitsMax = 5

/**
 * A number made of one to three numbers at hand: a sum, a difference, a product, a quotient, one with a constant (the next version, 19 %
 * of it), rounded as the values show. What is not there counts as none. `share` of the observations must come out so. Undefined where what is
 * found could be a coincidence.
 */
export function explainArithmetic(
  observations: readonly Observation[],
  name: string,
  context: ExplainContext,
  share = shareMin,
): Computed | undefined {
  if (observations.length < observationsMin || !observations.every(({ target }) => typeof target === 'number')) return undefined
  const targets = observations.map(({ target }) => target as number)
  if (targets.every((target) => target === targets[0])) return undefined
  // The same numbers are asked about under many headings.
  const where = context.scopes.numbersOf(observations.map(({ scope }) => scope))
  const work = () => compute(observations, { targets, name, share }, where, context)
  return context.scopes.remember(`arithmetic ${share} ${name} ${targets.join()} ${where}`, work)
}

function compute(
  observations: readonly Observation[],
  { targets, name, share }: Pick<Search, 'targets' | 'name' | 'share'>,
  where: string,
  context: ExplainContext,
): Computed | undefined {
  const digits = Math.max(...targets.map(decimalsOf))
  // The numbers at hand do not depend on what is to be explained.
  const operands = context.scopes.remember(`operands ${where}`, () => gatherOperands(observations, context)).map(toFormula)
  const search: Search = { ...toSearch({ targets, digits, share, costMax: bitsOf(targets, digits) - candidateBits }), name }
  const kinds = [steps(operands, search), pairs(operands, search), shares(operands, search), triples(operands, search)]
  let found: Computed | undefined
  for (const formulas of kinds) {
    const best = bestOf(formulas, search)
    const computed = best && spell(best, search, observations, context)
    if (computed?.hits === observations.length) return computed
    if (computed && computed.hits > (found?.hits ?? 0)) found = computed
  }
  return found
}

interface Search extends FormulaSearch {
  readonly name: string
}

function decimalsOf(number: number): number {
  return /\.(\d+)$/.exec(String(number))?.[1]?.length ?? 0
}

/** The formula that gives most; of equals the cheapest. */
function bestOf(formulas: Iterable<Formula>, search: Search): Formula | undefined {
  let best: { formula: Formula; hits: number } | undefined
  for (const formula of formulas) {
    if (formula.cost > search.costMax) continue
    const hits = fitRounding(formula.valueAt, search.targets, precisionOf(search, formula.isFractional))
    if (!hits || (best && (hits.length < best.hits || (hits.length === best.hits && formula.cost >= best.formula.cost)))) continue
    if (isEnough(formula, hits, search)) best = { formula, hits: hits.length }
  }
  return best?.formula
}

/** The most that the targets can say for a formula. */
function bitsOf(targets: readonly number[], digits: number): number {
  const said = targets.reduce((bits, target) => bits + valueBits(target, digits), 0)
  return nameBits + Math.min(repeatedBitsMax, Math.log2(targets.length)) + said
}

/** What a number says for the formula that gives it. */
function valueBits(target: number, digits: number): number {
  return Math.min(valueBitsMax, Math.log2(1 + Math.abs(target) * 10 ** digits))
}

/** Whether numbers are too many and too odd to be met by chance. The same numbers again say nothing new, nor do those that one operand gives alone. */
function isEnough(formula: Formula, hits: readonly number[], { targets, digits, name }: Search): boolean {
  let bits = formula.operands.some(({ field }) => sameField(field, name)) ? nameBits : 0
  // Small numbers say little each, but many of them without an exception do.
  bits += Math.min(repeatedBitsMax, Math.log2(hits.length))
  const seen = new Set<string>()
  for (const at of hits) {
    const target = targets[at] as number
    const values = formula.operands.map((operand) => operand.values[at])
    const id = [target, ...values].join()
    if (target === 0 || seen.has(id) || values.includes(target)) continue
    seen.add(id)
    bits += valueBits(target, digits)
  }
  const needed = candidateBits + formula.cost
  if (seen.size >= distinctMin) return bits >= needed
  // One or two odd numbers will do where nothing at all speaks against it: what is added is mostly nothing.
  return seen.size > 0 && hits.length === targets.length && bits >= needed + fewBits
}

/** The expression as the language reads it: rounded in the way that gives most of the values. */
function spell(
  formula: Formula,
  { digits, share }: Search,
  observations: readonly Observation[],
  context: ExplainContext,
): Computed | undefined {
  let best: Computed | undefined
  for (const text of roundedTexts(formula.print(), digits)) {
    const hits = observations.filter(({ scope, target }) => equal(context.scopes.evaluate(text, scope), target)).length
    if (hits > (best?.hits ?? 0)) best = { text, hits }
    if (hits === observations.length) break
  }
  return best && best.hits >= observations.length * share ? best : undefined
}
