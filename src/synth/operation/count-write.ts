import { isRead } from '../call.ts'
import { findPredicate } from '../guard/find-predicate.ts'
import { countedKey, countedName } from '../timeline/count-writes.ts'
import type { OperationDraft } from './operation-draft.ts'

const lookup = JSON.stringify(countedKey)

/**
 * Makes the number of writes that the service keeps one more, where these calls do, and gives it a name: what they make and answer may hold it.
 */
export function countWrite(draft: OperationDraft): void {
  const { writeCount } = draft.context
  const { calls } = draft.variant
  if (!writeCount) return
  const counted = calls.filter((call) => !isRead(call) && writeCount.isCounted(call))
  const others = calls.filter((call) => !counted.includes(call))
  const scopes = (some: typeof calls) => some.map((call) => draft.scope(call))
  const when = others.length === 0 ? undefined : findPredicate(scopes(counted), scopes(others), draft.context)
  const isUsual = counted.length > others.length
  if (counted.length > 0 && (when !== undefined || isUsual)) {
    const update = { update: countedName, key: [lookup], set: { value: { $: 'self.value + 1' } } }
    draft.effects.push(when === undefined ? update : { if: when, do: [update] })
  }
  draft.effects.push({ let: countedName, value: { $: `find(${JSON.stringify(countedName)}, ${lookup})` } })
  for (const call of calls) draft.bind(call, countedName, { key: countedKey, value: writeCount.after(call) })
}
