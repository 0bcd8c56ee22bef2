import { equal, isObject, printMember, type Value } from '#lang'
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
    const pieces = target.split(new RegExp(`(?<![\\w-])${value.replace(/\./g, '\\.')}(?![\\w-])`))
    if (pieces.length !== 2) continue
    const text = `${JSON.stringify(pieces[0])} + ${source}${pieces[1] === '' ? '' : ` + ${JSON.stringify(pieces[1])}`}`
    if (observations.every(({ scope, target: each }) => equal(context.scopes.evaluate(text, scope), each))) return text
  }
  return undefined
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
