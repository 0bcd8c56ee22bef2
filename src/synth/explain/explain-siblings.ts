import { type Expression, printExpression, substituteMembers, type Template, type Value } from '#lang'
import { type Explanation, isExact, isSure, type Observation } from './explanation.ts'
import type { ExplainContext } from './explanation-context.ts'

/** A part of a map: what it was where that is sure, and how it is explained so far. */
export interface Part {
  readonly key: string
  /** The maps that it is a part of, where it is sure what it is. */
  readonly objects: readonly Observation[]
  readonly cells: readonly Observation[]
  explained: Explanation
}

const roundsMax = 3
const conditionsMax = 1

/**
 * Explains parts that are made of other parts of the same map: the tax of the subtotal, an address of a slug. Parts that are explained are
 * at hand for the others, and what comes out has their own expressions in their place. Gives the parts for which that was better.
 */
export function explainBySiblings(
  parts: readonly Part[],
  depth: number,
  context: ExplainContext,
  explain: (cells: readonly Observation[], key: string) => Explanation,
): Part[] {
  const improved = new Set<Part>()
  const name = `made${depth}`
  const known = new Map<string, Expression>()
  for (let round = 0; round < roundsMax; round++) {
    const open = parts.filter(({ explained }) => !isExact(explained))
    const before = known.size
    for (const part of parts) {
      const expression = reusable(part)
      if (expression) known.set(part.key, expression)
    }
    if (open.length === 0 || known.size === before) break
    for (const part of open) if (improve(part, name, known, context, explain)) improved.add(part)
  }
  return [...improved]
}

function improve(
  part: Part,
  name: string,
  known: ReadonlyMap<string, Expression>,
  context: ExplainContext,
  explain: (cells: readonly Observation[], key: string) => Explanation,
): boolean {
  const cells = part.cells.map((cell, at) => ({
    ...cell,
    scope: context.scopes.extend(cell.scope, { [name]: siblingsOf(part.objects[at] as Observation, part.key, known) }),
  }))
  const explained = explain(cells, part.key)
  if (explained.hits <= part.explained.hits || countConditions(explained.template) > conditionsMax) return false
  const template = substituteMembers(explained.template, name, (key) => known.get(key))
  if (template) part.explained = { ...explained, template }
  return template !== undefined
}

/** One condition is a rule; many are a list of what was seen. */
function countConditions(template: Template): number {
  return template.kind === 'expression' ? printExpression(template.expression).split(' ? ').length - 1 : 0
}

/** The values of the parts that are known, without the one at hand. */
function siblingsOf(object: Observation, key: string, known: ReadonlyMap<string, Expression>): { readonly [key: string]: never } {
  const entries = Object.entries(object.target as Record<string, Value>)
  return Object.fromEntries(entries.filter(([other]) => other !== key && known.has(other) && isSure(object, other))) as {
    [key: string]: never
  }
}

/** The expression of a part that gives the same value however often it is asked; undefined for what is made up, fixed, or no plain value. */
function reusable({ explained, cells }: Part): Expression | undefined {
  if (!isExact(explained) || !isPlainExpression(explained.template)) return undefined
  if (cells.some(({ target }) => typeof target === 'object' && target !== null)) return undefined
  const { expression } = explained.template
  return /\b(mint|next|now)\b/.test(printExpression(expression)) ? undefined : expression
}

function isPlainExpression(template: Template): template is Template & { kind: 'expression' } {
  return template.kind === 'expression'
}
