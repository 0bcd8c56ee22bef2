import { isObject, printMember, type Value } from '#lang'
import type { ExplainContext } from '../explain/explanation-context.ts'
import type { Scope } from '../explain/scope.ts'
import { subjectText } from './entity-lookup.ts'
import type { Predicate } from './predicate.ts'
import { callersOf, visibilityOf } from './visibility.ts'

const pairsMax = 20

/** Tests on whether the entity that the path names is hidden from whoever calls. */
export function aboutVisibility(scopes: readonly Scope[], context: ExplainContext): Predicate[] {
  return context.scopes.timeline.collections.flatMap((collection): Predicate[] => {
    const subject = subjectText(collection, scopes)
    const visibility = subject === undefined ? undefined : visibilityOf(collection, context.scopes)
    if (subject === undefined || !visibility) return []
    return [{ text: `exists${subject.slice('find'.length)} && !(${visibility.test(subject)})`, cost: 3.4, kind: 'unknown', fields: [] }]
  })
}

/** Tests on whether the entity that the path names is that of whoever calls: a field of it against one of what the credential leads to. */
export function aboutOwner(scopes: readonly Scope[], context: ExplainContext): Predicate[] {
  const { collections } = context.scopes.timeline
  const callers = callersOf(
    scopes.map((scope) => ({ scope })),
    context.scopes,
  )
  if (callers.length === 0) return []
  return collections.flatMap((collection) => {
    const subject = subjectText(collection, scopes)
    return subject === undefined ? [] : callers.flatMap((caller) => comparePairs(subject, caller, scopes, context))
  })
}

/** Fields of the two that have the same value at times, and at times not. */
function comparePairs(subject: string, caller: string, scopes: readonly Scope[], context: ExplainContext): Predicate[] {
  const seen = new Map<string, { field: string; same: number; other: number }>()
  for (const scope of scopes) {
    const own = textsOf(context.scopes.evaluate(subject, scope))
    const others = textsOf(context.scopes.evaluate(caller, scope))
    for (const [field, value] of own)
      for (const [name, held] of others) {
        const text = `${subject}${printMember(field)} != ${caller}${printMember(name)}`
        const entry = seen.get(text) ?? { field, same: 0, other: 0 }
        seen.set(text, entry)
        entry[value === held ? 'same' : 'other']++
      }
  }
  const telling = [...seen].filter(([, { same, other }]) => same >= 2 && other >= 2).slice(0, pairsMax)
  return telling.map(
    ([text, { field }]): Predicate => ({
      text: `exists${subject.slice('find'.length)} && ${text}`,
      cost: 3.6,
      kind: 'state',
      fields: [field],
    }),
  )
}

function textsOf(value: Value): [string, Value][] {
  return isObject(value) ? Object.entries(value).filter(([, item]) => typeof item === 'string' || typeof item === 'number') : []
}
