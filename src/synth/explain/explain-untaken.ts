import { equal, printMember } from '#lang'
import type { Observation } from './explanation.ts'
import type { ExplainContext } from './explanation-context.ts'
import { rankTerms } from './rank-terms.ts'

const basesMax = 3
const countedMin = 2
const shareMin = 0.9

/**
 * A text of what is made that tells it apart from all others of its kind: made of what was sent, with a number behind it where another has it already
 * (`hello-world`, `hello-world-2`).
 */
export function explainUntaken(observations: readonly Observation[], name: string, context: ExplainContext): string | undefined {
  const { subject } = context
  if (subject === undefined || !observations.every(({ target }) => typeof target === 'string')) return undefined
  for (const { text } of rankTerms(observations, name, context, basesMax)) {
    const counted = observations.flatMap((observation) => suffixOf(text, observation, context) ?? [])
    const [{ separator } = { separator: '' }] = counted
    if (counted.length < countedMin || counted.some((suffix) => suffix.separator !== separator)) continue
    const first = Math.min(...counted.map(({ number }) => number))
    const taken = `list(${JSON.stringify(subject)}).map(e, e${printMember(name)})`
    const found = `untaken(${taken}, ${text}, ${JSON.stringify(separator)}, ${first})`
    const hits = observations.filter(({ scope, target }) => equal(context.scopes.evaluate(found, scope), target)).length
    if (hits >= observations.length * shareMin) return found
  }
  return undefined
}

/** What a text has behind what a term gives: a separator and a number. */
function suffixOf(
  text: string,
  { scope, target }: Observation,
  context: ExplainContext,
): { separator: string; number: number } | undefined {
  const base = context.scopes.evaluate(text, scope)
  if (typeof base !== 'string' || base === '' || typeof target !== 'string' || target === base || !target.startsWith(base)) return undefined
  const [, separator, number] = /^([-_. ]?)(\d{1,4})$/.exec(target.slice(base.length)) ?? []
  return separator === undefined ? undefined : { separator, number: Number(number) }
}
