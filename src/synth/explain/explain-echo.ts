import { equal, printMember } from '#lang'
import type { Observation } from './explanation.ts'
import type { ExplainContext } from './explanation-context.ts'

const lengthMin = 3

/** A text that is the same wherever it was seen and holds a parameter of the path as a word: `user 999 not found` at `/users/999`. */
export function explainEcho(observations: readonly Observation[], context: ExplainContext): string | undefined {
  const [first] = observations
  const target = first?.target
  if (!first || typeof target !== 'string') return undefined
  for (const [name, value] of Object.entries(first.scope.environment.path)) {
    if (typeof value !== 'string' || value.length < lengthMin || value === target || !/^[\w.-]+$/.test(value)) continue
    const pieces = target.split(new RegExp(`(?<![\\w-])${value.replace(/\./g, '\\.')}(?![\\w-])`))
    if (pieces.length !== 2) continue
    const text = `${JSON.stringify(pieces[0])} + path${printMember(name)}${pieces[1] === '' ? '' : ` + ${JSON.stringify(pieces[1])}`}`
    if (observations.every(({ scope, target: each }) => equal(context.scopes.evaluate(text, scope), each))) return text
  }
  return undefined
}
