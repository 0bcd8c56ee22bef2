import { escapePattern } from '#base'
import { type Expression, equal, isObject, parseExpression, printExpression, printMember, type Value } from '#lang'
import type { Observation } from './explanation.ts'
import type { ExplainContext } from './explanation-context.ts'

const lengthMin = 3

/**
 * A text that is the same wherever it was seen and holds a parameter of the path (or an argument) as a word, `user 999 not found` at `/users/999`,
 * or what was sent otherwise: in quotes, or as a word that is no word of a language.
 */
export function explainEcho(observations: readonly Observation[], context: ExplainContext): string | undefined {
  const [first] = observations
  const target = first?.target
  if (!first || typeof target !== 'string') return undefined
  const named = namesIn(first).map(([source, value]) => [source, value, isWord(value) ? asWord(value) : undefined] as const)
  const sent = sentIn(first).map(([source, value]) => [source, value, isMadeUp(value) ? asWord(value) : asQuoted(value)] as const)
  for (const [source, value, pattern] of [...named, ...sent]) {
    if (value.length < lengthMin || value === target || pattern === undefined) continue
    const pieces = target.split(pattern)
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

function isWord(value: string): boolean {
  return /^[\w.-]+$/.test(value)
}

/** `R-81f`, `jo@example.org`: what stands in a text by chance is a word of its language. */
function isMadeUp(value: string): boolean {
  return value.length > lengthMin && /^[\w.@+-]+$/.test(value) && /\d|@/.test(value)
}

/** Matches a value in quotes. */
function asQuoted(value: string): RegExp {
  return new RegExp(`(?<=["'\`“‘«])${escapePattern(value)}(?=["'\`”’»])`)
}

/** Matches a value that stands for itself: no letter, digit or dash beside it. */
function asWord(value: string): RegExp {
  return new RegExp(`(?<![\\w-])${escapePattern(value)}(?![\\w-])`)
}

/** Parameters of the path, and the arguments of a GraphQL field, by their expressions. */
function namesIn({ scope: { environment, call } }: Observation): [text: string, value: string][] {
  return [...textsIn('path', environment.path, 3), ...(call.field ? textsIn('body', environment.body) : [])]
}

/** What the body and the query say, by its expressions. */
function sentIn({ scope: { environment, call } }: Observation): [text: string, value: string][] {
  return [...(call.field ? [] : textsIn('body', environment.body)), ...textsIn('query', environment.query, 3)]
}

function textsIn(text: string, value: Value, depth = 0): [text: string, value: string][] {
  if (typeof value === 'string') return [[text, value]]
  if (!isObject(value) || depth >= 4) return []
  return Object.entries(value).flatMap(([key, item]) => textsIn(text + printMember(key), item, depth + 1))
}
