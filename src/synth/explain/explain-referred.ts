import { equal } from '#lang'
import type { Observation } from './explanation.ts'
import type { ExplainContext } from './explanation-context.ts'

const lengthMin = 2
/** A field of an entity that something in the request or in another entity names. */
const referred = /^(find\("[^"]+", .+\))\.(\w+)$/
/** What stands between the parts of a name. */
const separator = /^[ ,._@/-]{1,3}$/

/**
 * A text that is the same wherever it was seen and is put together of two fields of one other entity, `{firstname} {lastname}` of the user that a
 * request names: nobody else was named so far.
 */
export function explainReferred(observations: readonly Observation[], context: ExplainContext): string | undefined {
  const [first] = observations
  const target = first?.target
  if (!first || typeof target !== 'string') return undefined
  const parts = first.scope.terms.all.flatMap(({ term, value }) => {
    if (typeof value !== 'string' || value.length < lengthMin || !target.includes(value)) return []
    const head = referred.exec(term.text)?.[1]
    return head === undefined ? [] : [{ head, text: term.text, cost: term.cost, value }]
  })
  const found = parts.flatMap((before) =>
    parts.flatMap((after) => {
      if (before.head !== after.head || before.text === after.text) return []
      if (!target.startsWith(before.value) || !target.endsWith(after.value)) return []
      const between = target.slice(before.value.length, -after.value.length)
      if (before.value.length + after.value.length >= target.length || !separator.test(between)) return []
      return [{ text: `${before.text} + ${JSON.stringify(between)} + ${after.text}`, cost: before.cost + after.cost }]
    }),
  )
  const fitting = found.filter(({ text }) =>
    observations.every(({ scope, target: each }) => equal(context.scopes.evaluate(text, scope), each)),
  )
  return fitting.sort((a, b) => a.cost - b.cost || (a.text < b.text ? -1 : 1))[0]?.text
}
