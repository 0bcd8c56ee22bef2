import type { Value } from '#lang'
import { keyRank } from '../collection/collection-draft.ts'
import { ownName } from '../naming.ts'
import type { Observation } from './explanation.ts'
import type { ExplainContext } from './explanation-context.ts'
import type { Term } from './terms.ts'

/** A number at hand in most observations. */
export interface Operand {
  readonly text: string
  readonly cost: number
  readonly field: string
  /** By the place of the observation; not a number where it is none. */
  readonly values: readonly number[]
}

const probesMax = 8
const evaluatedMax = 60
const operandsMax = 24

/** The numbers that a formula may be made of, the cheapest first: those that vary, each once. One that is not always there counts as 0 where it is not. */
export function gatherOperands(observations: readonly Observation[], context: ExplainContext): Operand[] {
  const found = new Map<string, Operand>()
  for (const { term, isText } of numericTerms(observations).slice(0, evaluatedMax)) {
    const { text, cost, field } = term
    const spelled = isText ? `number(${text})` : text
    const read = observations.map(({ scope }) => asNumber(context.scopes.evaluate(text, scope)))
    const missing = read.filter((value) => value === undefined || value === null).length
    if (missing === read.length || read.some((value) => !isNumberOrNone(value))) continue
    const values = read.map((value) => (typeof value === 'number' ? value : 0))
    if (values.every((value) => value === values[0])) continue
    const id = values.join()
    if (!found.has(id))
      found.set(id, { text: missing > 0 ? `coalesce(${spelled}, 0)` : spelled, cost: cost + (missing > 0 ? 1 : 0), field, values })
    if (found.size === operandsMax) break
  }
  return [...found.values()]
}

function isNumberOrNone(value: Value): boolean {
  return value === undefined || value === null || (typeof value === 'number' && Number.isFinite(value))
}

/** A number, also one that is written as a text with digits after the point, as money is: `"12.50"`. */
function asNumber(value: Value): Value {
  return isDecimal(value) ? Number(value) : value
}

export function isDecimal(value: Value): value is string {
  return typeof value === 'string' && /^-?\d+\.\d+$/.test(value)
}

interface NumericTerm {
  readonly term: Term
  readonly isText: boolean
}

/** Terms that give numbers other than keys in some of the observations, the cheapest first. */
function numericTerms(observations: readonly Observation[]): NumericTerm[] {
  const step = Math.max(1, Math.floor(observations.length / probesMax))
  const terms = new Map<string, NumericTerm>()
  for (const [at, { scope }] of observations.entries()) {
    if (at % step !== 0) continue
    for (const { term, value } of scope.terms.all)
      if ((typeof value === 'number' || isDecimal(value)) && keyRank(ownName(term.field)) >= 50)
        terms.set(term.text, { term, isText: typeof value !== 'number' })
  }
  return [...terms.values()].sort(({ term: a }, { term: b }) => a.cost - b.cost || (a.text < b.text ? -1 : 1))
}
