import { parseExpression, printExpression, printLiteral, type Template, type Value } from '#lang'
import { valueKey } from '../call.ts'
import { gives } from './explain-moment.ts'
import type { Explanation, Observation } from './explanation.ts'
import type { ExplainContext } from './explanation-context.ts'
import { bestTerm } from './rank-terms.ts'

export function expressionText(template: Template): string | undefined {
  if (template.kind === 'literal') return printLiteral(template.value)
  return template.kind === 'expression' ? printExpression(template.expression) : undefined
}

function toTemplate(text: string): Template {
  const expression = parseExpression(text)
  return expression.kind === 'literal' ? { kind: 'literal', value: expression.value } : { kind: 'expression', expression }
}

export function full(text: string, observations: readonly Observation[]): Explanation {
  return { template: toTemplate(text), hits: observations.length, of: observations.length }
}

export function joinParts(parts: readonly string[]): string {
  return parts.length === 1 ? (parts[0] as string) : `coalesce(${parts.join(', ')})`
}

export function prefix(
  parts: readonly string[],
  last: { text: string; hits: number },
  observations: readonly Observation[],
  context: ExplainContext,
): Explanation {
  const before = observations.filter((observation) => parts.some((part) => gives(part, observation, context))).length
  const texts = last.text === 'absent' && parts.length > 0 ? parts : [...parts, last.text]
  return { template: toTemplate(joinParts(texts)), hits: Math.min(observations.length, before + last.hits), of: observations.length }
}

/** Nothing explains it all: the parts found so far, then the term or the constant that is right most often. */
export function guess(
  parts: readonly string[],
  rest: readonly Observation[],
  observations: readonly Observation[],
  context: ExplainContext,
): Explanation {
  const counts = new Map<string, { value: Value; count: number }>()
  for (const { target } of rest) {
    const entry = counts.get(valueKey(target)) ?? { value: target, count: 0 }
    entry.count++
    counts.set(valueKey(target), entry)
  }
  const common = [...counts.values()].sort((a, b) => b.count - a.count)[0]
  const term = bestTerm(rest, '', context)
  const termHits = term ? rest.filter((observation) => gives(term.text, observation, context)).length : 0
  const last = term && termHits > (common?.count ?? 0) ? term.text : common?.value === undefined ? 'absent' : printLiteral(common.value)
  const texts = last === 'absent' && parts.length > 0 ? parts : [...parts, last]
  const explanation = toTemplate(joinParts(texts))
  const hits = observations.filter((observation) => gives(joinParts(texts), observation, context)).length
  return { template: explanation, hits, of: observations.length }
}
