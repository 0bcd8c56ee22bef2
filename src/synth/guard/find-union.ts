import { mayBeChance } from '../doubt/chance.ts'
import type { ExplainContext } from '../explain/explanation-context.ts'
import type { Scope } from '../explain/scope.ts'
import type { Predicate } from './predicate.ts'
import { proposePredicates } from './propose-predicates.ts'

const clausesMax = 3
/** A clause holds at least so many times: one that is made for a single case says nothing. */
const eachMin = 2

/**
 * Tests of which one holds wherever one group of scopes was, and none in the other: `has(body.title) || has(body.text)`; a single one where it
 * suffices. They ask of the request and of what is kept, not of what the effects so far have bound. Undefined where there are none.
 */
export function findUnion(holds: readonly Scope[], fails: readonly Scope[], context: ExplainContext): string | undefined {
  if (holds.length < eachMin * 2 || fails.length < eachMin) return undefined
  const asked = `union ${context.scopes.numbersOf(holds)} / ${context.scopes.numbersOf(fails)}`
  return context.scopes.remember(asked, () => searchUnion(holds, fails, context))
}

function searchUnion(holds: readonly Scope[], fails: readonly Scope[], context: ExplainContext): string | undefined {
  const isTrue = ({ text }: Predicate, scope: Scope) => context.scopes.evaluate(text, scope) === true
  const bound = new Set([...holds, ...fails].flatMap(({ environment: { locals } }) => Object.keys(locals)))
  const proposals = proposePredicates([...holds, ...fails], fails, context).filter(
    ({ kind, text }) => kind !== 'malformed' && !names(text, bound),
  )
  const safe = proposals.filter((predicate) => !fails.some((scope) => isTrue(predicate, scope)))
  const covers = safe.map((predicate) => ({ predicate, covered: new Set(holds.filter((scope) => isTrue(predicate, scope))) }))
  const chosen: string[] = []
  let open = new Set(holds)
  while (open.size > 0 && chosen.length < clausesMax) {
    const [best] = covers
      .map(({ predicate, covered }) => ({ predicate, covered, gain: covered.intersection(open).size }))
      .filter(({ covered, gain }) => gain > 0 && covered.size >= eachMin)
      .sort((a, b) => b.gain - a.gain || a.predicate.cost - b.predicate.cost || (a.predicate.text < b.predicate.text ? -1 : 1))
    if (!best) return undefined
    chosen.push(best.predicate.text)
    open = open.difference(best.covered)
  }
  if (open.size > 0) return undefined
  const text = chosen.join(' || ')
  if (mayBeChance(proposals.length * chosen.length, holds, fails)) context.scopes.doubted.add(text)
  return text
}

/** Whether a test names one of the values that effects have bound. */
function names(text: string, bound: ReadonlySet<string>): boolean {
  const words = text.replace(/"(?:[^"\\]|\\.)*"/g, '""').match(/(?<![\w.])[A-Za-z_]\w*/g) ?? []
  return words.some((word) => bound.has(word))
}
