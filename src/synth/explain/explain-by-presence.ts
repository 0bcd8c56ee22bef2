import { parseExpression } from '#lang'
import { explainAlike } from './explain-alike.ts'
import type { Observation } from './explanation.ts'
import type { ExplainContext } from './explanation-context.ts'

const probesMax = 12
const patternsMax = 8
const presentMin = 2

/**
 * A value that is made one way where something is there and another way where it is not: the depth below a parent, and 0 without one.
 * Undefined where no single thing tells the two apart.
 */
export function explainByPresence(observations: readonly Observation[], name: string, context: ExplainContext): string | undefined {
  for (const { text, present } of presencePatterns(observations, context)) {
    const mine = observations.filter((_, at) => present[at])
    const others = observations.filter((_, at) => !present[at])
    if (mine.length < presentMin) continue
    const without = explainAlike(others, name, context)
    const within = without === undefined ? undefined : explainAlike(mine, name, context)
    // Two fixed values are what was seen, not a rule.
    if (within === undefined || without === undefined || within === without || isFixed(within)) continue
    return `has(${text}) ? ${within} : ${without}`
  }
  return undefined
}

/** Whether an expression names nothing. */
function isFixed(text: string): boolean {
  return parseExpression(text).kind === 'literal' || /^[[{]/.test(text)
}

interface Pattern {
  readonly text: string
  readonly present: readonly boolean[]
}

/** Parts of the request or of an entity that are there in some observations only; one for each way of being there. */
function presencePatterns(observations: readonly Observation[], context: ExplainContext): Pattern[] {
  const step = Math.max(1, Math.floor(observations.length / probesMax))
  const terms = new Map<string, number>()
  for (const [at, { scope }] of observations.entries()) {
    if (at % step !== 0) continue
    for (const { term } of scope.terms.all) if (/^(body|query|self|entry)[.[][^(]*$/.test(term.text)) terms.set(term.text, term.cost)
  }
  const patterns = new Map<string, Pattern>()
  for (const [text] of [...terms].sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1))) {
    const present = observations.map(({ scope }) => context.scopes.evaluate(text, scope) !== undefined)
    const id = present.join()
    if (present.includes(true) && present.includes(false) && !patterns.has(id)) patterns.set(id, { text, present })
    if (patterns.size === patternsMax) break
  }
  return [...patterns.values()]
}
