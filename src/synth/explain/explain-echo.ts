import { escapePattern } from '#base'
import { type Expression, equal, isObject, parseExpression, printExpression, printMember, type Value } from '#lang'
import type { Observation } from './explanation.ts'
import type { ExplainContext } from './explanation-context.ts'

const lengthMin = 3

/** A text that is the same wherever it was seen and holds a parameter of the path (or an argument) as a word: `user 999 not found` at `/users/999`. */
export function explainEcho(observations: readonly Observation[], context: ExplainContext): string | undefined {
  const [first] = observations
  const target = first?.target
  if (!first || typeof target !== 'string') return undefined
  for (const [source, value] of namesIn(first)) {
    if (value.length < lengthMin || value === target || !/^[\w.-]+$/.test(value)) continue
    const pieces = target.split(asWord(value))
    if (pieces.length !== 2) continue
    const text = `${JSON.stringify(pieces[0])} + ${source}${pieces[1] === '' ? '' : ` + ${JSON.stringify(pieces[1])}`}`
    if (observations.every(({ scope, target: each }) => equal(context.scopes.evaluate(text, scope), each))) return text
  }
  return undefined
}

/**
 * An expression with the fixed texts that it joins: where they hold a parameter of the path that had one value in all observations, that
 * parameter stands in them instead. With another value the text would have been another.
 */
export function nameParameters(text: string, observations: readonly Observation[], context: ExplainContext): string {
  const names = namesIn(observations[0] as Observation).filter(
    ([source, value]) =>
      value.length >= lengthMin && observations.every(({ scope }) => equal(context.scopes.evaluate(source, scope), value)),
  )
  if (names.length === 0 || !names.some(([, value]) => text.includes(value))) return text
  return printExpression(inJoined(parseExpression(text), names))
}

function inJoined(expression: Expression, names: readonly (readonly [text: string, value: string])[]): Expression {
  if (expression.kind === 'binary' && expression.operator === '+')
    return { ...expression, left: inJoined(expression.left, names), right: inJoined(expression.right, names) }
  if (expression.kind !== 'literal' || typeof expression.value !== 'string') return expression
  for (const [source, value] of names) {
    const [before, after, ...more] = expression.value.split(asWord(value))
    if (before === undefined || after === undefined || more.length > 0) continue
    const parts = [before, after].map((part) => inJoined({ kind: 'literal', value: part }, names))
    return [parseExpression(source), parts[1] as Expression].reduce(join, parts[0] as Expression)
  }
  return expression
}

function join(left: Expression, right: Expression): Expression {
  return right.kind === 'literal' && right.value === '' ? left : { kind: 'binary', operator: '+', left, right }
}

/** Matches a value that stands for itself: no letter, digit or dash beside it. */
function asWord(value: string): RegExp {
  return new RegExp(`(?<![\\w-])${escapePattern(value)}(?![\\w-])`)
}

/** Parameters of the path, and the arguments of a GraphQL field, by their expressions. */
function namesIn({ scope: { environment, call } }: Observation): [text: string, value: string][] {
  const names: [string, string][] = []
  const visit = (text: string, value: Value, depth: number) => {
    if (typeof value === 'string') names.push([text, value])
    else if (isObject(value) && depth < 4) for (const [key, item] of Object.entries(value)) visit(text + printMember(key), item, depth + 1)
  }
  visit('path', environment.path, 3)
  if (call.field) visit('body', environment.body, 0)
  return names
}
