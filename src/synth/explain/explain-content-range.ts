import { expressionText } from './compose-explanation.ts'
import { gives } from './explain-moment.ts'
import { explainScalar } from './explain-scalar.ts'
import { explainSliceRange } from './explain-slice.ts'
import { concatenate, quote } from './explain-text-part.ts'
import type { Observation } from './explanation.ts'
import type { ExplainContext } from './explanation-context.ts'
import { pageName } from './page-of-list.ts'

const shareMin = 0.8
const pattern = /^((?:[\w-]+ )?)(\d+-(-?\d+)|\*)\/(\d+|\*)$/

/**
 * A `Content-Range` header (RFC 9110): of a text, or one that says which members of a list are shown, and of how many: `items 0-4/9`; without members `*` or a
 * range that ends before it begins, of a total that is not told `*`. Undefined where it is something else.
 */
export function explainContentRange(observations: readonly Observation[], context: ExplainContext): string | undefined {
  const page = pageName(observations)
  if (page === undefined) return explainSliceRange(observations, context)
  const read = observations.flatMap(({ scope, target }) => {
    const match = typeof target === 'string' ? pattern.exec(target) : null
    return match ? [{ scope, before: match[1] ?? '', range: match[2] ?? '', total: match[4] ?? '' }] : []
  })
  const [first] = read
  if (!first || read.length < observations.length || read.some(({ before }) => before !== first.before)) return undefined
  const totals = read.map(({ scope, total }) => ({ scope, target: total }))
  const total = expressionText(explainScalar(totals, 'total', context).template)
  if (total === undefined) return undefined
  const last = `${page}.start + size(${page}.items) - 1`
  const shown = `string(${page}.start) + "-" + string(${last})`
  const unsatisfied = read.filter(({ range }) => range === '*').length
  const range = unsatisfied === 0 ? shown : unsatisfied === read.length ? '"*"' : `(size(${page}.items) > 0 ? ${shown} : "*")`
  const parts = [...(first.before === '' ? [] : [quote(first.before)]), range, quote('/'), total.includes(' ') ? `(${total})` : total]
  const text = concatenate(parts)
  const hits = observations.filter((observation) => gives(text, observation, context)).length
  return hits >= observations.length * shareMin ? text : undefined
}
