import { equal, functions, type Value } from '#lang'

/** A way in which services round, or none. */
export interface Rounding {
  readonly cost: number
  readonly run: (value: number, digits: number) => Value
  readonly print: (text: string, digits: number) => string
}

const onScaled = (name: 'round' | 'floor' | 'ceil') => ({
  run: (value: number, digits: number) => (functions[name]?.(value * 10 ** digits) as number) / 10 ** digits,
  print: (text: string, digits: number) => (digits === 0 ? `${name}(${text})` : `${name}((${text}) * ${10 ** digits}) / ${10 ** digits}`),
})

/** The ways of rounding, the likelier first: not at all, the decimal spelling, what the binary number is when it was multiplied. */
const roundings: readonly Rounding[] = [
  { cost: 0, run: (value) => value, print: (text) => text },
  {
    cost: 1,
    run: (value, digits) => functions.round?.(value, digits),
    print: (text, digits) => (digits === 0 ? `round(${text})` : `round(${text}, ${digits})`),
  },
  { cost: 1.5, ...onScaled('round') },
  { cost: 2, ...onScaled('floor') },
  { cost: 2.5, ...onScaled('ceil') },
]

/** Digits behind the point; 0 for what is no number, or is one with an exponent. */
export function decimalsOf(value: Value): number {
  return typeof value === 'number' ? (/^-?\d+\.(\d+)$/.exec(String(value))?.[1]?.length ?? 0) : 0
}

/** Digits that targets are rounded to: more than that many is not rounded. */
const digitsMax = 6

/** Keeps the ways of rounding under which computed values are what was seen. */
export class RoundingSearch {
  readonly #digits: number
  #left: readonly Rounding[] = roundings

  /** `digits`: the most that a target has behind the point. */
  constructor(digits: number) {
    this.#digits = digits
    if (digits > digitsMax) this.#left = roundings.slice(0, 1)
  }

  /** Whether some way that is left gives the target; those that don't are given up where there is one. */
  admits(value: Value, target: Value): boolean {
    if (typeof value !== 'number' || typeof target !== 'number') return equal(value, target)
    const right = this.#left.filter(({ run }) => equal(run(value, this.#digits), target))
    if (right.length === 0) return false
    this.#left = right
    return true
  }

  get best(): Rounding {
    return this.#left[0] as Rounding
  }

  print(text: string): string {
    return this.best.print(text, this.#digits)
  }
}
