import { sameField } from '../naming.ts'
import { explainAlike } from './explain-alike.ts'
import type { Observation } from './explanation.ts'
import type { ExplainContext } from './explanation-context.ts'
import { bestTerm } from './rank-terms.ts'

/** An expression of a part of a text in all observations: a text value, or a number written out. `cells` are the parts. */
export function explainTextPart(
  observations: readonly Observation[],
  cells: readonly string[],
  name: string,
  context: ExplainContext,
  depth: number,
): string | undefined {
  const asText = observations.map(({ scope }, at) => ({ scope, target: cells[at] }))
  const isNumber = cells.every((cell) => /^(0|[1-9]\d{0,14})$/.test(cell))
  const asNumber = isNumber ? observations.map(({ scope }, at) => ({ scope, target: Number(cells[at]) })) : []
  // A number of that very name is meant, rather than a text that reads the same.
  const named = isNumber ? bestTerm(asNumber, name, context, asNumber.length) : undefined
  if (named && name.includes('.') && sameField(named.field, name)) return `string(${named.text})`
  const plain = explainAlike(asText, name, context, depth + 1)
  if (plain !== undefined || !isNumber) return plain
  const number = explainAlike(asNumber, name, context, depth + 1) ?? explainStep(asNumber, context)
  return number === undefined ? undefined : `string(${number})`
}

/** The next of a revision that counts up, `2-…` after `1-…`: even where all texts have the same count it is no constant. */
export function explainRevision(
  observations: readonly Observation[],
  cells: readonly string[],
  context: ExplainContext,
): string | undefined {
  if (!cells.every((cell) => /^[1-9]\d{0,5}$/.test(cell))) return undefined
  const step = explainStep(
    observations.map(({ scope }, at) => ({ scope, target: Number(cells[at]) })),
    context,
  )
  return step?.includes('split(') ? `string(${step})` : undefined
}

const stepsMax = 3

/**
 * One more than a number at hand, or than the number that a text at hand begins with: versions and revisions. Where that is not there
 * the next one counts, and one last constant: the first revision.
 */
function explainStep(observations: readonly Observation[], context: ExplainContext): string | undefined {
  const parts: string[] = []
  let rest = observations
  for (let round = 0; round < stepsMax && rest.length > 0; round++) {
    const right = (text: string) => rest.filter(({ scope, target }) => context.scopes.evaluate(text, scope) === target).length
    const wrong = (text: string) =>
      rest.some(({ scope, target }) => ![undefined, target].includes(context.scopes.evaluate(text, scope) as number | undefined))
    const steps = stepsFrom(rest)
      .filter((text) => !wrong(text))
      .map((text) => ({ text, hits: right(text) }))
    const [best] = steps.sort((a, b) => b.hits - a.hits)
    if (!best || best.hits === 0) break
    parts.push(best.text)
    rest = rest.filter(({ scope, target }) => context.scopes.evaluate(best.text, scope) !== target)
  }
  if (parts.length === 0) return undefined
  const [last] = rest
  if (last && !rest.every(({ target }) => target === last.target)) return undefined
  if (last) parts.push(String(last.target))
  return parts.length === 1 ? parts[0] : `coalesce(${parts.join(', ')})`
}

const sourcesMax = 6

/** Expressions that are one less than the target somewhere. */
function stepsFrom(observations: readonly Observation[]): string[] {
  const found = new Set<string>()
  const step = Math.max(1, Math.floor(observations.length / sourcesMax))
  for (let at = 0; at < observations.length; at += step) {
    const { scope, target } = observations[at] as Observation
    for (const { term, value } of scope.terms.all) {
      if (value === (target as number) - 1 && typeof value === 'number') found.add(`${term.text} + 1`)
      if (typeof value === 'string' && Number(/^(\d+)-/.exec(value)?.[1]) === (target as number) - 1)
        found.add(`number(split(${term.text}, "-")[0]) + 1`)
    }
  }
  return [...found]
}

export function quote(text: string): string | undefined {
  return text === '' ? undefined : JSON.stringify(text)
}

/** The parts joined to one text. */
export function concatenate(parts: readonly (string | undefined)[]): string {
  const present = parts.filter((part) => part !== undefined)
  // A text first makes `+` join texts.
  return present.length === 1 ? (present[0] as string) : (present[0]?.startsWith('"') ? present : ['""', ...present]).join(' + ')
}
