import { explainAlike } from './explain-alike.ts'
import { explainArithmetic } from './explain-arithmetic.ts'
import type { Observation } from './explanation.ts'
import type { ExplainContext } from './explanation-context.ts'

const digitsMax = 12

/** A number in a fixed text, filled up with zeros or not: `INV-0007`, `#12`, `2026/00003`. */
export function explainNumbered(
  observations: readonly Observation[],
  name: string,
  context: ExplainContext,
  depth: number,
): string | undefined {
  const read = observations.map(({ target }) => (typeof target === 'string' ? /^(.*?)(\d+)(\D*)$/s.exec(target) : null))
  const first = read[0]
  if (!first || observations.length < 2) return undefined
  const [, before = '', digits = '', after = ''] = first
  if (before === '' && after === '' && !read.some((match) => match?.[2]?.startsWith('0'))) return undefined
  if (!read.every((match) => match && match[1] === before && match[3] === after && (match[2]?.length ?? 0) <= digitsMax)) return undefined
  const numbers = read.map((match) => match?.[2] ?? '')
  const isFilled = numbers.some((number) => number.length > 1 && number.startsWith('0'))
  const width = Math.min(...numbers.map((number) => number.length))
  if (isFilled && numbers.some((number) => number.length > width && number.startsWith('0'))) return undefined
  const values = observations.map(({ scope }, at) => ({ scope, target: Number(numbers[at]) }))
  const number = explainAlike(values, name, context, depth + 1) ?? exactly(explainArithmetic(values, name, context), values.length)
  if (number === undefined || digits === '') return undefined
  const parts = [
    ...(before === '' ? [] : [JSON.stringify(before)]),
    isFilled ? `pad(${number}, ${width})` : `string(${number})`,
    ...(after === '' ? [] : [JSON.stringify(after)]),
  ]
  return parts.join(' + ')
}

function exactly(computed: { text: string; hits: number } | undefined, count: number): string | undefined {
  return computed?.hits === count ? computed.text : undefined
}
