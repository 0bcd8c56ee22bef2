import { printLiteral } from '#lang'
import type { Operand } from './operands.ts'

/** A way to compute a number, with its values at the observations. */
export interface Formula {
  /** Its expression. */
  readonly print: () => string
  readonly cost: number
  /** The operands that it is made of. */
  readonly operands: readonly Operand[]
  /** A quotient or a rate: its values are not whole where the operands are. */
  readonly isFractional: boolean
  readonly valueAt: (at: number) => number
}

const triplesOfMax = 12
const placesMax = 6
/** Seconds in a minute, cents in a euro, and the like. */
const units = [7, 12, 24, 60, 100, 365, 1000, 1024, 3600, 86_400]

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
export function* steps(operands: readonly Formula[], targets: readonly number[], share: number): Iterable<Formula> {
  for (const operand of operands) {
    const differences = targets.map((target, at) => Math.round((target - operand.valueAt(at)) * 1e6) / 1e6)
    const step = commonest(differences, share)
    if (step !== undefined && step !== 0 && isPlain(step))
      yield {
        ...operand,
        print: () => (step > 0 ? `${operand.print()} + ${printLiteral(step)}` : `${operand.print()} - ${printLiteral(-step)}`),
        cost: operand.cost + (Number.isInteger(step) ? 1 : 3),
        valueAt: (at) => operand.valueAt(at) + step,
      }
    yield { ...operand, print: () => `-${wrap(operand)}`, cost: operand.cost + 2, valueAt: (at) => -operand.valueAt(at) }
  }
}

/** Two numbers by each of the four operations. */
export function* pairs(operands: readonly Formula[]): Iterable<Formula> {
  for (const [index, a] of operands.entries()) for (const b of operands.slice(index + 1)) yield* combine(a, b)
}

/** A rate of a number, or of the sum or difference of two: taxes, fees, other units. */
export function* shares(operands: readonly Formula[], targets: readonly number[], digits: number): Iterable<Formula> {
  for (const base of operands) for (const unit of units) yield toUnit(base, unit)
  for (const base of [...operands, ...[...sumsOf(operands)].map(held)]) {
    const rate = rateOf(base, targets, digits)
    if (rate === undefined) continue
    yield {
      ...base,
      isFractional: true,
      print: () => `${wrap(base)} * ${printLiteral(rate)}`,
      cost: base.cost + 2 + String(rate).length * 0.5,
      valueAt: (at) => base.valueAt(at) * rate,
    }
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

function* sumsOf(operands: readonly Formula[]): Iterable<Formula> {
  for (const [index, a] of operands.entries()) for (const b of operands.slice(index + 1)) yield* addUp(a, b)
}

/** Three numbers, put together one after the other. */
export function* triples(operands: readonly Formula[]): Iterable<Formula> {
  const few = operands.slice(0, triplesOfMax)
  for (const [index, a] of few.entries())
    for (const b of few.slice(index + 1))
      for (const both of combine(a, b)) {
        if (both.isFractional) continue
        const pair = held(both)
        for (const c of few) if (c !== a && c !== b) yield* combine(pair, c)
      }
}

/** The same formula with its values worked out. */
function held(formula: Formula): Formula {
  const values = (formula.operands[0]?.values ?? []).map((_, at) => formula.valueAt(at))
  return { ...formula, valueAt: (at) => values[at] as number }
}

function* combine(a: Formula, b: Formula): Iterable<Formula> {
  yield* addUp(a, b)
  const cost = a.cost + b.cost + 1
  const operands = [...a.operands, ...b.operands]
  const isFractional = a.isFractional || b.isFractional
  yield { print: () => `${wrap(a)} * ${wrap(b)}`, cost: cost + 0.2, operands, isFractional, valueAt: (at) => a.valueAt(at) * b.valueAt(at) }
  yield {
    print: () => `${wrap(a)} / ${wrap(b)}`,
    cost: cost + 1,
    operands,
    isFractional: true,
    valueAt: (at) => a.valueAt(at) / b.valueAt(at),
  }
  yield {
    print: () => `${wrap(b)} / ${wrap(a)}`,
    cost: cost + 1,
    operands,
    isFractional: true,
    valueAt: (at) => b.valueAt(at) / a.valueAt(at),
  }
}

function* addUp(a: Formula, b: Formula): Iterable<Formula> {
  const cost = a.cost + b.cost + 1
  const made = { cost, operands: [...a.operands, ...b.operands], isFractional: a.isFractional || b.isFractional }
  yield { ...made, print: () => `${a.print()} + ${b.print()}`, valueAt: (at) => a.valueAt(at) + b.valueAt(at) }
  yield { ...made, print: () => `${a.print()} - ${wrap(b)}`, valueAt: (at) => a.valueAt(at) - b.valueAt(at) }
  yield { ...made, print: () => `${b.print()} - ${wrap(a)}`, valueAt: (at) => b.valueAt(at) - a.valueAt(at) }
}

/** The shortest decimal number that turns the largest value of the base into its target. */
function rateOf(base: Formula, targets: readonly number[], digits: number): number | undefined {
  let largest = { ratio: Number.NaN, size: 0 }
  for (const [at, target] of targets.entries()) {
    const size = Math.abs(base.valueAt(at))
    if (size > largest.size && Number.isFinite(size) && target !== 0) largest = { ratio: target / base.valueAt(at), size }
  }
  if (!Number.isFinite(largest.ratio)) return undefined
  const slack = 10 ** -digits / largest.size + 1e-12
  for (let places = 0; places <= placesMax; places++) {
    const rate = Number(largest.ratio.toFixed(places))
    if (rate !== 0 && Math.abs(rate) !== 1 && Math.abs(rate - largest.ratio) <= slack) return rate
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
