import { equal } from '#lang'
import type { Observation } from './explanation.ts'
import type { ExplainContext } from './explanation-context.ts'

const partsMax = 6
const lengthMin = 2
const termsMax = 12

/** A text that is made of texts at hand, of whatever length, and of what stands between them: `{title} by {author}`. */
export function explainJoined(observations: readonly Observation[], context: ExplainContext): string | undefined {
  const texts = observations.map(({ target }) => target)
  if (observations.length < 2 || !texts.every((text): text is string => typeof text === 'string')) return undefined
  if (new Set(texts).size < 2) return undefined
  const parts = cover(texts, sources(observations, context), partsMax)
  if (!parts || parts.length < 2 || !parts.some((part) => part.startsWith('"'))) return undefined
  const text = (parts[0]?.startsWith('"') ? parts : ['""', ...parts]).join(' + ')
  return observations.every(({ scope, target }) => equal(context.scopes.evaluate(text, scope), target)) ? text : undefined
}

interface Source {
  readonly text: string
  readonly values: readonly string[]
  /** Characters that it gives in all. */
  readonly length: number
}

/** Texts at hand that stand in all of the targets; those that give most come first. */
function sources(observations: readonly Observation[], context: ExplainContext): Source[] {
  const first = observations[0] as Observation
  const found: (Source & { readonly cost: number })[] = []
  for (const { term, value } of first.scope.terms.all) {
    if (typeof value !== 'string' || value.length < lengthMin || !(first.target as string).includes(value)) continue
    const values = observations.map(({ scope }) => context.scopes.evaluate(term.text, scope))
    if (
      !values.every(
        (each, at): each is string => typeof each === 'string' && each !== '' && String(observations[at]?.target).includes(each),
      )
    )
      continue
    found.push({ text: term.text, values, length: values.reduce((sum, each) => sum + each.length, 0), cost: term.cost })
  }
  return found.sort((a, b) => b.length - a.length || a.cost - b.cost || (a.text < b.text ? -1 : 1)).slice(0, termsMax)
}

/** Fixed texts (in quotes) and sources that make up all of the texts; undefined where something is left. */
function cover(texts: readonly string[], all: readonly Source[], depth: number): string[] | undefined {
  const first = texts[0] ?? ''
  if (texts.every((text) => text === first)) return first === '' ? [] : [JSON.stringify(first)]
  if (depth === 0) return undefined
  for (const source of all) {
    const places = texts.map((text, at) => text.indexOf(source.values[at] as string))
    if (places.includes(-1)) continue
    const rest = all.filter((other) => other !== source)
    const before = cover(
      texts.map((text, at) => text.slice(0, places[at])),
      rest,
      depth - 1,
    )
    const after =
      before &&
      cover(
        texts.map((text, at) => text.slice((places[at] as number) + (source.values[at]?.length ?? 0))),
        rest,
        depth - 1,
      )
    if (before && after) return [...before, source.text, ...after]
  }
  return undefined
}
