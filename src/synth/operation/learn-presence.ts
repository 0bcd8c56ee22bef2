import { isObject, parseExpression } from '#lang'
import { isRead } from '../call.ts'
import { valueIn } from '../collection/sites.ts'
import type { Explanation, Observation } from '../explain/explanation.ts'
import type { Scope } from '../explain/scope.ts'
import { namedText } from '../guard/entity-lookup.ts'
import type { OperationDraft } from './operation-draft.ts'

const presenceName = /^(is_?)?(exists?|existing|found|present|known)$/i

/** Answers that say whether what the path names is there, `GET /orders/7/exists`: mostly asked of what is, so that what was seen hardly tells. */
export function learnPresence(
  draft: OperationDraft,
  scopes: readonly Scope[],
  special: Map<string, (observations: readonly Observation[]) => Explanation>,
): void {
  const { calls } = draft.variant
  const [first] = calls
  if (special.size > 0 || !first || !isRead(first) || first.field) return
  const { value } = first.body
  const keys = isObject(value) ? Object.keys(value) : []
  const key = keys.length === 1 && presenceName.test(keys[0] ?? '') ? keys[0] : undefined
  const isNamed = key !== undefined || presenceName.test(first.route.segments.at(-1)?.literal ?? '')
  const path = typeof value === 'boolean' ? [] : key === undefined ? undefined : [key]
  if (!isNamed || path === undefined) return
  const tests = draft.timeline.collections.flatMap((collection) => namedText(collection, first.route)?.replace(/^find/, 'exists') ?? [])
  const test = tests.find((text) =>
    calls.every((call, at) => draft.context.scopes.evaluate(text, scopes[at] as Scope) === valueIn(call.body.value, path)),
  )
  if (test === undefined) return
  special.set(path.join('.'), (observations) => ({
    template: { kind: 'expression', expression: parseExpression(test) },
    hits: observations.length,
    of: observations.length,
  }))
}
