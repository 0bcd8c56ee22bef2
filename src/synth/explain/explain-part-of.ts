import { equal, type Value } from '#lang'
import { sameField } from '../naming.ts'
import type { Observation } from './explanation.ts'
import type { ExplainContext } from './explanation-context.ts'
import type { Term } from './terms.ts'

const separators = [' ', '@', '-', '/', ':', '.', '_', ',']

/** A part of a text at hand: its first or last characters (an initial, the last four digits), or what a separator parts off; perhaps in another case. */
export function explainPartOf(observations: readonly Observation[], name: string, context: ExplainContext): string | undefined {
  const first = observations[0]
  if (!first || observations.length < 2 || !observations.every(({ target }) => typeof target === 'string' && target !== ''))
    return undefined
  if (new Set(observations.map(({ target }) => target)).size < 2) return undefined
  const rank = ({ term }: { term: Term }) => term.cost + (sameField(term.field, name) ? 0 : 1)
  const holders = first.scope.terms.all
    .filter(({ term, value }) => !/^(lower|upper|slug|string|trim)\(/.test(term.text) && holds(value, first.target as string))
    .sort((a, b) => rank(a) - rank(b) || (a.term.text < b.term.text ? -1 : 1))
  const isGiven = (text: string) => observations.every(({ scope, target }) => equal(context.scopes.evaluate(text, scope), target))
  const parts = holders.flatMap(({ term, value }) => partsOf(term.text, value as string, first.target as string))
  // As it stands there first, then in another case.
  return parts.find(isGiven) ?? parts.flatMap((text) => [`upper(${text})`, `lower(${text})`]).find(isGiven)
}

function holds(value: Value, part: string): value is string {
  return typeof value === 'string' && value.length > part.length && value.toLowerCase().includes(part.toLowerCase())
}

/** Expressions that give the part of this text, and may give that of others. */
function partsOf(text: string, value: string, part: string): string[] {
  const found: string[] = []
  const folded = value.toLowerCase()
  const wanted = part.toLowerCase()
  for (const separator of separators) {
    const pieces = folded.split(separator)
    if (pieces.length < 2) continue
    const quoted = JSON.stringify(separator)
    if (pieces[0] === wanted) found.push(`first(split(${text}, ${quoted}))`)
    if (pieces.at(-1) === wanted) found.push(`last(split(${text}, ${quoted}))`)
    if (pieces.length > 2 && pieces[1] === wanted) found.push(`split(${text}, ${quoted})[1]`)
  }
  if (folded.startsWith(wanted)) found.push(`substring(${text}, 0, ${part.length})`)
  if (folded.endsWith(wanted)) found.push(`substring(${text}, -${part.length})`)
  return found
}
