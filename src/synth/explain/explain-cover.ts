import type { Observation } from './explanation.ts'
import type { ExplainContext } from './explanation-context.ts'
import type { Scope } from './scope.ts'
import type { Term } from './terms.ts'

/** Shorter values stand in a text by chance. */
const lengthMin = 2
const textLengthMax = 2000
const piecesMax = 6
/** So many terms are tried for one text. */
const triesMax = 300

/**
 * A text that holds whole values that are at hand, whatever they are made of: `https://host/bucket/a/b c.txt` of `bucket` and `a/b c.txt`.
 * The rest must be the same everywhere.
 */
export function explainCover(observations: readonly Observation[], context: ExplainContext): string | undefined {
  const texts = observations.map(({ target }) => target as string)
  if (observations.length < 2 || texts.some((text) => text.length > textLengthMax)) return undefined
  const parts = cover(observations, texts, candidates(observations[0] as Observation, texts[0] ?? ''), context, {
    pieces: piecesMax,
    tries: triesMax,
  })
  if (!parts?.some((part) => !part.startsWith('"'))) return undefined
  // A text first makes `+` join texts.
  return parts.length === 1 ? parts[0] : (parts[0]?.startsWith('"') ? parts : ['""', ...parts]).join(' + ')
}

/** Terms whose value stands in the text: the longest first, of equals the cheapest. */
function candidates({ scope }: Observation, text: string): Term[] {
  return scope.terms.all
    .filter(({ value }) => typeof value === 'string' && value.length >= lengthMin && value.length <= text.length && text.includes(value))
    .sort((a, b) => String(b.value).length - String(a.value).length || a.term.cost - b.term.cost || (a.term.text < b.term.text ? -1 : 1))
    .map(({ term }) => term)
}

/** The parts of texts that are explained together; undefined where something stays that differs. */
function cover(
  observations: readonly Observation[],
  texts: readonly string[],
  terms: readonly Term[],
  context: ExplainContext,
  budget: { pieces: number; tries: number },
): string[] | undefined {
  const first = texts[0] ?? ''
  if (texts.every((text) => text === first)) return first === '' ? [] : [JSON.stringify(first)]
  if (budget.pieces === 0) return undefined
  for (const term of terms) {
    if (!first.includes(String(context.scopes.evaluate(term.text, observations[0]?.scope as Scope)))) continue
    if (budget.tries-- <= 0) return undefined
    const values = observations.map(({ scope }) => context.scopes.evaluate(term.text, scope))
    const places = texts.map((text, at) => (typeof values[at] === 'string' && values[at] !== '' ? text.indexOf(values[at]) : -1))
    if (places.includes(-1) || values.every((value) => value === values[0])) continue
    const before = cover(
      observations,
      texts.map((text, at) => text.slice(0, places[at])),
      terms,
      context,
      budget,
    )
    if (!before) continue
    budget.pieces--
    const ends = texts.map((text, at) => text.slice((places[at] as number) + String(values[at]).length))
    const after = cover(observations, ends, terms, context, budget)
    if (after) return [...before, term.text, ...after]
  }
  return undefined
}
