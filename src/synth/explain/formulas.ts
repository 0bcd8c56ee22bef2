import { printLiteral } from '#lang'
import type { Operand } from './operands.ts'
import { isOff, mayHaveRate, type Precision, toPrecision, wayOfRounding } from './rounding.ts'

/** A way to compute a number, with what it gives at the observations. */
export interface Formula {
  /** Its expression. */
  readonly print: () => string
  readonly cost: number
  /** The operands that it is made of. */
  readonly operands: readonly Operand[]
  /** A quotient or a rate: its values are not whole where the operands are. */
  readonly isFractional: boolean
  /** By the place of the observation; worked out when it is asked for, as most formulas are refuted by the first of them. */
  readonly valueAt: (at: number) => number
}

/** What formulas are searched for. */
export interface FormulaSearch {
  readonly targets: readonly number[]
  /** Digits behind the point of the targets. */
  readonly digits: number
  /** Of the targets that a formula must give. */
  readonly share: number
  /** What a formula may cost. */
  readonly costMax: number
  /** Whole numbers are rounded after a division or a rate only: else too much fits. */
  readonly precision: { readonly whole: Precision; readonly fractional: Precision }
  /** Place of the target that refutes most: the largest. */
  readonly telling: number
}

const triplesOfMax = 12
const placesMax = 6
/** Seconds in a minute, cents in a euro, and the like. */
const units = [7, 12, 24, 60, 100, 365, 1000, 1024, 3600, 86_400]

export function toSearch({
  targets,
  digits,
  share,
  costMax,
}: Pick<FormulaSearch, 'targets' | 'digits' | 'share' | 'costMax'>): FormulaSearch {
  const [whole, fractional] = [digits > 0 ? digits : undefined, digits].map((rounded) => toPrecision(targets.length, rounded, share))
  const sizes = targets.map(Math.abs)
  return {
    targets,
    digits,
    share,
    costMax,
    precision: { whole: whole as Precision, fractional: fractional as Precision },
    telling: sizes.indexOf(Math.max(...sizes)),
  }
}

export function precisionOf({ precision }: FormulaSearch, isFractional: boolean): Precision {
  return isFractional ? precision.fractional : precision.whole
}

export function toFormula(operand: Operand): Formula {
  return {
    print: () => operand.text,
    cost: operand.cost,
    operands: [operand],
    isFractional: false,
    valueAt: (at) => operand.values[at] as number,
  }
}

/** A number and a constant step, such as the next version; the number with the other sign. */
export function* steps(operands: readonly Formula[], { targets, share }: FormulaSearch): Iterable<Formula> {
  for (const operand of operands) {
    const { print, cost, valueAt } = operand
    const differences = targets.map((target, at) => Math.round((target - valueAt(at)) * 1e6) / 1e6)
    const step = commonest(differences, share)
    if (step !== undefined && step !== 0 && isPlain(step))
      yield {
        ...operand,
        print: () => (step > 0 ? `${print()} + ${printLiteral(step)}` : `${print()} - ${printLiteral(-step)}`),
        cost: cost + (Number.isInteger(step) ? 1 : 3),
        valueAt: (at) => valueAt(at) + step,
      }
    yield { ...operand, print: () => `-${wrap(operand)}`, cost: cost + 2, valueAt: (at) => -valueAt(at) }
  }
}

/** Two numbers by each of the four operations. */
export function* pairs(operands: readonly Formula[], search: FormulaSearch): Iterable<Formula> {
  for (const [a, b] of eachPair(operands))
    for (const operation of operations) if (isFitting(operation, a, b, search)) yield combine(operation, a, b)
}

/** A rate of a number, or of the sum or difference of two: taxes, fees, other units. */
export function* shares(operands: readonly Formula[], search: FormulaSearch): Iterable<Formula> {
  const precision = precisionOf(search, true)
  const fits = (valueAt: (at: number) => number) => wayOfRounding(valueAt, search.targets, precision) !== undefined
  for (const base of operands) for (const unit of units) if (fits((at) => base.valueAt(at) / unit)) yield toUnit(base, unit)
  const fittingRate = (valueAt: (at: number) => number) => {
    const rate = mayHaveRate(valueAt, search.targets, precision) ? rateOf(valueAt, search) : undefined
    return rate !== undefined && fits((at) => valueAt(at) * rate) ? rate : undefined
  }
  for (const base of operands) {
    const rate = fittingRate(base.valueAt)
    if (rate !== undefined) yield atRate(base, rate)
  }
  for (const [a, b] of eachPair(operands))
    for (const operation of sums) {
      const rate = fittingRate((at) => operation.run(a.valueAt(at), b.valueAt(at)))
      if (rate !== undefined) yield atRate(combine(operation, a, b), rate)
    }
}

function atRate(base: Formula, rate: number): Formula {
  return {
    ...base,
    isFractional: true,
    print: () => `${wrap(base)} * ${printLiteral(rate)}`,
    cost: base.cost + 2 + String(rate).length * 0.5,
    valueAt: (at) => base.valueAt(at) * rate,
  }
}

function toUnit(base: Formula, unit: number): Formula {
  return {
    ...base,
    isFractional: true,
    print: () => `${wrap(base)} / ${unit}`,
    cost: base.cost + 2.5,
    valueAt: (at) => base.valueAt(at) / unit,
  }
}

/** Three numbers, put together one after the other. */
export function* triples(operands: readonly Formula[], search: FormulaSearch): Iterable<Formula> {
  const few = operands.slice(0, triplesOfMax)
  for (const [a, b] of eachPair(few)) {
    for (const operation of operations) {
      if (operation.isFractional) continue
      const both = remember(combine(operation, a, b))
      for (const c of few) {
        if (c === a || c === b) continue
        for (const last of operations) if (isFitting(last, both, c, search)) yield combine(last, both, c)
      }
    }
  }
}

function* eachPair(operands: readonly Formula[]): Iterable<readonly [Formula, Formula]> {
  for (const [index, a] of operands.entries()) for (const b of operands.slice(index + 1)) yield [a, b]
}

interface Operation {
  readonly run: (a: number, b: number) => number
  readonly print: (a: Formula, b: Formula) => string
  /** Bits beyond those of its operands. */
  readonly cost: number
  readonly isFractional: boolean
}

const sums: readonly Operation[] = [
  { run: (a, b) => a + b, print: (a, b) => `${a.print()} + ${b.print()}`, cost: 1, isFractional: false },
  { run: (a, b) => a - b, print: (a, b) => `${a.print()} - ${wrap(b)}`, cost: 1, isFractional: false },
  { run: (a, b) => b - a, print: (a, b) => `${b.print()} - ${wrap(a)}`, cost: 1, isFractional: false },
]

const operations: readonly Operation[] = [
  ...sums,
  { run: (a, b) => a * b, print: (a, b) => `${wrap(a)} * ${wrap(b)}`, cost: 1.2, isFractional: false },
  { run: (a, b) => a / b, print: (a, b) => `${wrap(a)} / ${wrap(b)}`, cost: 2, isFractional: true },
  { run: (a, b) => b / a, print: (a, b) => `${wrap(b)} / ${wrap(a)}`, cost: 2, isFractional: true },
]

/** Whether what two formulas give together is the targets: tried before it is made, since hardly any is, and on the telling one first. */
function isFitting({ run, cost, isFractional }: Operation, a: Formula, b: Formula, search: FormulaSearch): boolean {
  if (a.cost + b.cost + cost > search.costMax) return false
  const { targets, telling } = search
  const precision = precisionOf(search, a.isFractional || b.isFractional || isFractional)
  const target = targets[telling] as number
  if (precision.missesMax === 0 && isOff(run(a.valueAt(telling), b.valueAt(telling)) - target, target, precision.unit)) return false
  return wayOfRounding((at) => run(a.valueAt(at), b.valueAt(at)), targets, precision) !== undefined
}

function combine({ run, print, cost, isFractional }: Operation, a: Formula, b: Formula): Formula {
  return {
    print: () => print(a, b),
    cost: a.cost + b.cost + cost,
    operands: [...a.operands, ...b.operands],
    isFractional: a.isFractional || b.isFractional || isFractional,
    valueAt: (at) => run(a.valueAt(at), b.valueAt(at)),
  }
}

/** The same formula, which works out each value once: for what many others are made of. */
function remember(formula: Formula): Formula {
  const known: number[] = []
  return { ...formula, valueAt: (at) => (known[at] ??= formula.valueAt(at)) }
}

/** The shortest decimal number that turns the largest value of the base into its target. */
function rateOf(valueAt: (at: number) => number, { targets, digits }: FormulaSearch): number | undefined {
  let [ratio, largest] = [Number.NaN, 0]
  for (let at = 0; at < targets.length; at++) {
    const [value, target] = [valueAt(at), targets[at] as number]
    const size = Math.abs(value)
    if (size > largest && Number.isFinite(size) && target !== 0) {
      ratio = target / value
      largest = size
    }
  }
  if (!Number.isFinite(ratio)) return undefined
  const slack = 10 ** -digits / largest + 1e-12
  for (let places = 0; places <= placesMax; places++) {
    const rate = Number(ratio.toFixed(places))
    if (rate !== 0 && Math.abs(rate) !== 1 && Math.abs(rate - ratio) <= slack) return rate
  }
  return undefined
}

function wrap({ print }: Formula): string {
  const text = print()
  return /^[\w.[\]"$]+$|^\w+\([^()]*\)$/.test(text) ? text : `(${text})`
}

function commonest(numbers: readonly number[], share: number): number | undefined {
  const counts = new Map<number, number>()
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1)
  const best = [...counts].sort((a, b) => b[1] - a[1])[0]
  return best && best[1] >= numbers.length * share ? best[0] : undefined
}

/** A step that someone would write down. */
function isPlain(step: number): boolean {
  return Number.isFinite(step) && String(Math.abs(step)).replace('.', '').length <= 4
}
