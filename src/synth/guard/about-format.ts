import { parseTime } from '#lang'
import { asNumber } from './as-number.ts'
import { about, type Predicate, type Variable } from './predicate.ts'

/** Formats by which services check what they are sent; the first ones say most. */
const patterns: readonly (readonly [pattern: string, cost: number])[] = [
  ['^-?\\d+$', 3.4],
  ['^-?\\d+(\\.\\d+)?$', 3.6],
  ['^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$', 3.4],
  ['^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$', 3.4],
  ['^\\d{4}-\\d\\d-\\d\\d', 3.6],
  ['^\\d+-', 4],
  ['^[a-z0-9]+([-_][a-z0-9]+)*$', 4],
  ['^[A-Za-z0-9]', 4.2],
  ['^[A-Za-z][\\w.-]*$', 4.4],
]

/** Tests on the form of texts, the size of numbers, the place of moments. */
export function aboutFormat(variable: Variable): Predicate[] {
  const { text, values } = variable
  const texts = values.filter((value): value is string => typeof value === 'string')
  return [
    ...aboutPatterns(variable, texts),
    ...aboutRange(variable),
    ...aboutMoment(variable, texts),
    ...aboutLength(variable, text, texts),
  ]
}

function aboutPatterns(variable: Variable, texts: readonly string[]): Predicate[] {
  const { text } = variable
  const predicates: Predicate[] = []
  for (const [pattern, cost] of texts.length > 0 ? patterns : []) {
    const expression = new RegExp(pattern)
    const matching = texts.filter((value) => expression.test(value)).length
    if (matching === 0 || matching === texts.length) continue
    predicates.push(about(variable, `has(${text}) && !matches(${text}, ${JSON.stringify(pattern)})`, cost, 'pattern'))
    predicates.push(about(variable, `matches(${text}, ${JSON.stringify(pattern)})`, cost + 0.8, 'pattern'))
  }
  return predicates
}

function aboutRange(variable: Variable): Predicate[] {
  const { text, numbers: seen } = asNumber(variable)
  const numbers = [...new Set(seen)].sort((a, b) => a - b)
  const predicates: Predicate[] = []
  if (numbers.some((number) => number < 0)) predicates.push(about(variable, `${text} < 0`, 3, 'range'))
  if (numbers.some((number) => number === 0)) predicates.push(about(variable, `${text} <= 0`, 3.2, 'range'))
  for (let at = 1; at < numbers.length; at++) {
    const low = numbers[at - 1] as number
    const high = numbers[at] as number
    const limit = roundLimit(low, high)
    if (high > Math.abs(low) * 2 && high - low >= 5) predicates.push(about(variable, `${text} > ${limit}`, 5, 'range'))
  }
  return predicates
}

function aboutMoment(variable: Variable, texts: readonly string[]): Predicate[] {
  if (!texts.some((value) => parseTime(value) !== undefined)) return []
  const { text } = variable
  return [about(variable, `moment(${text}) < now`, 4.2, 'range'), about(variable, `moment(${text}) > now`, 4.2, 'range')]
}

/** Limits on length, where the lengths seen lie well apart. */
function aboutLength(variable: Variable, text: string, texts: readonly string[]): Predicate[] {
  const lengths = [...new Set(texts.map((value) => value.length))].sort((a, b) => a - b)
  const predicates: Predicate[] = []
  for (let at = 1; at < lengths.length; at++) {
    const low = lengths[at - 1] as number
    const high = lengths[at] as number
    if (high < low * 2 && high - low < 20) continue
    predicates.push(
      about(variable, `size(${text}) > ${roundLimit(low, high)}`, 5, 'length'),
      about(variable, `size(${text}) < ${roundLeast(low, high)}`, 5, 'length'),
    )
  }
  return predicates
}

/** The roundest number in [low, high): limits are round. */
function roundLimit(low: number, high: number): number {
  for (const limit of [255, 256, 100, 50, 64, 128, 500, 1000, 200, 30, 20, 10, 10_000, 100_000, 1_000_000])
    if (limit >= low && limit < high) return limit
  return low
}

/** The roundest number in (low, high]. */
function roundLeast(low: number, high: number): number {
  for (const limit of [8, 6, 10, 3, 5, 2, 4, 12]) if (limit > low && limit <= high) return limit
  return high
}
