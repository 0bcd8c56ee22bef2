import { printLiteral } from '#lang'
import { sameField } from '../naming.ts'
import { explainArithmetic } from './explain-arithmetic.ts'
import { gives } from './explain-moment.ts'
import type { Observation } from './explanation.ts'
import type { ExplainContext } from './explanation-context.ts'
import type { Term } from './terms.ts'

const presentMin = 2
const digitsMax = 8

/**
 * A number that is always written with so many digits after the point, `"12.50"`, whether a number or a text was sent, or what such numbers
 * come to; where none was sent, it is what it was, or one constant.
 */
export function explainFixed(observations: readonly Observation[], name: string, context: ExplainContext): string | undefined {
  const present = observations.filter(({ target }) => target !== undefined && target !== null)
  const digits = digitsOf(present)
  if (digits === undefined || present.length < presentMin) return undefined
  const rest = observations.find(({ target }) => target === undefined || target === null)
  const texts = termsOfNumbers(present, name).map((term) => term.text)
  const numbers = present.map((observation) => ({ ...observation, target: Number(observation.target) }))
  const computed = explainArithmetic(numbers, name, context)
  for (const inner of [...texts, ...(computed ? [computed.text] : [])]) {
    const text = `decimal(${inner}, ${digits})`
    const seconds = [`self.${name}`, ...(rest?.target === null ? [printLiteral(null)] : [])].map((last) => `coalesce(${text}, ${last})`)
    const found = [text, ...seconds].find((candidate) => observations.every((observation) => gives(candidate, observation, context)))
    if (found !== undefined) return found
  }
  return undefined
}

/** How many digits follow the point, the same in all. */
function digitsOf(observations: readonly Observation[]): number | undefined {
  const counts = new Set(
    observations.map(({ target }) => (typeof target === 'string' ? /^-?\d+\.(\d+)$/.exec(target)?.[1]?.length : undefined) ?? 0),
  )
  const [digits = 0] = counts
  return counts.size === 1 && digits > 0 && digits <= digitsMax ? digits : undefined
}

/** What has the same number wherever it is there, under the same name first. */
function termsOfNumbers(observations: readonly Observation[], name: string): Term[] {
  const counts = new Map<string, { term: Term; count: number }>()
  for (const { scope, target } of observations) {
    for (const { term, value } of scope.terms.all) {
      if ((typeof value !== 'number' && typeof value !== 'string') || value === '' || Number(value) !== Number(target)) continue
      if (!sameField(term.field, name)) continue
      const entry = counts.get(term.text) ?? { term, count: 0 }
      counts.set(term.text, entry)
      entry.count++
    }
  }
  return [...counts.values()].sort((a, b) => b.count - a.count || a.term.cost - b.term.cost).map(({ term }) => term)
}
