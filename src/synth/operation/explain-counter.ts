import { parseExpression, printMember } from '#lang'
import type { Explanation } from '../explain/explanation.ts'
import type { Change } from './operation-draft.ts'

const stepsMin = 3
const namedMin = 2
const named = /count|number|total|version|revision|attempt/i

/**
 * A number that each of these calls moves by one, up or down. What several of them did between two readings counts, too, as long as no other
 * write came between. Numbers that always began as the same one may be states: then the name must say that something is counted.
 */
export function explainCounter(changes: readonly Change[], field: string): Explanation | undefined {
  const steps = stepsOf(changes, field)
  const [first] = steps
  if (!first || steps.length < (named.test(field) ? namedMin : stepsMin)) return undefined
  const isVaried = steps.some(({ from, count }) => from !== first.from || count !== first.count)
  if (!isVaried && !named.test(field)) return undefined
  const by = Math.sign(first.to - first.from)
  if (by === 0 || !steps.every(({ from, to, count }) => to === from + by * count)) return undefined
  const expression = parseExpression(`self${printMember(field)} ${by > 0 ? '+' : '-'} 1`)
  return { template: { kind: 'expression', expression }, hits: steps.length, of: steps.length }
}

interface Step {
  readonly from: number
  readonly to: number
  /** How many of the calls lie between. */
  readonly count: number
}

function stepsOf(changes: readonly Change[], field: string): Step[] {
  const own = new Set(changes.map(({ call }) => `${call.session} ${call.index}`))
  return changes.flatMap(({ call, before, after, unknown, unsure }): Step[] => {
    const [from, to] = [before[field], after[field]]
    const others = unsure.get(field) ?? []
    if (unknown.has(field) || typeof from !== 'number' || typeof to !== 'number') return []
    return others.every((index) => own.has(`${call.session} ${index}`)) ? [{ from, to, count: others.length + 1 }] : []
  })
}
