/** A number at hand in each observation. */
export interface Column {
  readonly text: string
  readonly cost: number
  readonly values: readonly (number | undefined)[]
}

export interface Formula {
  readonly text: string
  /** More for what is right more often and said in less. */
  readonly score: number
  /** What it gives in an observation. */
  give(at: number): number | undefined
}

const shareMin = 0.75
const decimalsMax = 4
const formulasMax = 12

/** Formulas that give most of the targets, the best first: a number at hand, a sum, a difference, a product, a share of one (rounded). */
export function findFormulas(targets: readonly number[], columns: readonly Column[]): readonly Formula[] {
  const search = new Search(targets)
  for (const column of columns) {
    search.consider(column.text, column.cost, (at) => column.values[at])
    search.considerRate(column)
  }
  for (const [at, a] of columns.entries())
    for (const b of columns.slice(at + 1)) {
      const cost = a.cost + b.cost
      search.consider(`${a.text} + ${b.text}`, cost + 1, (row) => combine(a, b, row, (x, y) => x + y))
      search.consider(`${a.text} - ${b.text}`, cost + 1.5, (row) => combine(a, b, row, (x, y) => x - y))
      search.consider(`${b.text} - ${a.text}`, cost + 1.5, (row) => combine(a, b, row, (x, y) => y - x))
      search.consider(`${a.text} * ${b.text}`, cost + 1.5, (row) => combine(a, b, row, (x, y) => x * y))
      search.considerRate({
        text: `${a.text} * ${b.text}`,
        cost: cost + 1.5,
        values: targets.map((_, row) => combine(a, b, row, (x, y) => x * y)),
      })
    }
  return search.found.sort((a, b) => b.score - a.score || (a.text < b.text ? -1 : 1)).slice(0, formulasMax)
}

function combine(a: Column, b: Column, row: number, operate: (x: number, y: number) => number): number | undefined {
  const [x, y] = [a.values[row], b.values[row]]
  return x === undefined || y === undefined ? undefined : operate(x, y)
}

class Search {
  readonly #targets: readonly number[]
  readonly #digits: number
  readonly found: Formula[] = []

  constructor(targets: readonly number[]) {
    this.#targets = targets
    this.#digits = Math.max(...targets.map((target) => Math.min(decimalsMax, String(target).split('.')[1]?.length ?? 0)))
  }

  /** A formula counts where it says something: in enough different cases that are not nothing. */
  consider(text: string, cost: number, give: (at: number) => number | undefined): void {
    let right = 0
    let known = 0
    const misses = this.#targets.length * (1 - shareMin)
    const told = new Set<number>()
    for (const [at, target] of this.#targets.entries()) {
      const value = give(at)
      if (value === undefined) continue
      known++
      if (Math.abs(value - target) < 1e-6) {
        right++
        if (target !== 0) told.add(target)
      } else if (known - right > misses) return
    }
    if (known < this.#targets.length * 0.5 || told.size < 3) return
    const share = right / known
    if (share >= shareMin) this.found.push({ text, score: share * 25 - cost, give })
  }

  /** A constant share of a number, rounded as the targets are. */
  considerRate({ text, cost, values }: Column): void {
    const unit = 10 ** -this.#digits
    const rates = new Map<string, number>()
    let seen = 0
    for (const [at, target] of this.#targets.entries()) {
      const value = values[at]
      if (value === undefined || value === 0 || target === 0) continue
      // Large numbers tell the rate best; some of them do.
      if (++seen > 12) break
      const simple = simplest((target - unit / 2) / value, (target + unit / 2) / value)
      if (simple !== undefined) rates.set(simple, (rates.get(simple) ?? 0) + 1)
    }
    for (const [rate, count] of [...rates].sort((a, b) => b[1] - a[1]).slice(0, 2)) {
      if (count < 2 || rate === '1' || rate === '0') continue
      const factor = Number(rate)
      const scale = 10 ** this.#digits
      const rounded = `round(${text} * ${rate}${this.#digits > 0 ? `, ${this.#digits}` : ''})`
      this.consider(rounded, cost + 2 + rate.length * 0.3, (at) => {
        const value = values[at]
        return value === undefined ? undefined : Math.round(Number((value * factor * scale).toFixed(6))) / scale
      })
    }
  }
}

/** The number with the fewest decimals between two bounds. */
function simplest(one: number, other: number): string | undefined {
  const [low, high] = one < other ? [one, other] : [other, one]
  for (let digits = 0; digits <= decimalsMax; digits++) {
    const scale = 10 ** digits
    const candidate = Math.ceil(low * scale) / scale
    if (candidate <= high) return String(candidate)
  }
  return undefined
}
